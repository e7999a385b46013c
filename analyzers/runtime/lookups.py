"""Why is this key or index not there?"""

import ast
import re

from analyzers.facts import Evidence, Fix, Hypothesis, Suspect, Variable
from analyzers.runtime.crash import Asking, Crash, Evaluate, Finding, Site, Trail, read_from, seen
from analyzers.runtime.index import Index, bindings
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    INCONCLUSIVE,
    ask,
    diagnostic,
    edit,
    hypothesis,
    known,
    label,
    plain_expression,
    quoted,
    replace,
    shown,
    suspect,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Source, inside

# A bound that includes the length itself, or goes beyond it.
_TOO_FAR = re.compile(r"len\([^()]*(?:\([^()]*\))?\)\s*\+|<=\s*len\((?![^()]*\)\s*-)|len\([^()]*\)\s*>=")


def explain_key(crash: Crash) -> Asking:
    """Explain a KeyError."""
    site = crash.site
    if site is None:
        return None
    key = _literal(crash.message)
    nodes: list[ast.expr] = list(_key_uses(site)) if crash.ours else []
    if isinstance(key, str | int) and len(nodes) > 1:
        exact = [node for node in nodes if _constant(_key_of(node)) == key]
        nodes = exact or [node for node in nodes if not isinstance(_key_of(node), ast.Constant)] or nodes
    node = nodes[0] if nodes else None
    text = quoted(crash.message)
    templates = _templates(crash, site, key)
    if templates and (node is None or _constant(_key_of(node)) != key):
        return _template(crash, str(key), templates, sure=node is None)
    if node is None:
        return Finding(
            cause=f"the key {text} is missing",
            diagnostic=diagnostic("missing-key", f"the key {text} is missing", crash),
            crash_weight=0.6,
        )
    container, key_node = _container_of(node), _key_of(node)
    source = site.source
    hypotheses: list[Hypothesis] = []
    suspects: list[Suspect] = []
    fixes: list[Fix] = []
    keys: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    name = shown(source, container)
    index = Index.of(crash.sources)
    cause = f"{name} has no key {text}"
    if plain_expression(container) and len(nodes) == 1:
        held = known((yield ask(-1, source, container)))
        if held is not None:
            keys = tuple(part.name for part in held.parts)
            if held.size is not None:
                notes = (f"{name} has {held.size} key{'s' * (held.size != 1)}",)
            hypotheses.append(
                hypothesis(
                    "missing-key",
                    f"{name} has no key {text}",
                    CONFIRMED,
                    seen(source.segment(container), held, site),
                )
            )
    written = written_keys(index, source, container)
    pool = [_strip(name) for name in keys] or [value for value, _, _ in written if isinstance(value, str)]
    close = similar(str(key), pool) if isinstance(key, str) else ()
    origins = [(where, made) for value, where, made in written if close and value == close[0]]
    if close:
        cause = f"{name} has no key {text}" + (
            f"; it has `{close[0]!r}`" if keys else f"; a key written in the source is `{close[0]!r}`"
        )
        hypotheses.append(
            hypothesis(
                "misspelt-key",
                f"{name} has the key `{close[0]!r}`, not {text}",
                CONFIRMED if keys else INCONCLUSIVE,
                Evidence(
                    expression=f"{source.segment(container)}[{close[0]!r}]",
                    value="exists" if keys else "written in the source",
                    where=site.where if keys else read_from(*_first(origins, source, site)),
                ),
            )
        )
        if isinstance(key_node, ast.Constant):
            fixes.append(_requote(source, key_node, close[0]))
        for where, made in origins[:3]:
            suspects.append(suspect(where, made, 0.5, f"the key {close[0]!r} is written here"))
            if _votes(crash, str(key)) > _votes(crash, close[0]):
                suspects[-1] = suspect(
                    where, made, 0.9, f"only this says {close[0]!r}; everything else says {text}"
                )
                fixes.insert(0, _requote(where, made, str(key)))
    crossed = _crossed(key, keys)
    if crossed:
        cause = f"{name} has the key `{crossed}`, which is not the same as {text}"
        hypotheses.append(
            hypothesis(
                "key-of-other-type",
                f"{name} has `{crossed}`, not {text}",
                CONFIRMED,
                Evidence(expression=source.segment(container), value=crossed, where=site.where),
            )
        )
        suspects += [suspect(where, made, 0.5, "the keys are written here") for _, where, made in written[:2]]
        suspects += _key_makers(index, container)
    suspects += [
        suspect(where, one, 0.6, f"{text} is mentioned here")
        for value, where, made in written
        if value != key
        for one in _beside(where, made)
        if isinstance(one, ast.Constant) and key is not None and one.value == key and one is not key_node
    ][:3]
    trails = [Trail(container, -1, "key", 0.9)]
    if not isinstance(key_node, ast.Constant):
        trails.append(Trail(key_node, -1, "value", 0.7))
    counting = isinstance(source.parents.get(node), ast.AugAssign)
    if counting:
        fixes += _counting(source, source.parents[node], container, key_node, index)
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "missing-key",
            f"the key {text} is not in {name}",
            crash,
            key_node,
            "no such key",
            notes=notes,
            help="" if fixes else "use `.get`, check with `in`, or put the key there earlier",
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:3]),
        trails=tuple(trails),
        suspects=tuple(suspects),
        crash_weight=0.8 if close and isinstance(key_node, ast.Constant) else 0.6 if counting else 0.5,
    )


