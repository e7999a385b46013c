"""What do C and C++ programs leave behind: sanitizer reports, Valgrind, debugger backtraces, aborts?

The first stack of a report is the failure's; the stacks below it (where memory was allocated or freed) are
not read as frames.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback

_SANITIZER = re.compile(
    r"\s*(?:==\d+==\s*ERROR: |WARNING: )((?:Address|Leak|Memory|Thread|HWAddress)Sanitizer): (.*?)(?: \(pid=\d+\))?$"
)
_UNDEFINED = re.compile(r"\s*(\S.*?):(\d+):(\d+): (runtime error): (.*)$")
_VALGRIND = re.compile(r"==\d+== ?(.*)$")
_VALGRIND_FRAME = re.compile(
    r"   (?:at|by) 0x[0-9A-Fa-f]+: (.+?)(?: \(([^()]+?):(\d+)\)| \((?:in|within) ([^()]+)\))?$"
)
_VALGRIND_ERROR = re.compile(
    r"(?:Invalid|Conditional jump|Use of uninit|Syscall param|Jump to|Mismatched|Source and dest|Process terminating"
    r"|Argument '|\S+ bytes in \S+ blocks are definitely)"
)
_FRAME = re.compile(r"\s*#(\d+)\s+(?:0x[0-9a-fA-F]+ )?(?:in )?(.*)$")
_PLACE = re.compile(r"^(.*?) ((?:/|\.|\w:\\|<)?[^\s()]*?[^\s():]):(\d+)(?::\d+)?(?: \(.*\))?$")
_MODULE = re.compile(r"^(.*?) ?\(?([^\s()]+)\+0x[0-9a-f]+\).*$")
_TSAN_FRAME = re.compile(r"\s+#\d+ (.+?) (\S+?):(\d+)(?::\d+)?(?: \(.*\))?$")
_GDB_FRAME = re.compile(
    r"\s*#(\d+)\s+(?:0x[0-9a-f]+ in )?(.+?) \((?:.*)\)(?: (?:at (\S+):(\d+)|from (\S+)))?\s*$"
)
_LLDB_FRAME = re.compile(
    r"\s*\*?\s*frame #(\d+): 0x[0-9a-f]+ \S+?`(.+?)(?:\(.*?\))?(?: \+ \d+)?(?: at (\S+?):(\d+)(?::\d+)?)?\s*$"
)
_SIGNAL = re.compile(
    r"(?:Program received|Program terminated with|Thread \S+ .*received) signal (SIG\w+), (.*?)\.?$"
)
_STOPPED = re.compile(r".*stop reason = (?:signal )?(\S+.*)$")
_THROWN = re.compile(
    r"terminate called (?:after throwing an instance of '(.*)'|without an active exception)|libc\+\+abi: terminating.* (?:of type|with uncaught exception of type) ([\w:]+)(?:: (.*))?"
)
_ASSERTION = re.compile(
    r"(?:\S+: )?(\S+?):(\d+): (?:(.*?): )?(Assertion) [`'](.*)' failed\.?$|Assertion failed: \((.*)\), function (.*), file (.*), line (\d+)\.$"
)
_SUMMARY = re.compile(r"SUMMARY: |==\d+==ABORTING")


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    before: Traceback | None = None
    while position < len(lines):
        report = _at(lines, position)
        if report is None:
            position += 1
            continue
        position = max(report.end, position + 1)
        if before is not None and not _leads_to(before, report):
            yield before
            before = None
        if before is not None:
            first = replace(before.final, link=Link.CAUSE)
            report = replace(report, chain=(first, *report.chain), start=before.start)
        before = report
    if before is not None:
        yield before


def _leads_to(abort: Traceback, report: Traceback) -> bool:
    """Tell whether a debugger shows the end of the program that an abort has announced."""
    return (
        abort.style in ("terminate", "assert")
        and report.style == "debugger"
        and report.start - abort.end <= 3
    )


def _at(lines: Sequence[str], position: int) -> Traceback | None:
    line = lines[position]
    if "Sanitizer: " in line and (match := _SANITIZER.match(line)):
        return _sanitizer(lines, position, match)
    if ": runtime error: " in line and (match := _UNDEFINED.match(line)):
        return _undefined(lines, position, match)
    if line.startswith("==") and (match := _VALGRIND.match(line)) and _VALGRIND_ERROR.match(match[1]):
        return _valgrind(lines, position, match[1])
    if "signal SIG" in line or "stop reason = " in line or line.startswith("#0 "):
        return _debugger(lines, position)
    if line.startswith(("terminate called", "libc++abi: ")) and (match := _THROWN.match(line)):
        return _terminated(lines, position, match)
    if "Assertion " in line and (match := _ASSERTION.match(line)):
        return _asserted(position, match)
    return None


def _report(raised: Raised, style: str, start: int, end: int) -> Traceback:
    return Traceback(chain=(raised,), language="c", style=style, start=start, end=end)


def _sanitizer(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    position = start + 1
    while position < min(len(lines), start + 12) and not _FRAME.match(lines[position]):
        position += 1
    frames, end = _stack(lines, position)
    for at in range(end, min(end + 120, len(lines))):
        if _SUMMARY.match(lines[at]):
            end = at + 1
            if "ABORTING" in lines[at]:
                break
    raised = Raised(type=match[1], message=match[2], frames=tuple(frames))
    return _report(raised, "sanitizer", start, end)


def _stack(lines: Sequence[str], position: int) -> tuple[list[Frame], int]:
    frames: list[Frame] = []
    while position < len(lines):
        match = _FRAME.match(lines[position])
        if match is None or (int(match[1]) == 0 and frames):
            break
        frames.append(_place(match[2]))
        position += 1
    frames.reverse()
    return frames, position


def _place(text: str) -> Frame:
    """Split `function /path/file.c:12:5`, or `function (/lib/libc.so.6+0x29d8f)`."""
    match = _PLACE.match(text)
    if match is not None:
        return Frame(file=match[2], line=int(match[3]), function=match[1])
    module = _MODULE.match(text)
    if module is not None:
        return Frame(file=module[2], function=module[1].strip())
    return Frame(file="", function=text)


def _undefined(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    frames, end = _stack(lines, start + 1)
    if not frames:
        frames = [Frame(file=match[1], line=int(match[2]))]
    return _report(Raised(type=match[4], message=match[5], frames=tuple(frames)), "sanitizer", start, end)


def _valgrind(lines: Sequence[str], start: int, error: str) -> Traceback | None:
    frames: list[Frame] = []
    position = start + 1
    while position < len(lines) and (line := _VALGRIND.match(lines[position])):
        match = _VALGRIND_FRAME.match(line[1])
        if match is None and frames:
            break
        if match is None and (not line[1].startswith("  ") or position > start + 4):
            return None
        if match is not None:
            number = int(match[3]) if match[3] else None
            frames.append(Frame(file=match[2] or match[4] or "", line=number, function=match[1]))
        position += 1
    end = position
    while end < len(lines) and (line := _VALGRIND.match(lines[end])) and line[1].strip():
        end += 1
    frames.reverse()
    return _report(Raised(type=error, frames=tuple(frames)), "valgrind", start, end) if frames else None


def _debugger(lines: Sequence[str], start: int) -> Traceback | None:
    signal = _SIGNAL.search(lines[start])
    stopped = _STOPPED.match(lines[start]) if signal is None else None
    position = start if signal is None and stopped is None else start + 1
    while (
        position < min(len(lines), start + 40)
        and not lines[position].startswith("#0")
        and "frame #0" not in lines[position]
    ):
        position += 1
    frames: list[Frame] = []
    while position < len(lines):
        match = _GDB_FRAME.match(lines[position]) or _LLDB_FRAME.match(lines[position])
        if match is None or (match[1] == "0" and frames):
            break
        number = int(match[4]) if match[4] else None
        source = match[3] or (match[5] if match.re is _GDB_FRAME else "") or ""
        frames.append(Frame(file=source, line=number, function=match[2]))
        position += 1
    if not frames or (signal is None and stopped is None and len(frames) < 2):
        return None
    frames.reverse()
    name, message = "", ""
    if signal is not None:
        name, message = signal[1], signal[2]
    elif stopped is not None:
        name = stopped[1].strip()
    report = _report(Raised(type=name, message=message, frames=tuple(frames)), "debugger", start, position)
    return (
        report
        if name
        else Traceback(
            chain=report.chain, language="c", style="debugger", start=start, end=position, cut=True
        )
    )


def _terminated(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    message, end = match[3] or "", start + 1
    if end < len(lines) and lines[end].strip().startswith("what():"):
        message = lines[end].strip().removeprefix("what():").strip()
        end += 1
    name = match[1] or match[2] or "terminate called without an active exception"
    return _report(Raised(type=name, message=message), "terminate", start, end)


def _asserted(start: int, match: re.Match[str]) -> Traceback:
    end = start + 1
    if match[6] is not None:
        frame = Frame(file=match[8], line=int(match[9]), function=match[7])
        raised = Raised(type="Assertion failed", message=match[6], frames=(frame,))
    else:
        frame = Frame(file=match[1], line=int(match[2]), function=match[3] or "")
        raised = Raised(type="Assertion failed", message=match[5], frames=(frame,))
    return _report(raised, "assert", start, end)
