"""What does a report of another language say, and on which of the user's lines?

The sources are read, never analysed: what is claimed is what the run time's own message proves (`foreign_causes`), and
the operand is named only where the line that was running leaves no doubt which one it is.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from analyzers.deferred import regex, replace
from analyzers.facts import Code, Diagnostic, Frame, Label, Link, Raised, Span, Traceback
from analyzers.language import language_of_path
from analyzers.runtime.crash import Finding
from analyzers.runtime.foreign_causes import ASLEEP, NIL, Known, known, worded
from analyzers.runtime.report import quoted

Read = Callable[[str], tuple[str, str] | None]
"""From a path as a report names it to (path in the workspace, text), or None."""

_WORD = regex(r"[^\W\d]\w*")
_SHORTEST = 4  # letters of a name that another may be like
_LIBRARY = regex(
    r"node_modules[/\\]|^node:|^internal/|[/\\]rustc[/\\]|[/\\]\.cargo[/\\]|^/usr/(?:local/)?(?:lib|go|include)|[/\\]gems[/\\]|[/\\]vendor[/\\]"
    r"|[/\\]deps[/\\]|^(?:native code|Unknown Source|<.*>|\[.*\])$"
)
_GOROUTINE = regex(r"^goroutine (\d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[(.+?)\]:", re.MULTILINE)
_METHOD = regex(r"\(\*(\w+)\)\.(\w+)$")
_WAITS = {  # what a goroutine's state says about the others: there is none
    "chan send": "waits to send on a channel, and nobody is there to receive",
    "chan receive": "waits to receive from a channel, and nobody is there to send or to close it",
    "chan send (nil chan)": "sends on a channel that was never made: that waits for ever",
    "chan receive (nil chan)": "receives from a channel that was never made: that waits for ever",
    "select": "waits in a `select`, and nobody is there to make one of its cases ready",
    "select (no cases)": "waits in an empty `select`, which never ends",
    "semacquire": "waits for a `sync.WaitGroup` or a lock, and nobody is there to release it",
    "sync.WaitGroup.Wait": "waits for a `sync.WaitGroup`, and nobody is there to call `Done`",
    "sync.Mutex.Lock": "waits for a lock, and nobody is there to release it",
    "sync.RWMutex.Lock": "waits for a lock, and nobody is there to release it",
    "sync.RWMutex.RLock": "waits for a lock, and nobody is there to release it",
}
_LIBRARY_FUNCTION = regex(
    r"^(?:java|javax|jdk|sun|kotlin|scala|org\.springframework|org\.junit|System|Microsoft)\b[./]|^java\.base/|^(?:core|std|alloc)::"
    r"|^runtime\.|^panic$|^__(?:asan|libc)_|^rust_begin_unwind"
)
_PACKAGED = frozenset(
    ["java", "kotlin", "scala", "csharp", "dotnet"]
)  # whose functions are named with their packages
_LIBRARY_PACKAGE = regex(
    r"^(?:org\.(?:postgresql|hibernate|apache|eclipse|slf4j|h2|mockito|jboss|jetbrains|gradle|codehaus|sqlite)"
    r"|com\.(?:mysql|zaxxer|sun|fasterxml|google\.(?:common|gson|inject|protobuf)|mongodb|intellij)|io\.(?:netty|micronaut|quarkus|grpc|reactivex|ktor)"
    r"|ch\.qos|reactor|akka|play|okhttp3|retrofit2|oracle\.jdbc|Npgsql|Newtonsoft)\."
)


def told(traceback: Traceback, report: str, read: Read) -> tuple[Finding, tuple[Code, ...]]:
    """Return what the report proves, and the code at the user's own deepest line.

    `report` is the whole text that the traceback was read from.
    """
    raised, found = _proving(traceback)
    frame = _own((*traceback.chain, raised), traceback.language)
    if frame is not None and not frame.code:
        frame = _headed(frame, report)
    code, start = (None, 0) if frame is None else _code(frame, read)
    line = "" if code is None else code.text[start:].partition("\n")[0]
    mark = None if frame is None or not frame.code else frame.mark
    operand = None if found is None else _operand(*found, line, mark)
    if found is None:
        message = _named(raised, 200)
    else:
        message = worded(*found, operand[0] if operand else "")
        if found[0].words == ASLEEP:
            message = _asleep(report) or message
        elif found[0].words == NIL and frame is not None:
            message = _nil_receiver(frame.function, report) or message
    if code is None and frame is not None:
        message += f", at {frame.file}" + (f":{frame.line}" if frame.line else "")
    diagnostic = Diagnostic(
        code=f"runtime/foreign-{found[0].kind}" if found else "runtime/uncaught",
        message=message,
        primary=None if code is None else _label(code, start, line, operand),
        notes=(
            *_notes(traceback, raised, said=found is None),
            *(() if code is None or not operand else _resembling(operand[0], code)),
        ),
        help="" if found is None else found[0].help,
    )
    return Finding(cause=message, diagnostic=diagnostic), () if code is None else (code,)


def _asleep(report: str) -> str:
    """What the goroutine of a deadlock waits for; empty where the report shows several, or does not say it."""
    states = _GOROUTINE.findall(report)
    words = _WAITS.get(states[0][1].partition(",")[0]) if len(states) == 1 else None
    return f"goroutine {states[0][0]} {words}" if words else ""


def _nil_receiver(function: str, report: str) -> str:
    """What a method was called on, where the first word that Go prints of its arguments says that it is nil."""
    method = _METHOD.search(function)
    called = method is not None and re.search(rf"^{re.escape(function)}\(0x0[,)]", report, re.MULTILINE)
    return f"`{method[2]}` is called on a nil `*{method[1]}`" if method is not None and called else ""


def _proving(traceback: Traceback) -> tuple[Raised, tuple[Known, re.Match[str]] | None]:
    """The earliest exception that was only passed on by the later ones and whose message proves something.

    Returns the final one where none does.
    """
    chain = traceback.chain
    unlinked = [number for number, raised in enumerate(chain[:-1], 1) if raised.link is not Link.CAUSE]
    for raised in chain[unlinked[-1] if unlinked else 0 :]:
        found = known(
            traceback.language, f"{raised.type}: {raised.message}" if raised.message else raised.type
        )
        if found is not None:
            return raised, found
    return traceback.final, None


def _own(chain: tuple[Raised, ...], language: str) -> Frame | None:
    """The deepest frame that is not a library's, of the last exception that has one."""
    for raised in reversed(chain):
        frames = raised.frames or ((raised.location,) if raised.location else ())
        for frame in reversed(frames):
            packaged = language in _PACKAGED and _LIBRARY_PACKAGE.search(frame.function)
            if (
                not packaged
                and not _LIBRARY.search(frame.file)
                and not _LIBRARY_FUNCTION.search(frame.function)
            ):
                return frame
    return None


