"""What was it really that could not be read: text in another encoding, the name of a file, a dictionary as Python prints it?

Asked of the stopped program, which still holds the bytes or the text.
"""

import ast
from collections.abc import Iterator

from analyzers.facts import Evidence, Fix
from analyzers.runtime.crash import Asking, Crash, Evaluate, Exists, Finding, Place, Trail, seen
from analyzers.runtime.index import bindings
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    edit,
    hypothesis,
    known,
    plain_expression,
    quoted,
    replace,
    shown,
    suspect,
    value_in,
)
from analyzers.runtime.source import Source

_WRITES = frozenset(
    ["write", "writelines", "write_text", "print", "append", "send", "sendall", "put", "publish"]
)


def explain_bytes(crash: Crash) -> Asking:
    """Explain a UnicodeDecodeError of bytes that the program holds by the encoding in which they can be read."""
    site = crash.site
    if site is None:
        return None
    source = site.source
    calls = failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") == "decode")
    if len(calls) != 1 or not isinstance(calls[0].func, ast.Attribute):
        return None
    call, held = calls[0], calls[0].func.value
    named = (
        call.args[0]
        if call.args
        else next((one.value for one in call.keywords if one.arg == "encoding"), None)
    )
    if not plain_expression(held) or not isinstance(named, ast.Constant | None):
        return None
    if any(one.arg is None for one in call.keywords):
        return None  # an encoding may be among what `**` hands on
    used = _plain(named.value if isinstance(named, ast.Constant) else "utf-8")
    for codec in _codecs(crash):
        if codec == used:
            continue
        read = known((yield Evaluate(f"{source.segment(held)}.decode({codec!r})", -1)))
        if read is None or read.type != "str":
            continue
        cause = f"the bytes are not {used} text; they can be read as {codec}"
        title = f"read it as {codec}"
        if named is not None:
            fix = replace(source, named, f'"{codec}"', title, "codec")
        elif call.keywords:  # such as `errors`, which stays
            start = source.span(call.keywords[0]).start
            fix = edit(source, start, start, f'"{codec}", ', title, "codec")
        else:
            fix = replace(source, call, f'{source.segment(held)}.decode("{codec}")', title, "codec")
        return Finding(
            cause=cause,
            diagnostic=diagnostic("codec", cause, crash, call, f"read as {used} here"),
            hypotheses=(
                hypothesis(
                    "codec",
                    f"they can be read as {codec}",
                    CONFIRMED,
                    seen(f"….decode({codec!r})", read, site),
                ),
            ),
            fixes=(fix,),
            trails=(Trail(held, -1, "value", 0.4),),
            crash_weight=0.75,
        )
    return None


def _codecs(crash: Crash) -> list[str]:
    """The encodings that the program writes with, then the usual one."""
    found: dict[str, None] = {}
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Call(func=ast.Attribute(attr="encode"), args=[ast.Constant(value=str(name)), *_]):
                    found.setdefault(_plain(name))
                case ast.Call(func=ast.Attribute(attr="encode"), args=[]):
                    found.setdefault("utf-8")
    return list(found | {"utf-8": None})


def _plain(name: object) -> str:
    text = str(name).casefold().replace("_", "-")
    return "utf-8" if text == "utf8" else text


def explain_text(crash: Crash) -> Asking:
    """Explain a JSONDecodeError by what the text that was given is instead."""
    site = crash.site
    if site is None:
        return None
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "attr", "") == "loads" and bool(call.args)
    )
    if len(calls) != 1 or not plain_expression(calls[0].args[0]):
        return None
    given = calls[0].args[0]
    held = known((yield ask(-1, site.source, given)))
    text = None if held is None or held.type != "str" else value_in(held.repr)
    if held is None or not isinstance(text, str):
        return None
    name = shown(site.source, given)
    if text and "\n" not in text and len(text) < 300:
        there = yield Exists(text)
        folder = yield Exists(f"{text}/")  # there is none of this name where it is a file
        if isinstance(there, Place) and there.path and not (isinstance(folder, Place) and folder.path):
            cause = f"{name} is the name of a file, {quoted(text)}, and not its text"
            evidence = Evidence(expression=site.source.segment(given), value=held.repr, where=site.where)
            return Finding(
                cause=cause,
                diagnostic=diagnostic("name-for-text", cause, crash, given, "the name of a file"),
                hypotheses=(hypothesis("name-for-text", cause, CONFIRMED, evidence),),
                fixes=(_read(site.source, given),),
                crash_weight=0.85,
            )
    printed = value_in(text.strip())
    # Python prints neither a comma behind the last part nor a comment: such a text was written by hand.
    if isinstance(printed, dict | list) and repr(printed) == text.strip():
        cause = f"{name} is how Python prints a dictionary or a list, which is not JSON"
        written = list(_printed(crash))
        return Finding(
            cause=cause,
            diagnostic=diagnostic("printed-for-json", cause, crash, given, "read as JSON here"),
            hypotheses=(
                hypothesis(
                    "printed-for-json", cause, CONFIRMED, seen(site.source.segment(given), held, site)
                ),
            ),
            fixes=tuple(fix for _, _, fix in written)[:3],
            suspects=tuple(
                suspect(source, node, 0.85, f"`{source.segment(node)}` is written here as Python prints it")
                for source, node, _ in written
            ),
            trails=(Trail(given, -1, "value", 0.6),),
            crash_weight=0.4 if written else 0.6,
        )
    return None


def _read(source: Source, given: ast.expr) -> Fix:
    """The text of a file instead of its name."""
    has_path = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "pathlib"
        and any(one.name == "Path" for one in node.names)
        for node in source.nodes
    )
    name = source.segment(given)
    text = (
        f'Path({name}).read_text(encoding="utf-8")' if has_path else f'open({name}, encoding="utf-8").read()'
    )
    return replace(source, given, text, "read the file", "name-for-text")


def _printed(crash: Crash) -> Iterator[tuple[Source, ast.expr, Fix]]:
    """Dictionaries and lists that are turned into text as Python prints them, where something is written."""
    for source in crash.sources.values():
        imported = any(
            isinstance(node, ast.Import) and any(one.name == "json" for one in node.names)
            for node in source.nodes
        )
        for node in source.nodes if imported else ():
            if not isinstance(node, ast.Call) or _called(node) not in _WRITES:
                continue
            for part in ast.walk(node):
                match part:
                    case ast.FormattedValue(value=ast.Name(id=name) as value, format_spec=None):
                        whole: ast.expr = value
                    case (
                        ast.Call(func=ast.Name(id="str" | "repr"), args=[ast.Name(id=name) as value]) as whole
                    ):
                        pass
                    case _:
                        continue
                if _is_container(source, value):
                    fix = replace(
                        source, whole, f"json.dumps({name})", "write it as JSON", "printed-for-json"
                    )
                    yield source, value, fix


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _is_container(source: Source, name: ast.Name) -> bool:
    own = bindings(source, source.scope(name), name.id)
    return bool(own) and all(
        isinstance(one.value, ast.Dict | ast.DictComp | ast.List | ast.ListComp) and one.how == "is"
        for one in own
    )
