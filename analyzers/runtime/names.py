"""Why is this name not defined, or not yet?"""

import ast
import builtins
import re

from analyzers.facts import Evidence, Fix, Hypothesis, Label, Suspect
from analyzers.runtime.caught import read_after
from analyzers.runtime.crash import Crash, Finding, Site, read_from
from analyzers.runtime.index import Index, bindings, parameters
from analyzers.runtime.locate import failing
from analyzers.runtime.members import class_members
from analyzers.runtime.report import (
    CONFIRMED,
    diagnostic,
    edit,
    hypothesis,
    insert_line,
    label,
    replace,
    suspect,
)
from analyzers.runtime.scopes import (
    assigned_elsewhere,
    binding_of,
    branch_of,
    first_statement,
    import_line,
    is_switch,
    keyword_of,
    left_over,
    receiver_of,
    required,
    visible_names,
    where_defined,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Scope, Source, inside, module_name

_NAME = re.compile(r"name '([^']+)' is not defined")
_LOCAL = re.compile(
    r"(?:local variable '([^']+)' referenced before assignment"
    r"|cannot access local variable '([^']+)' where it is not associated"
    r"|cannot access free variable '([^']+)' where it is not associated"
    r"|free variable '([^']+)' referenced before assignment)"
)
# Modules whose name people use without importing them, and the members that say which module is meant.
_MEMBERS = {
    "datetime": "from datetime import datetime",
    "timedelta": "from datetime import timedelta",
    "Path": "from pathlib import Path",
    "defaultdict": "from collections import defaultdict",
    "Counter": "from collections import Counter",
    "namedtuple": "from collections import namedtuple",
    "deque": "from collections import deque",
    "OrderedDict": "from collections import OrderedDict",
    "dataclass": "from dataclasses import dataclass",
    "field": "from dataclasses import field",
    "Enum": "from enum import Enum",
    "ABC": "from abc import ABC",
    "abstractmethod": "from abc import abstractmethod",
    "reduce": "from functools import reduce",
    "partial": "from functools import partial",
    "lru_cache": "from functools import lru_cache",
    "wraps": "from functools import wraps",
    "Decimal": "from decimal import Decimal",
    "Fraction": "from fractions import Fraction",
    "sqrt": "from math import sqrt",
    "ceil": "from math import ceil",
    "floor": "from math import floor",
    "randint": "from random import randint",
    "sleep": "from time import sleep",
    "deepcopy": "from copy import deepcopy",
    "contextmanager": "from contextlib import contextmanager",
    "suppress": "from contextlib import suppress",
    "groupby": "from itertools import groupby",
    "chain": "from itertools import chain",
    "Optional": "from typing import Optional",
    "List": "from typing import List",
    "Dict": "from typing import Dict",
    "Any": "from typing import Any",
    "Union": "from typing import Union",
    "Tuple": "from typing import Tuple",
    "Callable": "from typing import Callable",
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
}
_PYTHON_2 = {
    "raw_input": "input",
    "xrange": "range",
    "unicode": "str",
    "basestring": "str",
    "long": "int",
    "unichr": "chr",
}
_OTHER_WORDS = {
    "true": "True",
    "false": "False",
    "null": "None",
    "none": "None",
    "nil": "None",
    "undefined": "None",
}


def explain(crash: Crash) -> Finding | None:
    """Explain a NameError or UnboundLocalError."""
    site = crash.site
    if site is None or not crash.ours:
        return None
    local, anywhere = _LOCAL.search(crash.message), _NAME.search(crash.message)
    found = local or anywhere
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    nodes = failing(site, ast.Name, lambda node: node.id == name)
    return read_after(crash, site, name, nodes) or (_unbound if local else _undefined)(crash, site, name)


def _undefined(crash: Crash, site: Site, name: str) -> Finding:
    source = site.source
    nodes = failing(site, ast.Name, lambda node: node.id == name)
    node = nodes[0] if nodes else None
    if source.partial:
        return Finding(
            cause=f"`{name}` is not defined where line {site.line} of {source.path} runs",
            diagnostic=diagnostic("undefined-name", f"`{name}` is not defined", crash, node, "not defined"),
            crash_weight=0.85,
        )
    scope: Scope = source.scope(node) if node is not None else source.tree
    known = visible_names(source, scope)
    index = Index.of(crash.sources)
    hypotheses: list[Hypothesis] = []
    suspects: list[Suspect] = []
    fixes: list[Fix] = []
    secondary: tuple[Label, ...] = ()
    cause = f"`{name}` is not defined in {source.path} at this point"
    instead = _PYTHON_2.get(name) or _OTHER_WORDS.get(name)
    close = () if instead else similar(name, known)
    module_bindings = bindings(source, source.tree, name)
    if any(one.how == "except" for one in module_bindings) or _deleted(source, name):
        module_bindings = []  # a name that ends with its block, or was taken away: bound once, and no more
    crash_weight = 0.85
    span_of = source.span(node) if node is not None else None

    def rename(other: str, title: str, code: str) -> None:
        if span_of is not None:
            fixes.append(edit(source, span_of.start, span_of.end, other, title, code))

    if instead:
        cause = f"`{name}` is not a name of Python 3; `{instead}` is"
        rename(instead, f"use `{instead}`", "misspelt-name")
    elif module_bindings and site.function == "<module>":
        first = module_bindings[0]
        line = int(getattr(first.statement, "lineno", 1))
        if line > site.line:
            cause = f"`{name}` is used at line {site.line} but only defined further down, at line {line}"
            hypotheses.append(
                hypothesis(
                    "used-before-definition",
                    f"`{name}` is defined after its use",
                    CONFIRMED,
                    Evidence(expression=name, value=f"bound at line {line}", where=read_from(source, line)),
                )
            )
            suspects.append(suspect(source, line, 0.5, f"`{name}` is only defined here"))
    elif module_bindings:
        line = int(getattr(module_bindings[0].statement, "lineno", 1))
        cause = f"`{name}` is only bound at line {line} of {source.path}, which has not run"
        suspects.append(suspect(source, line, 0.5, f"`{name}` is bound here"))
    owner = source.class_of(node) if node is not None else None
    if not instead and not module_bindings:
        stdlib = _importable(name)
        defined = [
            held
            for held, _ in (*index.functions.get(name, ()), *index.classes.get(name, ()))
            if held is not source
        ]
        elsewhere = assigned_elsewhere(source, scope, name)
        if owner is not None and name in class_members(index, source, owner) and name not in known:
            cause = f"`{name}` is an attribute of `{owner.name}`, and is used here as a plain name"
            hypotheses.append(
                hypothesis(
                    "missing-self",
                    f"`{owner.name}` defines `{name}`",
                    CONFIRMED,
                    Evidence(
                        expression=f"{owner.name}.{name}",
                        value="defined",
                        where=read_from(source, owner.lineno),
                    ),
                )
            )
            receiver = receiver_of(scope)
            if receiver:
                rename(f"{receiver}.{name}", f"use `{receiver}.{name}`", "missing-self")
        if close and not fixes:
            place = where_defined(source, scope, close[0])
            cause = f"`{name}` is not defined; `{close[0]}` is {'a builtin' if place == 'builtins' else 'bound in ' + source.path}"
            hypotheses.append(
                hypothesis(
                    "misspelt-name",
                    f"the source has `{close[0]}`, not `{name}`",
                    CONFIRMED,
                    Evidence(
                        expression=close[0], value="defined", where=where_defined(source, scope, close[0])
                    ),
                )
            )
            for other in close:
                rename(other, f"use `{other}`", "misspelt-name")
            bound = binding_of(source, scope, close[0])
            if bound is not None:
                others = sum(1 for one in source.nodes if isinstance(one, ast.Name) and one.id == name)
                weight = 0.85 if others > 1 else 0.35
                suspects.append(suspect(bound.source, bound.statement, weight, f"`{close[0]}` is bound here"))
        if stdlib:
            if not close:
                cause = f"`{name}` is never imported in {source.path}"
                hypotheses.append(
                    hypothesis(
                        "missing-import",
                        f"no import in {source.path} binds `{name}`",
                        CONFIRMED,
                        Evidence(
                            expression=name, value="not bound by any import", where=read_from(source, 1)
                        ),
                    )
                )
            fixes.append(
                insert_line(source, import_line(source), stdlib, f"add `{stdlib}`", "missing-import")
            )
            suspects.append(suspect(source, import_line(source, last=True), 0.3, "the imports end here"))
        elif len(defined) == 1 and not close:
            statement = f"from {module_name(defined[0].path)} import {name}"
            cause = f"`{name}` is defined in {defined[0].path} and never imported in {source.path}"
            fixes.append(
                insert_line(source, import_line(source), statement, f"add `{statement}`", "missing-import")
            )
            suspects.append(suspect(source, import_line(source, last=True), 0.3, "the imports end here"))
        elif elsewhere is not None and not fixes:
            line = int(getattr(elsewhere, "lineno", 1))
            function = source.function_at(line)
            inside_of = f" of `{function.name}`" if function is not None else ""
            cause = f"`{name}` is a local name{inside_of} and is not known here"
            suspects.append(suspect(source, line, 0.4, f"`{name}` is only local here"))
            secondary = (label(source, elsewhere, f"a local `{name}`{inside_of}"),)
        elif node is not None and not fixes:
            left = left_over(source, node, scope)
            if left:
                rename(left, f"use `{left}`", "other-name")
        _loop_variable(scope, name, source, suspects)
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) and not fixes:
        suspects.append(suspect(source, scope, 0.35, f"`{scope.name}` does not receive `{name}`"))
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "undefined-name", f"`{name}` is not defined", crash, node, "not defined", secondary=secondary
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:4]),
        suspects=tuple(suspects),
        crash_weight=crash_weight,
    )