def _headed(frame: Frame, report: str) -> Frame:
    """Add the line that Node shows above its report: the place, the code, a caret."""
    head = f"{frame.file}:{frame.line}\n"
    start = report.find(head)
    if start < 0:
        return frame
    code, marks, *_ = [*report[start + len(head) :].split("\n", 2), "", ""]
    caret = marks.find("^")
    if caret < 0 or marks.strip("^ \t"):
        return frame
    return replace(frame, code=code[:600], mark=(caret, caret + marks.count("^")))


def _code(frame: Frame, read: Read) -> tuple[Code | None, int]:
    """The file of the workspace, or the quoted line; and where the line begins in its text."""
    found = read(frame.file)
    shown = frame.code.strip()
    if found is not None and frame.line:
        path, text = found
        lines = text.splitlines(keepends=True)
        if frame.line <= len(lines) and (not shown or shown in lines[frame.line - 1]):
            start = sum(map(len, lines[: frame.line - 1]))
            return Code(text=text, path=path, language=language_of_path(path)), start
    if not shown:
        return None, 0
    return Code(text=frame.code + "\n", path=frame.file, first_line=frame.line or 1), 0


def _operand(
    found: Known, match: re.Match[str], line: str, mark: tuple[int, int] | None
) -> tuple[str, int] | None:
    """What the message speaks of and where it stands in the line; None where several could be meant."""
    if not found.operand or not line:
        return None
    pattern = found.operand
    for number, group in enumerate(match.groups()):
        pattern = pattern.replace(f"{{{number}}}", re.escape(group or ""))
    places = list(re.finditer(pattern, line))
    if mark is not None and len(places) > 1:
        places = [place for place in places if place.start() <= mark[0] <= place.end()]
    if len(places) != 1:
        return None
    return places[0][1].strip(), places[0].start(1) + len(places[0][1]) - len(places[0][1].lstrip())


def _resembling(operand: str, code: Code) -> Iterator[str]:
    """Whether a property that is not there is written otherwise, once, elsewhere in the file."""
    name = _WORD.findall(operand)[-1:]
    if not name or len(name[0]) < _SHORTEST:
        return
    words = Counter(_WORD.findall(code.text))
    once = [word for word, times in words.items() if times == 1 and word.rstrip("s") != name[0].rstrip("s")]
    for other in get_close_matches(name[0], once, 1, 0.8):
        line = code.text[: re.search(rf"\b{other}\b", code.text).start()].count("\n") + code.first_line  # type: ignore[union-attr]  # it is a word of the text
        yield f"`{other}`, at line {line}, is like `{name[0]}`"


def _label(code: Code, start: int, line: str, operand: tuple[str, int] | None) -> Label:
    if operand is not None:
        start += operand[1]
        return Label(Span(code.path, start, start + len(operand[0])))
    indent = len(line) - len(line.lstrip())
    return Label(Span(code.path, start + indent, start + max(len(line.rstrip()), indent + 1)))


def _named(raised: Raised, room: int) -> str:
    return quoted(raised.type) + (f": {quoted(raised.message, room)}" if raised.message else "")


def _notes(traceback: Traceback, raised: Raised, *, said: bool) -> list[str]:
    notes = [] if said else [_named(raised, 160)]
    if raised is not traceback.final:
        notes.append(f"it came out as {_named(traceback.final, 160)}")
    elif raised is not traceback.chain[0]:
        notes.append(f"it began with {_named(traceback.chain[0], 160)}")
    return notes