def _templates(crash: Crash, site: Site, key: object) -> list[tuple[Source, ast.Constant]]:
    """Return the texts with a field of the missing key's name, when the statement fills in a text."""
    if not isinstance(key, str) or not crash.ours:
        return []
    fills = failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") in ("format", "format_map"))
    percent = failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Mod))
    if not fills and not percent:
        return []
    field = re.compile(rf"\{{{re.escape(key)}\s*[}}:!.\[]|%\({re.escape(key)}\)")
    return [
        (source, node)
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and field.search(node.value)
    ]


def _template(crash: Crash, key: str, templates: list[tuple[Source, ast.Constant]], *, sure: bool) -> Finding:
    """A text to be filled in names a field that it is not given."""
    site = crash.sites[-1]
    given = [
        keyword.arg
        for call in failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") == "format")
        for keyword in call.keywords
        if keyword.arg
    ]
    close = similar(key, given) or similar(key, _keyword_names(crash))
    fixes: list[Fix] = []
    for source, node in templates:
        text = source.segment(node)
        if close and len(re.findall(rf"\b{re.escape(key)}\b", text)) == 1:
            changed = re.sub(rf"\b{re.escape(key)}\b", close[0], text)
            fixes.append(replace(source, node, changed, f"name the field `{close[0]}`", "missing-field"))
    cause = (
        f"a text is filled in that has a field `{key}`, and nothing of that name is given"
        if sure
        else f"the key `{key!r}` is missing; a text that may be filled in here has a field of that name"
    )
    weight = 0.9 if len(templates) == 1 else 0.7
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "missing-field", f"there is no value for the field `{key}`", crash, None, "filled in here"
        ),
        fixes=tuple(fixes),
        suspects=tuple(
            suspect(source, node, weight, f"this text has the field `{key}`") for source, node in templates
        ),
        crash_weight=0.6,
    )


def _keyword_names(crash: Crash) -> list[str]:
    return [
        node.arg
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.keyword) and node.arg
    ]


