"""Why do the arguments of this call not fit?"""

import ast
import re

from analyzers.facts import Evidence, Fix, Hypothesis, Label, Suspect
from analyzers.runtime.crash import Crash, Finding, Trail, read_from
from analyzers.runtime.index import Index
from analyzers.runtime.locate import failing
from analyzers.runtime.overriding import overriding
from analyzers.runtime.report import (
    CONFIRMED,
    diagnostic,
    edit,
    function_name_span,
    hypothesis,
    suspect,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Function, Source

_NAME = r"([\w.<>]+)\(\) "
_POSITIONAL = re.compile(
    _NAME + r"takes (?:from \d+ to )?(\d+|no) positional arguments? but (\d+) (?:was|were) given"
)
_EXACTLY = re.compile(
    _NAME + r"(?:takes|expected) (?:exactly |at most |at least )?(\w+) arguments?.* ?\(?(?:but |got )?(\d+)"
)
_MISSING = re.compile(_NAME + r"missing (\d+) required (?:positional|keyword-only) arguments?: (.+)")
_KEYWORD = re.compile(_NAME + r"got an unexpected keyword argument '([^']+)'")
_TWICE = re.compile(_NAME + r"got multiple values for (?:keyword )?argument '([^']+)'")
_NO_ARGUMENTS = re.compile(r"(\w+)\(\) takes no arguments")
_ABSTRACT = re.compile(r"Can't instantiate abstract class (\w+)")


def explain(crash: Crash) -> Finding | None:
    """Explain a TypeError that is about the arguments of a call."""
    site = crash.site
    if site is None or not crash.ours:
        return None
    message = crash.message
    missing: list[str] = []
    keyword = ""
    code, kind = "wrong-arguments", ""
    if found := _MISSING.search(message):
        missing = re.findall(r"'([^']+)'", found[3])
        code, kind = "missing-argument", "missing"
    elif found := _KEYWORD.search(message):
        keyword, code, kind = found[2], "unexpected-keyword", "keyword"
    elif found := _TWICE.search(message):
        keyword, code, kind = found[2], "argument-given-twice", "twice"
    elif found := _POSITIONAL.search(message):
        code, kind = "too-many-arguments", "many"
    elif found := _NO_ARGUMENTS.search(message):
        code, kind = "too-many-arguments", "none"
    elif found := _ABSTRACT.search(message):
        return _abstract(crash, found[1])
    else:
        return None
    name = found[1].rpartition(".")[2]
    owner = found[1].rpartition(".")[0].rpartition(".")[2]
    return _arguments(crash, name, owner, code, kind, missing, keyword)


def _arguments(
    crash: Crash, name: str, owner: str, code: str, kind: str, missing: list[str], keyword: str
) -> Finding:
    site = crash.sites[-1]
    source = site.source
    index = Index.of(crash.sources)
    called = {name, owner} if name in ("__init__", "__new__") else {name}
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "id", getattr(call.func, "attr", "")) in called
    )
    if not calls and site.mark is not None:
        calls = failing(site, ast.Call)
    call = calls[0] if calls else None
    target = _definition(index, source, call, name, owner)
    suspects: list[Suspect] = []
    hypotheses: list[Hypothesis] = []
    fixes: list[Fix] = []
    secondary: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    crash_weight = 0.65
    spread = call is not None and any(isinstance(one, ast.Starred) for one in call.args)
    spread = spread or (call is not None and any(part.arg is None for part in call.keywords))
    words = _words(crash.message)
    trails: tuple[Trail, ...] = ()
    if target is None and isinstance(owner and index.classes.get(name if kind == "none" else owner), list):
        for where, cls in index.classes.get(name if kind == "none" else owner, ())[:1]:
            suspects.append(
                suspect(where, cls, 0.75 if kind == "none" else 0.6, f"`{cls.name}` is defined here")
            )
            crash_weight = 0.5
            fixes += _misnamed_init(where, cls)
    if kind == "none" and not suspects:
        for where, cls in index.classes.get(name, ())[:1]:
            fixes += _misnamed_init(where, cls)
            suspects.append(suspect(where, cls, 0.7, f"`{name}` has no `__init__` that takes arguments"))
            suspects += [
                suspect(where, method, 0.95, f"`{method.name}` is not `__init__`")
                for method in cls.body
                if isinstance(method, ast.FunctionDef) and similar(method.name, ["__init__"])
            ]
    if target is not None:
        where, function = target
        signature = f"{function.name}({ast.unparse(function.args)})"
        secondary = (Label(function_name_span(where, function), f"defined as `{signature}`"),)
        hypotheses.append(
            hypothesis(
                code,
                f"`{function.name}` is defined as `{signature}`",
                CONFIRMED,
                Evidence(
                    expression=f"def {function.name}",
                    value=signature,
                    where=read_from(where, function.lineno),
                ),
            )
        )
        in_class = isinstance(where.parents.get(function), ast.ClassDef)
        decorated = {getattr(one, "id", getattr(one, "attr", "")) for one in function.decorator_list}
        first = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)][:1]
        no_self = (
            in_class
            and "staticmethod" not in decorated
            and first not in (["self"], ["cls"])
            and not function.args.vararg
        )
        if kind in ("many", "twice") and no_self:
            own = "cls" if "classmethod" in decorated else "self"
            notes = (f"`{function.name}` is a method and its first parameter is not `{own}`",)
            suspects.append(suspect(where, function, 0.97, f"a method without `{own}`"))
            start = function_name_span(where, function).end
            paren = where.text.find("(", start) + 1
            comma = ", " if function.args.args or function.args.kwonlyargs or function.args.kwarg else ""
            fixes.append(edit(where, paren, paren, f"{own}{comma}", f"add `{own}`", "missing-self"))
            crash_weight = 0.4
        else:
            overridden = overriding(index, where, function)
            if overridden is not None and kind in ("many", "missing", "keyword", "twice"):
                suspects += overridden[0]
                fixes += overridden[1]
                crash_weight = 0.3
            blame = _blame(index, call) * (0.6 if spread else 1.0)
            suspects.append(suspect(where, function, blame, f"`{function.name}` is defined here"))
            if kind == "keyword":
                trails = tuple(
                    Trail(part.value, -1, "key", 0.95)
                    for part in (call.keywords if call else ())
                    if part.arg is None
                )
                parameters = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
                for other in similar(keyword, parameters):
                    for part in call.keywords if call else ():
                        if part.arg == keyword:
                            start = source.span(part).start
                            fixes.append(
                                edit(
                                    source,
                                    start,
                                    start + len(keyword),
                                    other,
                                    f"use the parameter's name `{other}`",
                                    code,
                                )
                            )
            elif kind == "missing":
                if call is not None and first == ["self"] and missing == ["self"]:
                    notes = ("the class itself is used, not an object of it",)
                trails = _called_on_class(source, call, missing, fixes)
    if spread and len(crash.sites) > 1:
        caller = crash.sites[-2]
        crash_weight = 0.5
        suspects.append(suspect(caller.source, caller.line, 0.75, "the arguments come from here"))
    message = {
        "missing": f"the call of `{name}` leaves out {_join(missing)}",
        "keyword": f"`{name}` takes no argument named `{keyword}`",
        "twice": f"`{name}` is given `{keyword}` twice",
        "many": f"`{name}` is called with too many arguments",
        "none": f"`{name}` takes no arguments",
    }[kind]
    return Finding(
        cause=f"{message}: {words}" if kind in ("many",) else message,
        diagnostic=diagnostic(
            code,
            message,
            crash,
            call.func if call is not None else None,
            "this call",
            secondary=secondary,
            notes=notes,
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:3]),
        suspects=tuple(suspects),
        trails=trails,
        crash_weight=crash_weight,
    )


