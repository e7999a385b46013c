"""What does pytest print for the tests that failed: long, short, line, native, or only a summary?

A failing test is one report, with the chain that its section shows. The summary at the end repeats the
sections, so it is read only where there are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.traceback import cpython
from analyzers.traceback.parts import ends_report, exception, named_like_an_exception

_TITLE = re.compile(r"_{3,} (.+?) _{3,}$")
_BANNER = re.compile(r"={3,} (.+?) ={3,}$|={20,}$|!{3,} .* !{3,}$")
_CAPTURED = re.compile(
    r"-{3,} Captured (?:stdout|stderr|log|out|err) .*-{3,}$|-+ (?:generated|live log) .*-+$"
)
_DIVIDER = re.compile(r"(?:_ ){5,}_?\s*$")
_SHORT = re.compile(r"(\S.*?):(\d+): in (.+)$")
_LONG = re.compile(r"(\S.*?):(\d+): ?([^\W\d][\w.]*)?$")
_ERROR = re.compile(r"E(   +|\s*$)(.*)")
_DEF = re.compile(r"[ >]\s*(?:async )?def (\w+)\(|[ >]\s*class (\w+)\b")
_LINE = re.compile(r"(\S.*?):(\d+): (?=[^\W\d])(.*)$")
_SUMMARY = re.compile(r"(?:FAILED|ERROR) ([^\s:]+\.py(?:::\S+(?:\[.*?\])?)?)(?: - (.*))?$")
_CARETS = re.compile(r"\s+([~^]*\^[~^]*)\s*$")
_LINKS = {cpython.CAUSE: Link.CAUSE, cpython.CONTEXT: Link.CONTEXT}


@dataclass(slots=True)
class _Entry:
    """What has been read of the exception at hand."""

    frames: list[Frame] = field(default_factory=list)
    source: list[str] = field(default_factory=list)  # lines of the function whose place comes below it
    errors: list[str] = field(default_factory=list)  # the lines marked E
    name: str = ""  # the bare type, as the last place of a long report gives it


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield one report per failing test, in the order of the sections."""
    found = False
    banner = ""
    start = position = 0
    title = ""
    while position <= len(lines):
        line = lines[position] if position < len(lines) else ""
        heading = _TITLE.match(line) if line.startswith("___") and not _DIVIDER.match(line) else None
        ruled = _BANNER.match(line) if line.startswith(("===", "!!!")) else None
        if heading or ruled or position == len(lines):
            for report in _section(lines[start:position], title, banner):
                found = True
                yield replace(report, start=start + report.start, end=start + report.end)
            start = position
            title = heading[1] if heading else ""
            if ruled:
                banner = ruled[1] or ""
        position += 1
    if not found:
        yield from _summary(lines)


def _section(lines: Sequence[str], title: str, banner: str) -> Iterator[Traceback]:
    end = next((at for at, line in enumerate(lines) if _CAPTURED.match(line)), len(lines))
    body = lines[:end]
    marked = any(line.startswith("E   ") for line in body)
    if banner == "FAILURES" and not title:
        yield from _line_style(lines)
    elif marked:
        chain = _chain(body)
        if chain:
            style = "pytest-short" if any(_SHORT.match(line) for line in body) else "pytest-long"
            first = 0 if title else next(at for at, line in enumerate(body) if line.startswith(("E   ", ">")))
            yield Traceback(
                chain=tuple(chain),
                style=style,
                start=first,
                end=len(lines) if title else _after_errors(body),
                subject=title,
                cut=not title,
            )
    elif title:
        reports = list(cpython.read(body))
        if reports:
            report = _whole(reports[-1], body)
            yield replace(report, style="pytest-native", start=0, end=len(lines), subject=title)


def _whole(report: Traceback, body: Sequence[str]) -> Traceback:
    """Give a message the paragraphs that stand below it: nothing else follows in a test's section."""
    below = body[report.end :]
    stop = next((at for at, line in enumerate(below) if ends_report(line)), len(below))
    rest = "\n".join(below[:stop]).rstrip()
    if not rest.strip() or not report.final.type:
        return report
    final = replace(report.final, message=f"{report.final.message}\n{rest}")
    return replace(report, chain=(*report.chain[:-1], final))


def _after_errors(body: Sequence[str]) -> int:
    last = max(at for at, line in enumerate(body) if line.startswith("E   "))
    for at in range(last + 1, min(last + 4, len(body))):
        if _LONG.match(body[at]):
            return at + 1
    return last + 1


def _chain(body: Sequence[str]) -> list[Raised]:
    chain: list[Raised] = []
    entry = _Entry()
    for line in body:
        link = _LINKS.get(line.strip())
        if link is not None:
            chain.append(_raised(entry, link))
            entry = _Entry()
            continue
        short = _SHORT.match(line)
        long = _LONG.match(line) if short is None and ":" in line else None
        error = _ERROR.match(line)
        if short is not None:
            _close(entry)
            entry.frames.append(Frame(file=short[1], line=int(short[2]), function=short[3]))
        elif long is not None and (entry.source or entry.errors):
            function, code, mark = _function(entry.source)
            entry.frames.append(
                Frame(file=long[1], line=int(long[2]), function=function, code=code, mark=mark)
            )
            entry.name = long[3] or ""
            entry.source.clear()
        elif _DIVIDER.match(line):
            entry.source.clear()
        elif error is not None and (error[2] or entry.errors):
            entry.errors.append(line)
        elif line[:1] in (" ", ">") and line.strip():
            entry.source.append(line)
    _close(entry)
    if entry.errors:
        chain.append(_raised(entry, None))
    return chain