def explain_index(crash: Crash) -> Asking:
    """Explain an IndexError."""
    site = crash.site
    if site is None or not crash.ours:
        return None
    pop = "pop" in crash.message
    nodes: list[ast.expr] = []
    if pop:
        nodes = list(
            failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") in ("pop", "popleft"))
        )
    elif "choose from an empty" in crash.message:
        nodes = list(
            failing(
                site,
                ast.Call,
                lambda call: getattr(call.func, "attr", getattr(call.func, "id", "")) == "choice",
            )
        )
    else:
        store = "assignment" in crash.message
        nodes = list(
            failing(
                site,
                ast.Subscript,
                lambda one: (
                    not isinstance(one.slice, ast.Slice)
                    and isinstance(one.ctx, ast.Store) == store
                    and not (isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, str))
                ),
            )
        )
    if not nodes:
        return None
    source = site.source
    hypotheses: list[Hypothesis] = []
    suspects: list[Suspect] = []
    trails: list[Trail] = []
    fixes: list[Fix] = []
    notes: list[str] = []
    chosen = nodes[0]
    sure = len(nodes) == 1
    size: int | None = None
    at: Variable | None = None
    for node in nodes:
        container = _container_of(node)
        if not plain_expression(container):
            continue
        held = known((yield ask(-1, source, container)))
        index_node = node.slice if isinstance(node, ast.Subscript) else None
        value = None
        if index_node is not None and plain_expression(index_node):
            value = known((yield ask(-1, source, index_node)))
        if held is not None and held.size is not None:
            number = _number(value.repr) if value is not None else 0 if index_node is None else None
            if (
                (index_node is None and held.size == 0)
                or number is not None
                and not -held.size <= number < held.size
            ):
                chosen, sure, size, at = node, True, held.size, value
                hypotheses.append(
                    hypothesis(
                        "index-outside",
                        f"{shown(source, container)} has {held.size} item{'s' * (held.size != 1)}",
                        CONFIRMED,
                        Evidence(
                            expression=f"len({source.segment(container)})",
                            value=str(held.size),
                            where=site.where,
                        ),
                        *(
                            [seen(source.segment(index_node), value, site)]
                            if value is not None and index_node is not None
                            else []
                        ),
                    )
                )
                break
    container = _container_of(chosen)
    name = shown(source, container)
    index_node = chosen.slice if isinstance(chosen, ast.Subscript) else None
    cause = f"{name} is shorter than its use here needs" if sure else "an index here is outside its sequence"
    if size is not None:
        number = f"index {at.repr}" if at is not None else "an item"
        cause = (
            f"{name} has {size} item{'s' * (size != 1)}, so there is no {number}"
            if size
            else f"{name} is empty"
        )
    elif sure and "empty" in crash.message:
        cause = f"{name} is empty"
    if index_node is not None:
        for where, node, reason, weight in _bounds(source, index_node, container):
            suspects.append(suspect(where, node, weight, reason))
        suspects += _outer_bounds(crash) + _lengths(source, index_node, container)
        if isinstance(index_node, ast.BinOp):
            trails += [
                Trail(part, -1, "value", 0.65)
                for part in (index_node.left, index_node.right)
                if not isinstance(part, ast.Constant)
            ]
        fixes += _bound_fixes(source, site, index_node, container)
        if not isinstance(index_node, ast.Constant):
            trails.append(Trail(index_node, -1, "value", 0.7))
            if isinstance(index_node, ast.BinOp | ast.UnaryOp):
                notes.append(f"the index is {shown(source, index_node)}")
    constant = isinstance(index_node, ast.Constant) or index_node is None
    trails.append(Trail(container, -1, "empty" if size == 0 else "length", 0.9 if constant else 0.5))
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "index-outside",
            cause if sure else "an index is outside its sequence",
            crash,
            index_node if index_node is not None and sure else chosen,
            "outside the sequence",
            notes=tuple(notes),
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:3]),
        trails=tuple(trails),
        suspects=tuple(suspects),
        crash_weight=0.65 if size == 0 or index_node is None else 0.57,
    )


def _key_makers(index: Index, container: ast.expr) -> list[Suspect]:
    """Return the lines that decide which form the keys of a container have."""
    name = getattr(container, "id", getattr(container, "attr", ""))
    found: list[Suspect] = []
    for source, subscript in index.items.get(name, ()):
        if not isinstance(subscript.slice, ast.Constant):
            made = isinstance(subscript.slice, ast.Call | ast.BinOp | ast.JoinedStr)
            found.append(suspect(source, subscript, 0.9 if made else 0.55, "the keys are made here"))
    for one in index.attributes.get(name, ()):
        if isinstance(one.value, ast.Call):
            found.append(suspect(one.source, one.statement, 0.8, "the keys come from here"))
    return found


def written_keys(
    index: Index, source: Source, container: ast.expr
) -> list[tuple[object, Source, ast.Constant]]:
    """Return the constant keys that the workspace writes into what a container expression names."""
    found: list[tuple[object, Source, ast.Constant]] = []
    name = getattr(container, "id", getattr(container, "attr", ""))
    displays: list[tuple[Source, ast.AST]] = []
    if isinstance(container, ast.Name):
        scope = source.scope(container)
        while True:
            own = bindings(source, scope, name)
            displays += [(source, one.value) for one in own if one.value is not None]
            if own or isinstance(scope, ast.Module):
                break
            scope = source.scope(scope)
    elif isinstance(container, ast.Attribute):
        displays += [
            (one.source, one.value) for one in index.attributes.get(name, ()) if one.value is not None
        ]
    if not any(isinstance(value, ast.Dict) for _, value in displays):
        # It is made elsewhere: every literal key of the workspace may be one of its keys.
        displays += [
            (where, node)
            for where in index.sources.values()
            for node in where.nodes
            if isinstance(node, ast.Dict)
        ]
    for where, value in displays:
        if isinstance(value, ast.Dict):
            found += [(k.value, where, k) for k in value.keys if isinstance(k, ast.Constant)]
    for where, subscript in index.items.get(name, ()):
        if isinstance(subscript.slice, ast.Constant):
            found.append((subscript.slice.value, where, subscript.slice))
    return found


