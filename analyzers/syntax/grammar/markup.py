"""Which slips are particular to markup: tags that are not closed, crossed or cut; quotes of attributes?"""

import re
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.strict import VOID

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")

_ELEMENT = re.compile(
    r"<(/?)([A-Za-z][\w.]*)((?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*?)(/?)>"
)
_CERTAIN = -4.0  # tags bear witness in pairs; the token models have seen few of them


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield the repairs of elements, in pages and in programs that hold some."""
    match ground.text.name:
        case "html":
            yield from _html(ground)
        case "tsx" | "javascript":
            yield from _jsx(ground.text.text)
        case _:
            return


def _html(ground: Ground) -> Iterator[Candidate]:
    text = ground.text.text
    stack: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if tag[4] or name in VOID:
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
    empty = tag[2].lower() in VOID  # a page needs no end for it; a program does
    yield Candidate(
        "tag-unclosed",
        (insert(tag.end() - 1, " /" if text[tag.end() - 2] != " " else "/"),),
        _CERTAIN if empty else 0.4,
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
