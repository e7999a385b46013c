"""Which slips are particular to one format or language: JSON, YAML, TOML, CSS, Go, Rust?"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import OPENERS
from analyzers.syntax.words import distance

_LITERALS = ("true", "false", "null")
_YAML_KEY = re.compile(r"\s*(?:- )?[\w.\"'/-]+:(?:\s|$)|\s*- ")
_LINES_OF_TEXT = re.compile(
    r'"(?:[^"\\\n]|\\.)*[^"\\\n,{\[](?:\n(?:[^"\\\n]|\\.)*){1,20}"(?=[ \t]*(?:[,}\]]|\n))'
)
_CERTAIN = -4.0  # the lines bear witness; the token models have seen few of them


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield the repairs that only one format or language knows."""
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
    for whole in _LINES_OF_TEXT.finditer(text):
        first = text[text.rfind("\n", 0, whole.start()) + 1 : whole.start()]
        if _blanked(first).count('"') % 2 == 0:
            told = whole[0].replace("\r", "").replace("\n", "\\n")
            yield Candidate("string-newline", (Change(whole.start(), whole.end(), told),), -1.0)
    slashes = list(re.finditer(r'\\(?!["\\/bfnrtu])', text))
    if slashes:
        yield Candidate("string-backslash", tuple(insert(m.start(), "\\") for m in slashes), 0.2)


def _blanked(text: str) -> str:
    """Return the text with the insides of double-quoted strings blanked, offsets kept."""
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', lambda m: '"' + "_" * (len(m[0]) - 2) + '"', text)


def _yaml(ground: Ground) -> Iterator[Candidate]:
    text = ground.text
    tabbed = []
    margins = [len(text.margin(line)) for line in range(1, len(text.starts) + 1) if text.line(line).strip()]
    steps = Counter(b - a for a, b in pairwise(margins) if b > a).most_common(1)
    unit = steps[0][0] if steps else 2
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
        yield from _flow(ground, line)
        half = re.match(r"(\s*(?:- )?[\w.-]+:\s+)([\"'])(.*)$", row)
        if half is not None and half[3].count(half[2]) != 1:
            yield Candidate("string-unclosed", (insert(start + len(row.rstrip()), half[2]),), 0.0)
        own = len(row) - len(row.lstrip())
        crooked = -0.7 if own % unit else 0.0
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
                            cost + 0.05 * abs(width - own) + (crooked if width % unit == 0 else 0.7),
                        )


def _flow(ground: Ground, line: int) -> Iterator[Candidate]:
    """A list or mapping in brackets that its line opens, while the next line begins an entry: it ends with its line."""
    text = ground.text
    open_still: list[str] = []
    for token in ground.code:
        if token.line == line and token.text in OPENERS:
            open_still.append(OPENERS[token.text])
        elif token.line == line and open_still and token.text == open_still[-1]:
            open_still.pop()
    below = next((n for n in range(line + 1, len(text.starts) + 1) if text.line(n).strip()), 0)
    if open_still and (not below or _YAML_KEY.match(text.line(below))):
        end = text.line_start(line) + len(text.line(line).rstrip())
        yield Candidate("bracket-unclosed", (insert(end, "".join(reversed(open_still))),), _CERTAIN)


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
        value = re.match(r"(\s*[\w.\"'-]+\s*=\s*)([^\s\"'\[{#][^#\n]*?)\s*(#.*)?$", row)
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