def _key_uses(site: Site) -> list[ast.expr]:
    nodes: list[ast.expr] = list(
        failing(
            site,
            ast.Subscript,
            lambda one: (
                not isinstance(one.slice, ast.Slice)
                and (
                    not isinstance(one.ctx, ast.Store)
                    or isinstance(site.source.parents.get(one), ast.AugAssign)
                )
            ),
        )
    )
    if not nodes or site.mark is None:
        nodes += failing(
            site,
            ast.Call,
            lambda call: getattr(call.func, "attr", "") in ("pop", "remove") and len(call.args) == 1,
        )
    return nodes


def _container_of(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Subscript):
        return node.value
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("pop", "popleft", "remove"):
            return node.func.value
        if node.args:
            return node.args[0]
    return node


def _key_of(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Subscript):
        return node.slice
    if isinstance(node, ast.Call) and node.args:
        return node.args[0]
    return node


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _strip(name: str) -> str:
    value = _literal(name.strip("[]"))
    return value if isinstance(value, str) else name.strip("[]")


def _crossed(key: object, keys: tuple[str, ...]) -> str:
    """Return the key that is the same but for its type: 1 and '1'."""
    for name in keys:
        bare = name.strip("[]")
        value = _literal(bare)
        if value is not None and type(value) is not type(key) and str(value) == str(key):
            return bare
        if (
            isinstance(key, str)
            and isinstance(value, str)
            and value != key
            and value.strip().casefold() == key.strip().casefold()
        ):
            return bare
    return ""


def _requote(source: Source, node: ast.Constant, key: str) -> Fix:
    old = source.segment(node)
    quote = old[0] if old[:1] in "'\"" else "'"
    text = f"{quote}{key}{quote}" if quote not in key and "\\" not in key else repr(key)
    return replace(source, node, text, f"use the key {text}", "misspelt-key")


def _first(origins: list[tuple[Source, ast.Constant]], source: Source, site: Site) -> tuple[Source, int]:
    return (origins[0][0], origins[0][1].lineno) if origins else (source, site.line)


def _beside(source: Source, key: ast.Constant) -> list[ast.AST]:
    """Return the parts of the value that a key of a dict display has."""
    display = source.parents.get(key)
    if isinstance(display, ast.Dict) and key in display.keys:
        return list(ast.walk(display.values[display.keys.index(key)]))
    return []


def _votes(crash: Crash, word: str) -> int:
    """Return how often a word is used in the sources, as a key, a name, an attribute or a keyword."""
    return sum(
        word
        in (
            getattr(node, "value", None),
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
            getattr(node, "arg", ""),
        )
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.keyword | ast.arg)
    )