def _words(message: str) -> str:
    found = re.search(r"takes .*", message)
    return f"it {found[0]}" if found else message


def _join(names: list[str]) -> str:
    return (
        ", ".join(f"`{name}`" for name in names[:-1]) + (" and " if len(names) > 1 else "") + f"`{names[-1]}`"
        if names
        else "an argument"
    )


def _definition(
    index: Index, source: Source, call: ast.Call | None, name: str, owner: str
) -> tuple[Source, Function] | None:
    if call is not None:
        found = index.callable_of(source, call)
        if found is not None:
            where, node = found
            if isinstance(node, ast.ClassDef):
                return index.method(where, node, "__init__") if name == "__init__" else None
            cls = getattr(where.parents.get(node), "name", "")
            if node.name == name and owner in ("", cls):
                return where, node
        elif not owner:
            return None  # something of the same name may be meant
    named = index.functions.get(name, [])
    if owner:
        named = [
            (where, node) for where, node in named if getattr(where.parents.get(node), "name", "") == owner
        ]
    return named[0] if len(named) == 1 else None


def _blame(index: Index, failing_call: ast.Call | None) -> float:
    """Return how likely the definition is at fault: more so when other calls look like the failing one."""
    if failing_call is None:
        return 0.4
    name = getattr(failing_call.func, "id", getattr(failing_call.func, "attr", ""))
    others = [call for _, call in index.calls.get(name, ()) if call is not failing_call]
    alike = sum(
        len(call.args) == len(failing_call.args)
        and {k.arg for k in call.keywords} == {k.arg for k in failing_call.keywords}
        for call in others
    )
    return 0.4 if not others else 0.75 if alike == len(others) else 0.3


def _called_on_class(
    source: Source, call: ast.Call | None, missing: list[str], fixes: list[Fix]
) -> tuple[Trail, ...]:
    if call is None or not isinstance(call.func, ast.Attribute) or not missing:
        return ()
    owner = call.func.value
    if isinstance(owner, ast.Name) and owner.id[:1].isupper():
        end = source.span(owner).end
        fixes.append(edit(source, end, end, "()", f"make an object of `{owner.id}`", "missing-argument"))
        return ()
    return (Trail(owner, -1, "value", 0.5),)


def _misnamed_init(where: Source, cls: ast.ClassDef) -> list[Fix]:
    fixes = []
    for method in cls.body:
        if (
            isinstance(method, ast.FunctionDef)
            and method.name != "__init__"
            and similar(method.name, ["__init__"])
        ):
            span = function_name_span(where, method)
            fixes.append(edit(where, span.start, span.end, "__init__", "name it `__init__`", "misnamed-init"))
    return fixes


def _abstract(crash: Crash, name: str) -> Finding:
    index = Index.of(crash.sources)
    methods = re.findall(r"'(\w+)'", crash.message) or re.findall(r"methods? ([\w, ]+)$", crash.message)
    suspects = [
        suspect(where, cls, 0.8, f"`{name}` leaves {', '.join(methods)} abstract")
        for where, cls in index.classes.get(name, ())[:1]
    ]
    for where, cls in index.classes.get(name, ())[:1]:
        suspects += [
            suspect(where, method, 0.95, f"`{method.name}` does not implement `{methods[0]}`")
            for method in cls.body
            if isinstance(method, ast.FunctionDef) and methods and similar(methods[0], [method.name])
        ]
    return Finding(
        cause=f"`{name}` is abstract: {', '.join(f'`{one}`' for one in methods)} is not implemented",
        diagnostic=diagnostic("abstract-class", f"`{name}` is abstract and cannot be made", crash),
        suspects=tuple(suspects),
        crash_weight=0.4,
    )
