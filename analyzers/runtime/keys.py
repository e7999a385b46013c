"""Why is this key not there?"""

import ast
from collections.abc import Generator

from analyzers.facts import Evidence, Fix, Hypothesis, Suspect
from analyzers.runtime.crash import (
    Answer,
    Ask,
    Asking,
    Crash,
    Evaluate,
    Finding,
    Site,
    Trail,
    read_from,
    seen,
)  # fmt: skip
from analyzers.runtime.fields import templates_with, unfilled
from analyzers.runtime.index import Index, bindings
from analyzers.runtime.locate import failing
from analyzers.runtime.padding import OTHER_FORM, padded, unpadded, without_mark
from analyzers.runtime.report import (
    CONFIRMED,
    INCONCLUSIVE,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    quoted,
    replace,
    shown,
    suspect,
    value_in,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Source
from analyzers.runtime.spelling import clipped, votes

_MOST_NAMED = 8  # keys


def explain_key(crash: Crash) -> Asking:
    """Explain a KeyError."""
    site = crash.site
    if site is None:
        return None
    key = value_in(crash.message)
    nodes: list[ast.expr] = list(_key_uses(site)) if crash.ours else _handed_on(site, crash.message)
    if isinstance(key, str | int) and len(nodes) > 1:
        exact = [node for node in nodes if _constant(_key_of(node)) == key]
        nodes = exact or [node for node in nodes if not isinstance(_key_of(node), ast.Constant)] or nodes
    node = nodes[0] if nodes else None
    text = quoted(crash.message)
    templates = templates_with(crash, site, key)
    if templates and (node is None or _constant(_key_of(node)) != key):
        return unfilled(crash, str(key), templates, sure=node is None)
    if node is None:
        return Finding(
            cause=f"the key {text} is missing",
            diagnostic=diagnostic("missing-key", f"the key {text} is missing", crash),
            crash_weight=0.6,
        )
    container, key_node = container_of(node), _key_of(node)
    source = site.source
    if not (yield from _surely(crash, site, node)):
        return Finding(
            cause=f"the key {text} is missing from what is looked up here",
            diagnostic=diagnostic("missing-key", f"the key {text} is missing", crash),
            trails=tuple(Trail(container_of(one), -1, "key", 0.6) for one in nodes[:3]),
            crash_weight=0.55,
        )
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
            if held.type.startswith("pandas."):
                columns = known((yield Evaluate(f"{source.segment(container)}.columns", -1)))
                keys = () if columns is None else tuple(f"[{part.repr}]" for part in columns.parts)
            elif held.size is not None:
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
    if not keys and 0 < len(written) <= _MOST_NAMED and _is_written(_displays(index, source, container)):
        named = ", ".join(f"`{value!r}`" for value in dict.fromkeys(value for value, _, _ in written))
        notes = (*notes, f"the keys that the source writes into it: {named}")
    close = similar(str(key), pool) if isinstance(key, str) else ()
    origins = [(where, made) for value, where, made in written if close and value == close[0]]
    if close:
        it_has = "it has" if keys else "a key written in the source is"
        cause = f"{name} has no key {text}; {it_has} `{close[0]!r}`"
        hypotheses.append(
            hypothesis(
                OTHER_FORM if keys and padded(str(key), close[0]) else "misspelt-key",
                f"{name} has the key `{close[0]!r}`, not {text}",
                CONFIRMED if keys else INCONCLUSIVE,
                Evidence(
                    expression=f"{source.segment(container)}[{close[0]!r}]",
                    value="exists" if keys else "written in the source",
                    where=site.where if keys else read_from(*_first(origins, source, site)),
                ),
            )
        )
        spaced = close[0].strip("\ufeff \t\r") == str(key).strip()
        if spaced:
            notes = (*notes, f"the two differ in white space only: {close[0]!r}")
        if close[0].startswith("\ufeff") and keys:
            fixes += without_mark(crash)
        for place, format_of in unpadded(crash, str(key), close[0]) if keys else ():
            suspects.append(place)
            fixes.append(format_of)
        # Else it was read like this, or something has bitten off a part of it.
        if (
            isinstance(key_node, ast.Constant)
            and (origins or not spaced)
            and not clipped(crash, str(key), close[0])
        ):
            fixes.append(_requote(source, key_node, close[0]))
        for where, made in origins[:3]:
            suspects.append(suspect(where, made, 0.5, f"the key {close[0]!r} is written here"))
            if votes(crash, str(key)) > votes(crash, close[0]):
                suspects[-1] = suspect(
                    where, made, 0.9, f"only this says {close[0]!r}; everything else says {text}"
                )
                fixes.insert(0, _requote(where, made, str(key)))
    if close and not isinstance(key_node, ast.Constant):
        for where, made in _written(crash, key):
            suspects.append(suspect(where, made, 0.9, f"{text} is written here"))
            fixes.append(_requote(where, made, close[0]))
    crossed = _crossed(key, keys)
    if crossed and not (close and crossed == repr(close[0])):
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
        of_text = isinstance(key, str) and crossed and not isinstance(value_in(crossed), str)
        trails.append(Trail(key_node, -1, "type:str" if of_text else "value", 0.7))
    counting = isinstance(source.parents.get(node), ast.AugAssign)
    foreign = len(keys) > 1 and all(type(value_in(_bare(one))) is not type(key) for one in keys)
    prepared = any(isinstance(made, ast.DictComp) for _, made in _displays(index, source, container))
    if counting and not (foreign or prepared):  # else the counters were made before, for other keys
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


def _surely(crash: Crash, site: Site, node: ast.expr) -> Generator[Ask, Answer, bool]:
    """Return whether it was this lookup that failed, and not a call beside it."""
    key_node = _key_of(node)
    if site.mark is not None or (
        isinstance(key_node, ast.Constant) and repr(key_node.value) == crash.message
    ):
        return True
    if plain_expression(key_node) and not isinstance(key_node, ast.Constant):
        held = known((yield ask(-1, site.source, key_node)))
        if held is not None and held.repr == crash.message:
            return True
    return not any(one is not node for one in failing(site, ast.Call))


def _key_makers(index: Index, container: ast.expr) -> list[Suspect]:
    """Return the lines that decide which form the keys of a container have."""
    name = getattr(container, "id", getattr(container, "attr", ""))
    found: list[Suspect] = []
    for source, subscript in index.items.get(name, ()):
        if not isinstance(subscript.slice, ast.Constant):
            made = isinstance(subscript.slice, ast.Call | ast.BinOp | ast.JoinedStr)
            found.append(suspect(source, subscript, 0.9 if made else 0.55, "the keys are made here"))
    return found + [
        suspect(one.source, one.statement, 0.8, "the keys come from here")
        for one in index.attributes.get(name, ())
        if isinstance(one.value, ast.Call)
    ]


def written_keys(
    index: Index, source: Source, container: ast.expr
) -> list[tuple[object, Source, ast.Constant]]:
    """Return the constant keys that the workspace writes into what a container expression names."""
    found: list[tuple[object, Source, ast.Constant]] = []
    name = getattr(container, "id", getattr(container, "attr", ""))
    displays = _displays(index, source, container)
    if not _is_written(displays):
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


def _displays(index: Index, source: Source, container: ast.expr) -> list[tuple[Source, ast.AST]]:
    """The values that the name or attribute of a container is given."""
    displays: list[tuple[Source, ast.AST]] = []
    name = getattr(container, "id", getattr(container, "attr", ""))
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
    return displays


def _is_written(displays: list[tuple[Source, ast.AST]]) -> bool:
    return any(isinstance(value, ast.Dict) for _, value in displays)


def _key_uses(site: Site) -> list[ast.expr]:
    def fits(one: ast.Subscript) -> bool:
        read = not isinstance(one.ctx, ast.Store) or isinstance(site.source.parents.get(one), ast.AugAssign)
        return read and not isinstance(one.slice, ast.Slice)

    nodes: list[ast.expr] = [*failing(site, ast.Subscript, fits)]
    if not nodes or site.mark is None:
        takes = failing(
            site,
            ast.Call,
            lambda call: getattr(call.func, "attr", "") in ("pop", "remove") and len(call.args) == 1,
        )
        nodes += takes
    return nodes


def _handed_on(site: Site, message: str) -> list[ast.expr]:
    """Return the lookup of just this key that a library failed to do, where there is one such lookup."""
    uses = [node for node in _key_uses(site) if repr(_constant(_key_of(node))) == message]
    return uses if len({site.source.segment(container_of(node)) for node in uses}) == 1 else []


def container_of(node: ast.expr) -> ast.expr:
    """Return what an item is looked up in or taken out of."""
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


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _bare(name: str) -> str:
    return name.strip("[]")


def _strip(name: str) -> str:
    value = value_in(_bare(name))
    return value if isinstance(value, str) else _bare(name)


def _crossed(key: object, keys: tuple[str, ...]) -> str:
    """Return the key that is the same but for its type: 1 and '1'."""
    for name in keys:
        bare = _bare(name)
        value = value_in(bare)
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


def _written(crash: Crash, key: object) -> list[tuple[Source, ast.Constant]]:
    """Return where a key that was looked up is written, when that is in one place."""
    found = [
        (source, node)
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value == key
    ]
    return found if len(found) == 1 else []


def _beside(source: Source, key: ast.Constant) -> list[ast.AST]:
    """Return the parts of the value that a key of a dict display has."""
    display = source.parents.get(key)
    if isinstance(display, ast.Dict) and key in display.keys:
        return list(ast.walk(display.values[display.keys.index(key)]))
    return []


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
