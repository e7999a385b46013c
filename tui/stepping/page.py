"""How does a stopped program look in a plain terminal? Rows of text, in the manner of the reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzers.facts import Frame, Variable
from analyzers.ownership import is_library
from analyzers.runtime.crash import Unknown
from tools.debugger.protocol import Breakpoint, Ended, SourceText, Stopped, Thread, Watched, Why
from tui.render.ink import Ink, columns, printable, wrap
from tui.render.places import short
from tui.stepping.words import WORDS

_WHY = {
    Why.ENTRY: "before the first line",
    Why.CALL: "the program asked to stop",
    Why.PAUSE: "paused",
    Why.EXIT: "the program caught this error itself and left because of it",
    Why.THREAD: "the error ended a thread",
    Why.TASK: "the error ended a task that nobody waited for",
    Why.TIME: "out of time",
}
_PARTS = 20  # attributes or items listed of a value that is printed
_VALUES = 40  # rows of `vars`
_DEFINITIONS = ("module", "function", "type", "builtin_function_or_method", "method", "ABCMeta", "EnumType")


@dataclass(frozen=True, slots=True)
class Page:
    """Makes rows of what the debugger answers."""

    ink: Ink
    width: int
    root: str = ""  # paths below it are shown from there

    def stop(self, stop: Stopped, source: SourceText | Unknown | None) -> Iterator[str]:
        """Where the program stands and why, with a few lines of its text and what has changed."""
        if stop.traceback is not None and stop.traceback.final.type:
            raised = stop.traceback.final
            subject = f"{printable(stop.subject)} fails: " if stop.subject else ""
            message = f": {raised.message}" if raised.message else ""
            head = f"{subject}{printable(raised.type)}"
            for number, row in enumerate(wrap(message, self.width, indent="  ", first=head)):
                yield row if number else self.ink("error", head) + row[len(head) :]
        if stop.raised is not None:
            yield self.ink("red", f"raised {printable(stop.raised.repr)}")
        yield self._headline(stop)
        if isinstance(source, SourceText):
            yield from self.source(source)
        if stop.returned is not None:
            yield f"{self.ink('bold', 'returned')} from " + self._variable(stop.returned, "").lstrip()
        yield from self.watched([each for each in stop.watched if each.changed and _known(each)])
        for note in stop.notes:
            yield from wrap(note, self.width, indent="        ", first="  note: ")

    def _headline(self, stop: Stopped) -> str:
        if not stop.frames:
            return self.ink("bold", _WHY.get(stop.why, str(stop.why)))
        frame = stop.frames[stop.frame]
        because = [f"breakpoint {number}" for number in stop.breakpoints]
        if stop.why in _WHY:
            because.append(_WHY[stop.why])
        if stop.thread and stop.thread != "MainThread":
            because.append(f"thread {printable(stop.thread)}")
        aside = f"  ({', '.join(because)})" if because else ""
        return f"{self._place(frame)}{self.ink('dim', aside)}"

    def _place(self, frame: Frame) -> str:
        where = f"{printable(short(frame.file, self.root))}:{frame.line}"
        return f"{self.ink('bold', where)} in {printable(frame.function)}"

    def source(self, source: SourceText) -> Iterator[str]:
        """Numbered lines, the one that is meant marked by a sign as well as by colour."""
        digits = len(str(source.first + len(source.lines) - 1))
        for number, text in enumerate(source.lines, source.first):
            here = number == source.line
            row = f"{'>' if here else ' '} {number:>{digits}} | {printable(text)}".rstrip()
            if columns(row) > self.width:
                row = row[: self.width - 1] + "…"
            yield self.ink("bold", row) if here else row

    def frames(self, frames: Sequence[Frame], current: int, *, alone: bool = False) -> Iterator[str]:
        """The stack, deepest call last, each with its number; only the current one when it is to be `alone`."""
        digits = len(str(len(frames) - 1))
        for number, frame in enumerate(frames):
            if alone and number != current:
                continue
            mark = ">" if number == current else " "
            where = f"{printable(short(frame.file, self.root))}:{frame.line}"
            row = f"{mark} {number:>{digits}}  {where} in {printable(frame.function)}"
            code = f"  {printable(frame.code)}" if frame.code else ""
            room = self.width - columns(row)
            if columns(code) > room:
                code = code[: max(0, room - 1)] + "…" if room > 12 else ""
            plain = self.ink("dim", row) if is_library(frame.file) else row
            yield (self.ink("bold", row) if number == current else plain) + self.ink("dim", code)

    def threads(self, threads: Sequence[Thread]) -> Iterator[str]:
        """Every thread with the deepest call of the program's own in it."""
        for thread in threads:
            own = [frame for frame in thread.frames if not is_library(frame.file)] or list(thread.frames)
            where = self._place(own[-1]) if own else "nowhere"
            yield f"{'>' if thread.current else ' '} {printable(thread.name) or '(unnamed)'}: {where}"

    def variables(self, variables: Sequence[Variable]) -> Iterator[str]:
        """What names hold; definitions last, and only their number."""
        shown = [each for each in variables if each.type.rpartition(".")[2] not in _DEFINITIONS]
        for variable in shown[:_VALUES]:
            yield self._variable(variable)
        if len(shown) > _VALUES:
            yield self.ink("dim", f"  and {len(shown) - _VALUES} more")
        if not shown:
            yield self.ink("dim", "  no names hold values here")

    def value(self, value: Variable) -> Iterator[str]:
        """A value in full, with its parts."""
        size = f", len {value.size}" if value.size is not None else ""
        flags = f"  <- {', '.join(value.flags)}" if value.flags else ""
        yield from wrap(value.repr, self.width, indent="  ")
        yield self.ink("dim", printable(f"  ({value.type}{size})")) + self.ink("yellow", printable(flags))
        if value.parts and not _plain(value):
            for part in value.parts[:_PARTS]:
                yield self._variable(part, "    ")
            if len(value.parts) > _PARTS:
                yield self.ink("dim", f"    and {len(value.parts) - _PARTS} more")

    def _variable(self, variable: Variable, indent: str = "  ") -> str:
        size = f", len {variable.size}" if variable.size is not None else ""
        kind = printable(f"({variable.type}{size})")
        flags = printable(f"  <- {', '.join(variable.flags)}") if variable.flags else ""
        line = f"{indent}{printable(variable.name)} = {printable(variable.repr)}"
        room = max(20, self.width - columns(kind) - columns(flags) - 2)
        if columns(line) > room:
            line = line[: room - 1] + "…"
        return f"{line}  {self.ink('dim', kind)}{self.ink('yellow', flags)}"

    def watched(self, watched: Sequence[Watched]) -> Iterator[str]:
        """Watched expressions with what they were."""
        for each in watched:
            name = printable(each.expression)
            if isinstance(each.value, Unknown):
                yield self.ink("dim", f"  watch {name}: {printable(each.value.reason)}")
                continue
            before = f"  (was {printable(each.before)})" if each.changed and each.before else ""
            row = f"  {self.ink('cyan', 'watch')} {name} = {printable(each.value.repr)}"
            yield row[: self.width * 2] + self.ink("dim", before[: self.width])

    def breakpoints(self, breakpoints: Sequence[Breakpoint]) -> Iterator[str]:
        """Every breakpoint with its condition and hits."""
        for each in breakpoints:
            where = each.where if not each.line else f"{short(each.file, self.root)}:{each.line}"
            condition = f" if {each.condition}" if each.condition else ""
            once = ", once" if each.once else ""
            hits = f"  ({each.hits} hit{'s' * (each.hits != 1)}{once})"
            yield f"  {each.number}  {printable(where + condition)}{self.ink('dim', hits)}"
        if not breakpoints:
            yield self.ink("dim", "  no breakpoints: `break FILE:LINE` sets one")

    def ended(self, ended: Ended) -> str:
        """How the program ended."""
        outcome = ended.outcome
        if outcome.signal:
            return self.ink("error", f"signal {outcome.signal} ended the program")
        if outcome.code:
            return self.ink("error", f"the program ended with exit code {outcome.code}")
        return "the program has ended"

    def unknown(self, unknown: Unknown) -> Iterator[str]:
        """Why there is no answer."""
        yield from wrap(unknown.reason, self.width, indent="  ", first=self.ink("yellow", "no: "))

    def help(self) -> Iterator[str]:
        """The list of commands."""
        yield "a command, an expression, or `!` and code to run; an empty line repeats the last step"
        for word in WORDS:
            names = ", ".join((word.name, *word.short))
            yield f"  {names + ' ' + word.argument:<34} {word.help}".rstrip()


def _plain(value: Variable) -> bool:
    """Whether the text says all that the parts would."""
    return (
        value.type in ("list", "tuple", "set", "frozenset", "dict", "str", "bytes")
        and "..." not in value.repr
    )


def _known(each: Watched) -> bool:
    return not isinstance(each.value, Unknown)
