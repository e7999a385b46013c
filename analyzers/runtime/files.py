"""Why did the file, the data or the outside world not do what was asked?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Evidence, Fix, Hypothesis, Suspect
from analyzers.runtime.crash import Asking, Crash, Exists, Finding, Place, Trail, seen
from analyzers.runtime.data import failing_json, failing_text, fitting
from analyzers.runtime.listed import bare_name
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    quoted,
    replace,
    shown,
    suspect,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import inside

_PATH = re.compile(
    r"\[(?:Errno|WinError) -?\d+\] [^:]*: (['\"])(.*?)\1(?: -> (['\"])(.*?)\3)?\s*$", re.DOTALL
)
_DECODE = re.compile(
    r"'([\w-]+)' codec can't decode bytes? (?:0x([0-9a-f]{2}) )?in position (\d+)(?:-\d+)?: (.*)"
)
_ENCODE = re.compile(
    r"'([\w-]+)' codec can't encode characters? (?:'([^']*)' )?in position (\d+)(?:-\d+)?: (.*)"
)
_JSON = re.compile(r"(.*): line (\d+) column (\d+) \(char (\d+)\)")
_TABLE = re.compile(r"no such (table|column): (\S+)")
_BINDINGS = re.compile(
    r"number of bindings supplied\. The current statement uses (\d+), and there (?:are|is) (\d+)"
)
_CONSTRAINT = re.compile(r"(UNIQUE|NOT NULL|FOREIGN KEY|CHECK) constraint failed:? ?(.*)")


def explain_path(crash: Crash) -> Asking:
    """Explain a FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError or FileExistsError."""
    found = _PATH.search(crash.message)
    site = crash.site
    if found is None or site is None:
        return None
    path = found[2]
    folder, _, name = path.rpartition("/")
    hypotheses: list[Hypothesis] = []
    fixes: list[Fix] = []
    found_in: list[Suspect] = []
    cause = {
        "FileNotFoundError": f"there is no file or folder {quoted(path)}",
        "PermissionError": f"the program may not open {quoted(path)}",
        "IsADirectoryError": f"{quoted(path)} is a folder, not a file",
        "NotADirectoryError": f"a part of {quoted(path)} is a file, not a folder",
        "FileExistsError": f"{quoted(path)} exists already",
    }.get(crash.type, f"the system refused {quoted(path)}")
    help_text = ""
    if (
        crash.type == "FileNotFoundError" and "***" not in path
    ):  # which stands for something that is not shown
        answer = yield Exists(folder or ".")
        if isinstance(answer, Place) and answer.path:
            close = similar(name, answer.names)
            if close:
                cause += f"; there is `{close[0]}`"
                hypotheses.append(
                    hypothesis(
                        "misspelt-path",
                        f"the folder has `{close[0]}`, not `{name}`",
                        CONFIRMED,
                        Evidence(
                            expression=f"listdir({folder or '.'!r})", value=close[0], where="file system"
                        ),
                    )
                )
                for source in crash.sources.values():
                    for node in source.nodes:
                        if isinstance(node, ast.Constant) and node.value in (path, name):
                            text = source.segment(node)
                            if text.count(name) == 1:
                                fixes.append(
                                    replace(
                                        source,
                                        node,
                                        text.replace(name, close[0]),
                                        f"open `{close[0]}`",
                                        "misspelt-path",
                                    )
                                )
        elif isinstance(answer, Place) and folder:
            cause += f": the folder {quoted(folder)} does not exist"
        listed = None if folder else (yield from bare_name(crash, path))
        if listed is not None:
            cause += listed.cause
            hypotheses.append(listed.hypothesis)
            fixes.insert(0, listed.fix)
            found_in.append(listed.suspect)
        elif not path.startswith(("/", "~")) and ":" not in path[:3]:
            help_text = "a relative path is looked up from the folder the program is started in"
        elif path.startswith("~"):
            help_text = "`~` is not expanded by `open`; use `os.path.expanduser`"
    trails = _arguments(crash)
    suspects = tuple(
        suspect(source, node, 0.75 if len(name) > 2 else 0.3, "the name is written here")
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value
        and (node.value in (path, name) or (len(node.value) > 3 and path.endswith("/" + node.value)))
    )
    return Finding(
        cause=cause,
        suspects=(*found_in, *suspects[:4]),
        diagnostic=diagnostic("file-access", cause, crash, None, "opened here", help=help_text),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:2]),
        trails=trails,
        crash_weight=0.6,
    )


def explain_codec(crash: Crash) -> Finding | None:
    """Explain a UnicodeDecodeError or UnicodeEncodeError."""
    site = crash.site
    found = _DECODE.search(crash.message) or _ENCODE.search(crash.message)
    if found is None or site is None:
        return None
    decode = "decode" in crash.message
    codec, what, position = found[1], found[2] or "", found[3]
    note = ""
    if decode and what:
        byte = int(what, 16)
        if position == "0" and byte == 0xFF:
            note = "a text that starts with byte 0xff is often UTF-16"
        elif position in ("0", "1") and byte == 0x8B:
            note = "bytes 0x1f 0x8b start gzip data"
        elif codec == "ascii" and byte >= 0x80:
            note = "a byte above 0x7f is never ASCII"
    cause = (
        f"the bytes are not {codec} text: byte 0x{what} at position {position}"
        if decode and what
        else f"the bytes are not {codec} text at position {position}"
        if decode
        else f"{codec} has no form for a character of the text, at position {position}"
    )
    fixes: list[Fix] = []
    data = failing_text(crash.data, codec, int(what, 16), int(position)) if decode and what else None
    if data is not None:
        path, content = data
        fits, reads = fitting(content, int(position))
        cause = f"`{path}` is not {codec} text: byte 0x{what} at position {position}"
        if fits:
            cause += f"; as {fits} it reads {quoted(reads)}"
            fixes += _encoding(crash, codec, fits)
    calls = failing(
        site,
        ast.Call,
        lambda call: (
            getattr(call.func, "id", getattr(call.func, "attr", "")) in ("open", "read_text", "write_text")
        ),
    )
    if (
        len(calls) == 1
        and codec in ("ascii", "charmap", "cp1252")
        and not any(k.arg == "encoding" for k in calls[0].keywords)
    ):
        text = site.source.segment(calls[0])
        separator = "" if text.endswith("()") else ", "
        fixes.append(
            replace(
                site.source,
                calls[0],
                f'{text[:-1]}{separator}encoding="utf-8")',
                "name the encoding",
                "codec",
            )
        )
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "codec",
            cause,
            crash,
            None,
            "",
            notes=(note,) if note else (),
            help="open the text with the encoding it was written in",
        ),
        fixes=tuple(fixes),
        suspects=tuple(_opened(crash)) if not calls else (),
        trails=_arguments(crash),
        crash_weight=0.6,
    )


def _opened(crash: Crash) -> Iterator[Suspect]:
    """The call that opened the file which the failing statement goes through: it says how to read its bytes."""
    site = crash.sites[-1]
    used = {node.id for node in ast.walk(site.statement or ast.Pass()) if isinstance(node, ast.Name)}
    for node in inside(list(site.definition.body if site.definition else site.source.tree.body)):
        held: list[tuple[ast.expr | None, ast.expr]] = []
        if isinstance(node, ast.With):
            held = [(item.optional_vars, item.context_expr) for item in node.items]
        elif isinstance(node, ast.Assign):
            held = [(node.targets[0], node.value)]
        for target, value in held:
            opens = isinstance(value, ast.Call) and "open" in ast.unparse(value.func)
            if opens and isinstance(target, ast.Name) and target.id in used:
                yield suspect(site.source, value, 0.75, "the file is opened here")


def _encoding(crash: Crash, codec: str, fits: str) -> list[Fix]:
    """Return the change of the one place that names the encoding, where there is one."""
    named = [
        (source, node.value)
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.keyword)
        and node.arg == "encoding"
        and isinstance(node.value, ast.Constant)
        and str(node.value.value).casefold().replace("_", "-") == codec
    ]
    if len(named) != 1:
        return []
    return [replace(*named[0], f'"{fits}"', f"read it as {fits}", "codec")]


def explain_json(crash: Crash) -> Finding | None:
    """Explain a JSONDecodeError."""
    found = _JSON.search(crash.message)
    if found is None or crash.site is None:
        return None
    first = found[4] == "0" and found[1] == "Expecting value"
    cause = (
        f"the text is not JSON at line {found[2]}, column {found[3]}: {found[1][:1].lower()}{found[1][1:]}"
    )
    if first:
        cause = "the text is not JSON from its first character on: it is empty, or something else"
    suspects = []
    # A text that fails at its first character is alike in many files: only one that was opened is meant.
    opened = failing(crash.sites[-1], ast.Call, lambda call: getattr(call.func, "attr", "") == "load")
    files = crash.data if found[4] != "0" or opened else {}
    fixes = tuple(_line_by_line(crash)) if found[1] == "Extra data" else ()
    data = failing_json(files, found[1], int(found[2]), int(found[3]))
    if data is not None:
        path, reason, line = data
        cause = f"`{path}` is not JSON at line {found[2]}, column {found[3]}: {reason}"
        suspects.append(Suspect(path=path, line=line, score=0.8, reasons=(reason,)))
    return Finding(
        cause=cause,
        diagnostic=diagnostic("invalid-json", cause, crash, None, "parsed here"),
        suspects=tuple(suspects),
        fixes=fixes,
        trails=_arguments(crash),
        crash_weight=0.55,
    )


def _line_by_line(crash: Crash) -> Iterator[Fix]:
    """One JSON text per line is read as if all of it were one."""
    source = crash.sites[-1].source
    for call in failing(crash.sites[-1], ast.Call):
        name = getattr(call.func, "attr", "")
        if name not in ("load", "loads") or len(call.args) != 1 or call.keywords:
            continue
        text = source.segment(call.args[0])
        lines = text if name == "load" else f"{text}.splitlines()"
        changed = f"[json.loads(line) for line in {lines} if line.strip()]"
        yield replace(source, call, changed, "read one JSON text per line", "invalid-json")


def _bindings(crash: Crash, needed: str, given: str) -> Asking:
    """Explain a statement that is given more or fewer values than it has places for."""
    site = crash.sites[-1]
    source = site.source
    calls = failing(
        site,
        ast.Call,
        lambda call: getattr(call.func, "attr", "").startswith("execute") and len(call.args) == 2,
    )
    plural = "s" * (needed != "1")
    cause = f"the statement has {needed} place{plural} for values, and {given} are given"
    if len(calls) != 1:
        return Finding(cause=cause, diagnostic=diagnostic("database", cause, crash), crash_weight=0.6)
    values = calls[0].args[1]
    fixes: list[Fix] = []
    hypotheses: list[Hypothesis] = []
    if needed == "1" and plain_expression(values):
        held = known((yield ask(-1, source, values)))
        text = isinstance(values, ast.Constant) and isinstance(values.value, str)
        if text or (held is not None and held.type == "str"):
            cause += f": {shown(source, values)} is a text, each of whose characters counts as a value"
            if held is not None:
                hypotheses.append(
                    hypothesis(
                        "wrong-type",
                        f"{shown(source, values)} is a `str`, not a tuple",
                        CONFIRMED,
                        seen(source.segment(values), held, site),
                    )
                )
        segment = source.segment(values)
        fixes.append(replace(source, values, f"({segment},)", "give a tuple of one value", "database"))
    return Finding(
        cause=cause,
        diagnostic=diagnostic("database", cause, crash, values, f"{given} values"),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        trails=(Trail(values, -1, "value", 0.4),),
        crash_weight=0.75,
    )


def explain_database(crash: Crash) -> Asking:
    """Explain an error of sqlite3."""
    site = crash.site
    if site is None:
        return None
    if counted := _BINDINGS.search(crash.message):
        return (yield from _bindings(crash, counted[1], counted[2]))
    message = crash.message
    cause = f"the database refused the statement: {quoted(message, 160)}"
    fixes: list[Fix] = []
    suspects = []
    if found := _TABLE.search(message):
        kind, name = found[1], found[2]
        cause = f"the database has no {kind} `{name}`"
        texts = [
            (source, node)
            for source in crash.sources.values()
            for node in source.nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.search(r"\bcreate\s+table\b", node.value, re.IGNORECASE)
        ]
        words = {word for _, node in texts for word in re.findall(r"\w+", str(node.value))}
        close = similar(name.rpartition(".")[2], words)
        if close:
            cause += f"; a CREATE TABLE of the program says `{close[0]}`"
        suspects = [suspect(source, node, 0.35, "the tables are made here") for source, node in texts[:3]]
        if close:
            for node in failing(site, ast.Constant, lambda one: isinstance(one.value, str)):
                text = site.source.segment(node)
                if len(re.findall(rf"\b{re.escape(name)}\b", text)) == 1:
                    fixes.append(
                        replace(
                            site.source,
                            node,
                            re.sub(rf"\b{re.escape(name)}\b", close[0], text),
                            f"use `{close[0]}`",
                            "database",
                        )
                    )
    elif found := _CONSTRAINT.search(message):
        cause = f"the row breaks the {found[1]} constraint" + (f" of `{found[2]}`" if found[2] else "")
    return Finding(
        cause=cause,
        diagnostic=diagnostic("database", cause, crash),
        fixes=tuple(fixes),
        suspects=tuple(suspects),
        trails=_arguments(crash),
        crash_weight=0.6,
    )


def _arguments(crash: Crash) -> tuple[Trail, ...]:
    site = crash.sites[-1]
    trails: list[Trail] = []
    calls = failing(site, ast.Call)
    for call in calls[:3]:
        trails += [
            Trail(argument, -1, "value", 0.6)
            for argument in call.args[:3]
            if not isinstance(argument, ast.Starred)
        ]
        if isinstance(call.func, ast.Attribute) and not call.args:
            trails.append(Trail(call.func.value, -1, "value", 0.6))
    return tuple(trails[:6])