def _close(entry: _Entry) -> None:
    """Give the frame of a short report the line of source below it."""
    if entry.frames and not entry.frames[-1].code and entry.source:
        code, mark = _marked(entry.source, 0)
        entry.frames[-1] = replace(entry.frames[-1], code=code, mark=mark)
    entry.source.clear()


def _function(source: Sequence[str]) -> tuple[str, str, tuple[int, int] | None]:
    """Return the function a long report shows the source of, the line that it marks, and the part marked below it."""
    at = next((at for at in range(len(source) - 1, -1, -1) if source[at].startswith(">")), None)
    code, mark = ("", None) if at is None else _marked(source, at)
    for line in source:
        match = _DEF.match(line)
        if match is not None:
            return match[1] or match[2], code, mark
    if "lambda" in code:
        return "<lambda>", code, mark
    return (_comprehension(code) if " for " in code else "<module>"), code, mark


def _marked(source: Sequence[str], at: int) -> tuple[str, tuple[int, int] | None]:
    """Return a line of source, and which part of it the carets on the next line mark."""
    line = " " + source[at][1:]
    code = line.strip()
    carets = _CARETS.match(source[at + 1]) if at + 1 < len(source) else None
    margin = len(line) - len(line.lstrip())
    if carets is None or not margin <= carets.start(1) < carets.end(1) <= margin + len(code):
        return code, None
    return code, (carets.start(1) - margin, carets.end(1) - margin)


def _comprehension(code: str) -> str:
    """Name the comprehension a line holds by the bracket that opens it."""
    depth = 0
    head = code[: code.index(" for ")]
    for at in range(len(head) - 1, -1, -1):
        if head[at] in ")]}":
            depth += 1
        elif head[at] in "([{":
            if not depth:
                inner = head[at + 1 :]
                return {"[": "<listcomp>", "(": "<genexpr>"}.get(
                    head[at], "<dictcomp>" if ":" in inner else "<setcomp>"
                )
            depth -= 1
    return "<module>"


def _raised(entry: _Entry, link: Link | None) -> Raised:
    _close(entry)
    texts = _unmarked(entry.errors)
    location = None
    if texts and texts[0].lstrip().startswith('File "'):
        report = next(cpython.read(texts), None)
        if report is not None:
            return replace(report.final, frames=tuple(entry.frames), link=link)
    named = exception(texts[0]) if texts else None
    bare = entry.name.rpartition(".")[2]
    if named is not None and (
        named[0].rpartition(".")[2] == bare
        or (not bare and (named_like_an_exception(named[0]) or "." in named[0] or named[1]))
    ):
        name, texts = named[0], [named[1], *texts[1:]]
    else:
        name = entry.name or ("AssertionError" if texts and texts[0].startswith("assert ") else "")
    return Raised(
        type=name, message="\n".join(texts), frames=tuple(entry.frames), location=location, link=link
    )


def _unmarked(errors: Sequence[str]) -> list[str]:
    """Return the lines marked E without mark and common margin."""
    texts = [" " + line[1:] for line in errors]
    margin = len(texts[0]) - len(texts[0].lstrip()) if texts else 0
    if texts and 'File "' in texts[0]:
        margin = 4
    return [text[margin:] for text in texts]


def _line_style(body: Sequence[str]) -> Iterator[Traceback]:
    """Yield the one-line reports of `--tb=line`; newer versions print the messages above the places."""
    chain: list[Raised] = []
    above: list[str] = []
    start = 0
    captured = False
    for at, line in enumerate(body):
        match = _LINE.match(line)
        captured = bool(_CAPTURED.match(line)) or (captured and match is None and not line.startswith("E   "))
        if captured:
            continue
        named = exception(match[3]) if match is not None else None
        if line.startswith("E   ") and not above and not chain:
            start = at
        if line.strip() in _LINKS and above:
            chain.append(_told(above, (), _LINKS[line.strip()]))
            above = []
        elif match is not None and named is not None:
            frame = Frame(file=match[1], line=int(match[2]))
            if above and _told(above, (), None).type == named[0]:
                last = _told(above, (frame,), None)
            else:
                last = Raised(type=named[0], message=named[1], frames=(frame,))
                start = start if chain else at
            yield Traceback(chain=(*chain, last), style="pytest-line", start=start, end=at + 1)
            chain, above = [], []
        elif line.startswith("E   ") or above:
            above.append(line)


def _told(above: Sequence[str], frames: tuple[Frame, ...], link: Link | None) -> Raised:
    texts = [line[4:] for line in above]
    while texts and not texts[-1].strip():
        texts.pop()
    named = exception(texts[0]) or ("AssertionError", texts[0])
    return Raised(type=named[0], message="\n".join([named[1], *texts[1:]]), frames=frames, link=link)


def _summary(lines: Sequence[str]) -> Iterator[Traceback]:
    for at, line in enumerate(lines):
        match = _SUMMARY.match(line) if line.startswith(("FAILED ", "ERROR ")) else None
        if match is None or not match[2]:
            continue
        name, message = exception(match[2]) or ("AssertionError", match[2])
        yield Traceback(
            chain=(Raised(type=name, message=message),),
            style="pytest-summary",
            start=at,
            end=at + 1,
            subject=match[1],
            cut=message.endswith("..."),
        )