def _counting(
    source: Source, statement: ast.AST, container: ast.expr, key: ast.expr, index: Index
) -> list[Fix]:
    """`d[k] += x` on a missing key: start from the operation's neutral value."""
    if not isinstance(statement, ast.AugAssign) or not isinstance(statement.op, ast.Add):
        return []
    value = statement.value
    neutral = "[]" if isinstance(value, ast.List) else "''" if isinstance(value, ast.JoinedStr) else "0"
    left, k, right = source.segment(container), source.segment(key), source.segment(value)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        neutral = "''"
    del index
    return [
        replace(
            source,
            statement,
            f"{left}[{k}] = {left}.get({k}, {neutral}) + {right}",
            f"start from `{neutral}` when the key is missing",
            "missing-key",
        )
    ]


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _bounds(source: Source, index: ast.expr, container: ast.expr) -> list[tuple[Source, ast.AST, str, float]]:
    """Return the loop headers and conditions that let the index run."""
    found: list[tuple[Source, ast.AST, str, float]] = []
    names = {node.id for node in ast.walk(index) if isinstance(node, ast.Name)}
    sequence = source.segment(container)
    parent = source.parents.get(index)
    while parent is not None and not isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        header: ast.expr | None = None
        target: set[str] = set()
        if isinstance(parent, ast.For | ast.AsyncFor):
            header = parent.iter
            target = {node.id for node in ast.walk(parent.target) if isinstance(node, ast.Name)}
        elif isinstance(parent, ast.While | ast.If):
            header = parent.test
            target = {node.id for node in ast.walk(parent.test) if isinstance(node, ast.Name)}
        elif isinstance(parent, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            header = parent.generators[0].iter
            target = {node.id for node in ast.walk(parent.generators[0].target) if isinstance(node, ast.Name)}
        if header is not None and names & target:
            text = source.segment(header)
            straight = isinstance(index, ast.Name) and "len(" in text
            far = bool(_TOO_FAR.search(text))
            weight = 0.95 if far else 0.6 if straight or sequence not in text else 0.45
            found.append((source, header, "this decides how far the index runs", weight))
        parent = source.parents.get(parent)
    return found


def _outer_bounds(crash: Crash) -> list[Suspect]:
    """Return the comparisons with a length, one step too wide, that stand round the calls on the stack."""
    found: list[Suspect] = []
    for site in crash.sites[-4:]:
        node: ast.AST | None = site.statement
        while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if isinstance(node, ast.If | ast.While) and _TOO_FAR.search(site.source.segment(node.test)):
                found.append(suspect(site.source, node, 0.9, "this lets an index reach the length"))
            elif isinstance(node, ast.For) and _TOO_FAR.search(site.source.segment(node.iter)):
                found.append(suspect(site.source, node, 0.9, "this lets an index reach the length"))
            node = site.source.parents.get(node)
    return found


def _lengths(source: Source, index: ast.expr, container: ast.expr) -> list[Suspect]:
    """Return the names that are set to the container's length, where the index is computed from others."""
    scope = source.scope(index)
    if isinstance(scope, ast.Lambda) or isinstance(index, ast.Constant):
        return []
    text = f"len({source.segment(container)})"
    return [
        suspect(source, node, 0.6, f"{text} is no index of it")
        for node in inside(list(scope.body))
        if isinstance(node, ast.Assign) and source.segment(node.value) == text
    ]


def _bound_fixes(source: Source, site: Site, index: ast.expr, container: ast.expr) -> list[Fix]:
    """Fixes of loop bounds that run one step too far."""
    fixes: list[Fix] = []
    for _, header, _, _ in _bounds(source, index, container):
        for node in ast.walk(header):
            match node:
                case ast.BinOp(
                    op=ast.Add(), right=ast.Constant(value=1), left=ast.Call(func=ast.Name(id="len"))
                ):
                    fixes.append(
                        replace(
                            source,
                            node,
                            source.segment(node.left),
                            "end the range at the length",
                            "range-too-long",
                        )
                    )
                case ast.Compare(ops=[ast.LtE()], comparators=[ast.Call(func=ast.Name(id="len")) as length]):
                    text = f"{source.segment(node.left)} < {source.segment(length)}"
                    fixes.append(
                        replace(
                            source,
                            node,
                            text,
                            "use `<`: the last index is one less than the length",
                            "range-too-long",
                        )
                    )
                case ast.Call(func=ast.Name(id="range"), args=args) if args:
                    stop = args[0] if len(args) == 1 else args[1]
                    forward = (
                        isinstance(index, ast.BinOp)
                        and isinstance(index.op, ast.Add)
                        and isinstance(index.right, ast.Constant)
                    )
                    own = isinstance(stop, ast.Call) and bool(stop.args)
                    own = own and source.segment(stop.args[0]) == source.segment(container)
                    if (
                        own
                        and isinstance(stop, ast.Call)
                        and getattr(stop.func, "id", "") == "len"
                        and forward
                    ):
                        step = index.right.value  # type: ignore[attr-defined]  # forward says so
                        span = source.span(stop)
                        fixes.append(
                            edit(
                                source,
                                span.end,
                                span.end,
                                f" - {step}",
                                f"stop {step} earlier",
                                "range-too-long",
                            )
                        )
    del site
    return fixes


__all__ = ["Evaluate", "explain_index", "explain_key", "label", "written_keys"]