def never_meant(crash: Crash, path: str, edits: tuple[tuple[int, int, str], ...]) -> bool:
    """Return whether edits put a name for an unknown one that nothing but running to the end speaks for.

    What is written in capitals is a constant or a class of the module, and a parameter with a default is an option, one
    that is passed True or False a switch: each would run, and none is what was meant, unless the names are alike.
    """
    found = _NAME.search(crash.message) if crash.type == "NameError" else None
    source = crash.sources.get(path)
    if found is None or source is None or len(edits) != 1:
        return False
    start, end, other = edits[0]
    if source.text[start:end] != found[1] or not other.isidentifier() or similar(found[1], [other]):
        return False
    function = source.function_at(source.lines.position(start)[0])
    if function is None or other not in parameters(function):
        optional = False
    else:
        optional = other not in required(function) or is_switch(crash.sources.values(), function, other)
    return optional or (other.islower() and not found[1].islower())


def _unbound(crash: Crash, site: Site, name: str) -> Finding:
    source = site.source
    nodes = failing(site, ast.Name, lambda node: node.id == name)
    node = nodes[0] if nodes else None
    function = site.definition
    if node is not None and isinstance(source.scope(node), ast.FunctionDef | ast.AsyncFunctionDef):
        function = source.scope(node)  # type: ignore[assignment]  # the check above says which
    own = bindings(source, function, name) if function is not None else []
    suspects = [
        suspect(source, one.statement, 0.55 / max(len(own), 1) ** 0.5 + 0.1, f"`{name}` is bound here")
        for one in own
    ]
    fixes: list[Fix] = []
    hypotheses: list[Hypothesis] = []
    outer = bindings(source, source.tree, name)
    outer = [one for one in outer if one.how == "is"]
    secondary = tuple(
        label(source, one.statement, f"`{name}` is bound here")
        for one in own[:2]
        if isinstance(one.statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
    )
    crash_weight = 0.5
    cause = f"`{name}` is read before the function has given it a value"
    if function is not None and outer and own:
        first = own[0]
        line = int(getattr(first.statement, "lineno", 1))
        cause = (
            f"`{name}` is local to `{function.name}` because line {line} binds it there, "
            "so the module's own one is not seen"
        )
        hypotheses.append(
            hypothesis(
                "local-hides-global",
                f"`{name}` is bound in `{function.name}` and in the module",
                CONFIRMED,
                Evidence(expression=name, value=f"bound at line {line}", where=read_from(source, line)),
            )
        )
        body = first_statement(function)
        indent = " " * source.column(body.lineno, body.col_offset)
        fixes.append(
            insert_line(
                source,
                body.lineno,
                f"{indent}global {name}",
                f"declare `{name}` global",
                "local-hides-global",
            )
        )
        suspects.append(
            suspect(source, function, 0.4, f"`{name}` is not declared global in `{function.name}`")
        )
        crash_weight = 0.75
    elif function is not None and own:
        branch = branch_of(source, own[0].statement, function)
        if branch is not None:
            cause = f"`{name}` is only bound inside the `{keyword_of(branch)}` at line {branch.lineno}, which did not bind it this time"
            suspects.append(suspect(source, branch, 0.6, f"`{name}` is only bound inside this"))
        known = [other for other in visible_names(source, function) if other != name]
        close = similar(name, [other for other in known if other not in dir(builtins)])
        if close and node is not None:
            fixes.append(replace(source, node, close[0], f"use `{close[0]}`", "misspelt-name"))
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "unbound-local",
            f"local name `{name}` is read before it is bound",
            crash,
            node,
            "has no value yet",
            secondary=secondary,
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        suspects=tuple(suspects),
        crash_weight=crash_weight,
    )


def _importable(name: str) -> str:
    import sys

    if name in _MEMBERS:
        return _MEMBERS[name]
    if name in sys.stdlib_module_names and not name.startswith("_"):
        return f"import {name}"
    return ""


def _deleted(source: Source, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Del)
        for node in source.nodes
    )


def _loop_variable(scope: Scope, name: str, source: Source, suspects: list[Suspect]) -> None:
    """A comprehension's own names end with it."""
    if isinstance(scope, ast.Lambda):
        return
    for node in inside(list(scope.body)):
        if isinstance(node, ast.comprehension):
            suspects += [
                suspect(source, target, 0.3, f"`{name}` only exists inside this comprehension")
                for target in ast.walk(node.target)
                if isinstance(target, ast.Name) and target.id == name
            ]
