"""Which slips are particular to data formats and markup: JSON, YAML, TOML, HTML?"""

import re
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.words import distance

_LITERALS = ("true", "false", "null")
_VOID_TAGS = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")

_ELEMENT = re.compile(
    r"<(/?)([A-Za-z][\w.]*)((?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*?)(/?)>"
)

_YAML_KEY = re.compile(r"\s*(?:- )?[\w.\"'/-]+:(?:\s|$)|\s*- ")
_CERTAIN = -4.0  # tags bear witness in pairs; the token models have seen few of them


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield the repairs that only one format knows."""
    match ground.text.name:
        case "json":
            yield from _json(ground.text.text)
        case "yaml":
            yield from _yaml(ground)
        case "toml":
            yield from _toml(ground)
        case "go":
            yield from _go(ground.text.text)
        case "rust":
            yield from _rust(ground.text.text)
        case "css":
            yield from _css(ground.text.text)
        case "html":
            yield from _html(ground)
        case "tsx" | "javascript":
            yield from _jsx(ground.text.text)
        case _:
            return


def _json(text: str) -> Iterator[Candidate]:
    trailing = tuple(
        Change(m.start(), m.start() + 1, "") for m in re.finditer(r",(?=\s*[}\]])", _blanked(text))
    )
    if trailing:
        yield Candidate("comma-trailing", trailing, -0.5)
        yield from (Candidate("comma-trailing", (one,), 0.0) for one in trailing[:20])
    end = re.search(r",\s*$", text)
    if end is not None:
        yield Candidate("comma-trailing", (Change(end.start(), end.start() + 1, ""),), -0.3)
    comments = list(re.finditer(r"(?m)\s*(?://[^\n]*|/\*[\s\S]*?\*/|#[^\n]*)", _blanked(text)))
    if comments:
        yield Candidate("comment-unknown", tuple(Change(m.start(), m.end(), "") for m in comments), -0.5)
    single = list(re.finditer(r"'((?:[^'\\\n\"]|\\.)*)'", _blanked(text)))
    if single:
        changes = tuple(Change(m.start(), m.end(), f'"{text[m.start() + 1 : m.end() - 1]}"') for m in single)
        yield Candidate("quotes-single", changes, -0.5)
        yield from (Candidate("quotes-single", (one,), 0.0) for one in changes[:20])
    keys = list(re.finditer(r"(?<=[{,\n])(\s*)([A-Za-z_$][\w$-]*)(\s*:)", _blanked(text)))
    if keys:
        changes = tuple(Change(m.start(2), m.end(2), f'"{m[2]}"') for m in keys)
        yield Candidate("key-unquoted", changes, -0.5)
        yield from (Candidate("key-unquoted", (one,), 0.0) for one in changes[:20])
        if single:
            both = [
                *changes,
                *(Change(m.start(), m.end(), f'"{text[m.start() + 1 : m.end() - 1]}"') for m in single),
            ]
            yield Candidate("key-unquoted", tuple(sorted(both)), 0.2)
    words = {"True": "true", "False": "false", "None": "null", "undefined": "null", "NaN": "null", "nil": "null",
             "TRUE": "true", "FALSE": "false", "NULL": "null", "yes": "true", "no": "false"}  # fmt: skip
    literal = [m for m in re.finditer(r"\b[A-Za-z]+\b", _blanked(text)) if m[0] in words]
    if literal:
        yield Candidate(
            "literal-foreign", tuple(Change(m.start(), m.end(), words[m[0]]) for m in literal), -0.6
        )
    bare = [
        m for m in re.finditer(r"(?<=[:\[,])(\s*)([A-Za-z_][\w .@/-]*?)(?=\s*[,}\]\n])", _blanked(text))
        if m[2] not in _LITERALS and m[2] not in words and min(distance(m[2], one, 2) for one in _LITERALS) > 1
    ]  # fmt: skip
    if bare:
        yield Candidate("value-unquoted", tuple(Change(m.start(2), m.end(2), f'"{m[2]}"') for m in bare), 1.5)
    zeros = list(re.finditer(r"(?<=[:\[,\s])(?:0+(?=\d)|\+(?=\d))", _blanked(text)))
    if zeros:
        yield Candidate("number-zero", tuple(Change(m.start(), m.end(), "") for m in zeros), 0.3)
    points = list(re.finditer(r"(?<=[:\[,\s])\.(?=\d)|(?<=\d)\.(?!\d)", _blanked(text)))
    if points:
        changes = tuple(
            insert(m.start(), "0") if text[m.end() : m.end() + 1].isdigit() else insert(m.end(), "0")
            for m in points
        )
        yield Candidate("number-zero", changes, 0.3)
    tabs = [m for m in re.finditer(r'"[^"\n]*"', text) if "\t" in m[0]]
    if tabs:
        yield Candidate(
            "string-backslash",
            tuple(Change(m.start(), m.end(), m[0].replace("\t", "\\t")) for m in tabs),
            0.2,
        )
    slashes = list(re.finditer(r'\\(?!["\\/bfnrtu])', text))
    if slashes:
        yield Candidate("string-backslash", tuple(insert(m.start(), "\\") for m in slashes), 0.2)


def _blanked(text: str) -> str:
    """Return the text with the insides of double-quoted strings blanked, offsets kept."""
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', lambda m: '"' + "_" * (len(m[0]) - 2) + '"', text)


def _yaml(ground: Ground) -> Iterator[Candidate]:
    text = ground.text
    tabbed = []
    for line in range(1, len(text.starts) + 1):
        margin = text.margin(line)
        if "\t" in margin:
            start = text.line_start(line)
            tabbed.append(Change(start, start + len(margin), margin.replace("\t", "  ")))
    if tabbed:
        yield Candidate("tabs-mixed", tuple(tabbed), -0.5)
    for line in ground.lines:
        row = text.line(line)
        start = text.line_start(line)
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        pair = re.match(r"(\s*(?:- )?)([\w.\"'/-]+):(\S.*)$", row)
        if pair is not None:
            yield Candidate("space-missing", (insert(start + pair.end(2) + 1, " "),), 0.0)
        dash = re.match(r"(\s*)-(\w.*)$", row)
        if dash is not None:
            yield Candidate("space-missing", (insert(start + dash.end(1) + 1, " "),), 0.3)
        loose = re.match(r"(\s*(?:- )?)([\w.-]+) +(\S.*)$", row)
        if loose is not None and ":" not in row:
            yield Candidate("colon-missing", (insert(start + loose.end(2), ":"),), 0.4)
        alone = re.match(r"(\s*(?:- )?)([\w.-]+)\s*$", row)
        if alone is not None:
            yield Candidate("colon-missing", (insert(start + alone.end(2), ":"),), 0.2)
        equals = re.match(r"(\s*(?:- )?)([\w.-]+)\s*=\s*(.*)$", row)
        if equals is not None:
            yield Candidate(
                "equals-for-colon", (Change(start + equals.end(2), start + equals.start(3), ": "),), 0.3
            )
        value = re.match(
            r"(\s*(?:- )?(?:[\w.-]+:\s+|- ))([^\"'\[{|>&*!#\s].*(?:: |:$| #).*|[@`%*&!|>].*)$", row
        )
        if value is not None:
            quoted = '"' + value[2].rstrip().replace("\\", "\\\\").replace('"', '\\"') + '"'
            yield Candidate(
                "value-unquoted", (Change(start + value.start(2), start + len(row.rstrip()), quoted),), 0.1
            )
        half = re.match(r"(\s*(?:- )?[\w.-]+:\s+)([\"'])(.*)$", row)
        if half is not None and half[3].count(half[2]) != 1:
            yield Candidate("string-unclosed", (insert(start + len(row.rstrip()), half[2]),), 0.0)
        own = len(row) - len(row.lstrip())
        for step in (line - 1, line + 1, line - 2):
            if 1 <= step <= len(text.starts) and text.line(step).strip():
                other = text.line(step)
                wanted = len(other) - len(other.lstrip())
                deeper = wanted + 2
                alike = _YAML_KEY.match(row) is not None and _YAML_KEY.match(other) is not None
                prose = -0.4 * alike + 1.0 * (
                    _YAML_KEY.match(row) is None
                )  # what a text says goes as it likes
                for width, cost in ((wanted, 0.5 + prose), (deeper, 0.9 + prose)):
                    if width != own:
                        yield Candidate(
                            "indent-uneven",
                            (Change(start, start + own, " " * width),),
                            cost + 0.05 * abs(width - own),
                        )


def _toml(ground: Ground) -> Iterator[Candidate]:
    text = ground.text
    for line in ground.lines:
        row = text.line(line)
        start = text.line_start(line)
        pair = re.match(r"(\s*[\w.\"'-]+)\s*(:|=>|)\s*(\S.*)$", row)
        if pair is not None and "=" not in row:
            if pair[2]:
                yield Candidate(
                    "colon-for-equals", (Change(start + pair.end(1), start + pair.start(3), " = "),), 0.0
                )
            else:
                yield Candidate(
                    "token-missing", (Change(start + pair.end(1), start + pair.start(3), " = "),), 0.3
                )
        value = re.match(r"(\s*[\w.\"'-]+\s*=\s*)([^\"'\[{#\n][^#\n]*?)\s*(#.*)?$", row)
        if value is not None:
            lower = value[2].lower()
            if lower in ("true", "false") and value[2] != lower:
                yield Candidate(
                    "literal-foreign", (Change(start + value.start(2), start + value.end(2), lower),), -0.5
                )
            yield Candidate(
                "value-unquoted",
                (Change(start + value.start(2), start + value.end(2), f'"{value[2]}"'),),
                0.2,
            )
        header = re.match(r"\s*(\[{0,2})([\w.\"-]+)(\]{0,2})\s*$", row)
        if header is not None and len(header[1]) != len(header[3]):
            longest = max(len(header[1]), len(header[3]))
            for width in {longest, min(len(header[1]), len(header[3])) or 1}:
                fixed = "[" * width + header[2] + "]" * width
                yield Candidate(
                    "bracket-unclosed",
                    (Change(start + header.start(1), start + header.end(3), fixed),),
                    0.0 if width == longest else 3.0,
                )
        if row.lstrip().startswith("//"):
            at = start + row.index("//")
            yield Candidate("comment-foreign", (Change(at, at + 2, "#"),), -0.5)
        if row.rstrip().endswith((",", ";")):
            at = start + len(row.rstrip())
            yield Candidate("stray", (Change(at - 1, at, ""),), 0.4)


def _go(text: str) -> Iterator[Candidate]:
    """A brace on a line of its own, and a list whose last line has no comma."""
    below = list(re.finditer(r"(?m)^((?:func|type)\b[^\n{}]*[^\s{},(])\n\{", text))
    if below:
        yield Candidate("brace-below", tuple(Change(m.end(1), m.end(), " {") for m in below), -2.0)
    for last in re.finditer(r"(?<=[\w)\]}\"`'])[ \t]*\n\s*[)}]", text):
        yield Candidate("comma-missing", (insert(last.start(), ","),), 0.0)


def _rust(text: str) -> Iterator[Candidate]:
    """Parameters that share a type, as Go has them: `fn f(a, b: u8)`."""
    for header in re.finditer(r"\bfn\s+\w+(?:<[^<>()]*>)?\s*\(([^()]*)\)", text):
        for bare in re.finditer(r"(?:^|,)\s*(\w+)\s*(?=,(?:\s*\w+\s*,)*\s*\w+\s*:\s*([^,]+))", header[1]):
            if bare[1] != "self":
                yield Candidate(
                    "token-missing", (insert(header.start(1) + bare.end(1), f": {bare[2].strip()}"),), -2.0
                )


def _css(text: str) -> Iterator[Candidate]:
    for line in re.finditer(r"(?m)^\s*[a-z-]+[ \t]*:[^:;{}\n]*[^:;{}\n\s](?=\s*\n\s*[a-z-]+[ \t]*:)", text):
        yield Candidate("semicolon-missing", (insert(line.end(), ";"),), 0.0)


def _html(ground: Ground) -> Iterator[Candidate]:
    text = ground.text.text
    stack: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if tag[4] or name in _VOID_TAGS:
            continue
        if not tag[1]:
            stack.append(tag)
            continue
        home = _leading(ground, tag)
        while home is not None and _stands_deeper(ground, stack, name, home):
            yield from _close_tag(ground, stack.pop(), tag.start(), -2.0)
        if stack and stack[-1][2].lower() == name:
            stack.pop()
        elif any(one[2].lower() == name for one in stack):
            while stack[-1][2].lower() != name:
                yield from _close_tag(ground, stack.pop(), tag.start())
            stack.pop()
        else:
            if stack:
                yield Candidate("tag-unclosed", (Change(tag.start(2), tag.end(2), stack[-1][2]),), 0.2)
            yield Candidate("stray", (Change(tag.start(), tag.end(), ""),), 1.0)
    for tag in reversed(stack):
        yield from _close_tag(ground, tag, len(text.rstrip()))
    for half in re.finditer(
        r"</?[A-Za-z][\w-]*(?:\s+[\w-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))?)*\s*(?=[<\n]|$)", text
    ):
        yield Candidate("tag-cut", (insert(half.start() + len(half[0].rstrip()), ">"),), -1.0)
    for mixed in re.finditer(r"=(?:\"[^\"'\n<>]*(')|'[^\"'\n<>]*(\"))(?=[\s/>])", text):
        at = mixed.end() - 1
        yield Candidate("string-mismatched", (Change(at, at + 1, "'" if mixed[2] else '"'),), -1.5)
    for loose in re.finditer(r"(?<![<\w/])(/?[a-z]+[1-6]?)>", text):
        yield Candidate("token-missing", (insert(loose.start(), "<"),), 0.8)
    for value in re.finditer(r"=\"([^\"\n<>]*)(?=[>\n])", text):
        yield Candidate("string-unclosed", (insert(value.end(), '"'),), 0.3)
    for value in re.finditer(r"=([^\"'\s>][^\"\n<>\s]*)\"", text):
        yield Candidate("string-unopened", (insert(value.start(1), '"'),), 0.3)


def _jsx(text: str) -> Iterator[Candidate]:
    """Elements inside a program: one that is never closed, one closed as if it were opened, a lost `>`."""
    stack: list[re.Match[str]] = []
    for tag in _ELEMENT.finditer(text):
        if tag[4] or not _is_element(text, tag.start()):
            continue
        if not tag[1]:
            if stack and stack[-1][2] == tag[2]:  # `<li>` where `</li>` was meant
                yield Candidate("tag-unclosed", (insert(tag.start(2), "/"),), _CERTAIN)
            stack.append(tag)
        elif stack and stack[-1][2] == tag[2]:
            stack.pop()
        else:
            if stack and all(one[2] != tag[2] for one in stack):
                yield Candidate("tag-unclosed", (Change(tag.start(2), tag.end(2), stack[-1][2]),), _CERTAIN)
            while stack and stack[-1][2] != tag[2] and any(one[2] == tag[2] for one in stack):
                yield from _end_element(text, stack.pop())
            if stack:
                stack.pop()
    for tag in stack[-4:]:
        yield from _end_element(text, tag)
    for half in re.finditer(
        r"</?[A-Za-z][\w.]*(?:[ \t]+[\w-]+(?:=(?:\"[^\"<>\n]*\"|\{[^<>\n]*\}))?)*[ \t]*(?=[<\n]|$)", text
    ):
        yield Candidate("tag-cut", (insert(half.start() + len(half[0].rstrip()), ">"),), _CERTAIN + 0.3)


def _is_element(text: str, start: int) -> bool:
    """Whether `<` begins an element, not a type argument or a comparison: a word before it is text of an element."""
    if not (text[start - 1 : start].isalnum() or text[start - 1 : start] in ("_", ")", "]")):
        return True
    line = text[text.rfind("\n", 0, start) + 1 : start]
    spoken = line[max(line.rfind(">"), line.rfind("}")) + 1 :]
    return (">" in line or "}" in line or not line.strip(" \t")) and not set(spoken) & set("=;(){}")


def _end_element(text: str, tag: re.Match[str]) -> Iterator[Candidate]:
    yield Candidate(
        "tag-unclosed", (insert(tag.end() - 1, " /" if text[tag.end() - 2] != " " else "/"),), 0.4
    )
    line = text.find("\n", tag.end())
    end = len(text) if line < 0 else line
    if text[tag.end() : end].strip():
        yield Candidate("tag-unclosed", (insert(end, f"</{tag[2]}>"),), _CERTAIN + 0.3)
    begin = text.rfind("\n", 0, tag.start()) + 1
    margin = text[begin : tag.start()]
    if not margin.strip():
        below = re.compile(rf"\n(?!{margin}\s)(?=\s*\S)").search(text, end)
        if below is not None:
            change = insert(below.start(), f"\n{margin}</{tag[2]}>")
            yield Candidate("tag-unclosed", (change,), _CERTAIN + 0.3)


def _leading(ground: Ground, tag: re.Match[str]) -> int | None:
    """Return how deep a tag stands that begins its line."""
    line = ground.text.line_of(tag.start())
    margin = ground.text.margin(line)
    return len(margin) if tag.start() == ground.text.line_start(line) + len(margin) else None


def _stands_deeper(ground: Ground, stack: list[re.Match[str]], name: str, home: int) -> bool:
    """Whether the innermost open tag stands deeper than a closing one, and one further out stands as it does."""
    if not stack or stack[-1][2].lower() != name:
        return False
    margin = ground.text.margin(ground.text.line_of(stack[-1].start()))
    return len(margin) > home and any(
        _leading(ground, one) == home and one[2].lower() == name for one in stack
    )


def _close_tag(ground: Ground, tag: re.Match[str], stop: int, extra: float = 0.0) -> Iterator[Candidate]:
    text = ground.text
    closing = f"</{tag[2]}>"
    line = text.line_of(tag.start())
    end = text.line_start(line) + len(text.line(line).rstrip())
    if end <= stop and end > tag.end():
        yield Candidate("tag-unclosed", (insert(end, closing),), -3.0 + extra)
    home = len(text.margin(line))
    below = line + 1
    while below <= len(text.starts) and (not text.line(below).strip() or len(text.margin(below)) > home):
        below += 1
    last = text.line_of(len(text.text.rstrip()))
    ended = below > len(text.starts) or (below > last and not text.margin(line))
    before = min(below - 1, last)
    while before > line and not text.line(before).strip():
        before -= 1
    if before > line:
        change = text.own_line(before, f"{text.margin(line)}{closing}")
        yield Candidate("tag-unclosed", (change,), (0.8 if ended else 0.4) + extra)
    yield Candidate("tag-unclosed", (insert(stop, closing),), 1.5)
