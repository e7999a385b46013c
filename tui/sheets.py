"""Which texts does the source pane show, and what is marked in them?

A sheet is one file (or pasted block) with the marks of a diagnosis. Texts come from the diagnosis, from what the
user handed over and from the workspace, in this order; of a file that may not be read, the lines that the report
itself shows are all there is.
"""

from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import chain
from pathlib import Path

from analyzers.deferred import dataclass, replace
from analyzers.facts import Code, Diagnosis, Fix, Frame, Label, Problem, Raised, Traceback
from analyzers.language import programs_in
from analyzers.text import Lines, visible
from tools.workspace import Workspace, read_source
from tui.difference import RowKind, apply_edits, rows
from tui.highlight import language_of

TAB = 4
_LONGEST = 4_000  # characters of a line that are shown
_MAX_SUSPECTS = 10
_ENDS = 200  # calls at each end of a stack whose files are looked for
_SAID_SUSPECTS = 3  # the first ones get a label; the others a mark


class Kind(IntEnum):
    """Why a line is marked; the higher one wins the gutter."""

    BREAK = 0  # a breakpoint
    FRAME = 1  # a call on the stack
    SUSPECT = 2  # may be at fault
    NOTE = 3  # explains a finding
    CRASH = 4  # where the program stopped
    DEFECT = 5  # the smallest wrong text
    CHANGED = 6  # by a fix that has been applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marked part of a line; columns count characters of the source, and may be absent."""

    line: int  # 1-based
    kind: Kind
    start: int | None = None
    end: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One text of the source pane: `numbers` are the line numbers of `lines`, with gaps where lines are unknown."""

    name: str
    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    language: str = ""
    marks: tuple[Mark, ...] = ()
    note: str = ""  # why this is not the whole file
    file: str = ""  # absolute path, when it is a file that an editor can open

    def index(self, line: int) -> int | None:
        """Return the index of a line number in `lines`, or None when the line is not known."""
        if not self.numbers:
            return None
        index = line - self.numbers[0]
        if 0 <= index < len(self.numbers) and self.numbers[index] == line:
            return index
        return self.numbers.index(line) if line in self.numbers else None


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a sheet, and a column when one is known."""

    sheet: str
    line: int
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """All texts of one problem, and which sheet a path in the diagnosis means."""

    sheets: tuple[Sheet, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # (path as named somewhere, name of its sheet)
    first: Place | None = None  # where to look first

    def named(self, path: str) -> Sheet | None:
        """Return the sheet that a path means, or None."""
        name = dict(self.names).get(path, path)
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def meant(self, path: str) -> Sheet | None:
        """Return the sheet that a path means which a runner may have written shorter or longer; None if it is unclear."""
        if (sheet := self.named(path)) is not None:
            return sheet
        wanted = Path(path).parts
        near = [
            sheet
            for sheet in self.sheets
            for parts in (Path(sheet.file or sheet.name).parts,)
            if parts[-len(wanted) :] == wanted or wanted[-len(parts) :] == parts
        ]
        return near[0] if len(near) == 1 else None

    def swapped(self, sheet: Sheet) -> "Sheets":
        """Return the sheets with one of them replaced by its newer self; it is what is looked at first."""
        sheets = tuple(sheet if other.name == sheet.name else other for other in self.sheets)
        return replace(self, sheets=sheets, first=None)

    def place(self, label: Label) -> Place | None:
        """Return the line that a label points at."""
        sheet = self.named(label.span.path)
        if sheet is None:
            return None
        line, column = _positions(sheet.lines).position(label.span.start)
        return Place(sheet.name, line + sheet.numbers[0] - 1 if sheet.numbers else line, column)

    def line(self, path: str, line: int) -> Place | None:
        """Return the place of a line in the file that a report calls `path`."""
        sheet = self.named(path)
        return None if sheet is None else Place(sheet.name, line)


def shown(line: str) -> str:
    """Return a source line as it is drawn: no control characters, tabs expanded, not endless."""
    return visible(line[:_LONGEST]).expandtabs(TAB)


def shown_column(line: str, column: int) -> int:
    """Return where a column of the source line is drawn."""
    return len(shown(line[:column]))


def lay_out(problem: Problem, diagnosis: Diagnosis | None = None) -> Sheets:
    """Return the sheets of a problem. Reads files, of the workspace only."""
    workspace = Workspace.at(problem.workspace or ".")
    builder = _Builder(workspace, problem.paths)
    for code in (*(diagnosis.code if diagnosis else ()), *problem.code):
        builder.add_code(code)
    if diagnosis is not None:
        _add_findings(builder, diagnosis)
    programs = problem.paths if problem.expects else programs_in(problem.command)
    for name in programs:  # also one that runs well: it is on show, and watched
        builder.add_path(str(Path(problem.folder or workspace.root, name)))
    return builder.build(diagnosis)


def _add_findings(builder: "_Builder", diagnosis: Diagnosis) -> None:
    reports = (diagnosis.traceback, *diagnosis.others) if diagnosis.traceback else diagnosis.others
    for raised in chain.from_iterable(_exceptions(report) for report in reports[:1]):
        builder.add_frames(raised)
    if diagnosis.snapshot:
        for frame in diagnosis.snapshot.frames:
            builder.add_path(frame.file)
    for suspect in diagnosis.suspects[:_MAX_SUSPECTS]:
        builder.add_path(suspect.path)
    builder.mark(diagnosis)


def reread(sheet: Sheet) -> Sheet | None:
    """Return a sheet as its file is on disk, or None when it cannot be read. Marks of changed lines are gone."""
    text = read_source(Path(sheet.file))
    if text is None:
        return None
    lines = _split(text)
    marks = _carried(sheet, lines)
    return replace(sheet, lines=lines, numbers=tuple(range(1, len(lines) + 1)), marks=marks, note="")


def unmarked(sheets: Sheets) -> Sheets:
    """Return the sheets as their files are on disk, without marks; those of no file, or of none any more, are left out."""
    fresh = (reread(replace(sheet, marks=())) for sheet in sheets.sheets if sheet.file)
    return replace(sheets, sheets=tuple(filter(None, fresh)))


def _carried(sheet: Sheet, lines: tuple[str, ...]) -> tuple[Mark, ...]:
    """The marks of the lines before and after the stretch that has changed, where those lines stand now."""
    old = sheet.lines
    most = min(len(old), len(lines))
    head = next((index for index in range(most) if old[index] != lines[index]), most)
    tail = next((index for index in range(most - head) if old[-1 - index] != lines[-1 - index]), most - head)
    carried = []
    for mark in sheet.marks:
        index = sheet.index(mark.line)
        if index is not None and index < head:
            carried.append(replace(mark, line=index + 1))
        elif index is not None and index >= len(old) - tail:
            carried.append(replace(mark, line=index + 1 + len(lines) - len(old)))
    return tuple(carried)


def with_edits(sheets: Sheets, fix: Fix, text_of: Callable[[str], str | None]) -> Sheets:
    """Return the sheets as they are once a fix has been applied: its lines marked, older marks gone."""
    changed = {sheet.name: sheet for sheet in sheets.sheets}
    first = None
    for path in dict.fromkeys(edit.span.path for edit in fix.edits):
        sheet, text = sheets.named(path), text_of(path)
        if sheet is None or text is None:
            continue
        edits = tuple(edit for edit in fix.edits if edit.span.path == path)
        lines = _split(apply_edits(text, edits))
        marks = []
        for row in rows(replace(fix, edits=edits), lambda _, text=text: text):  # type: ignore[misc]  # bound early
            if row.kind is RowKind.NEW and row.new is not None:
                marks.append(Mark(line=row.new, kind=Kind.CHANGED))
                first = first or Place(sheet.name, row.new)
        start = sheet.numbers[0] if sheet.numbers else 1
        numbers = tuple(range(start, start + len(lines)))
        changed[sheet.name] = replace(sheet, lines=lines, numbers=numbers, marks=tuple(marks))
    return replace(sheets, sheets=tuple(changed.values()), first=first or sheets.first)


@lru_cache(maxsize=32)
def _positions(lines: tuple[str, ...]) -> Lines:
    return Lines("\n".join(lines))


def _split(text: str) -> tuple[str, ...]:
    lines = tuple(text.split("\n"))
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def _exceptions(report: Traceback | None) -> Iterator[Raised]:
    """Yield the exceptions of a report, the final one first, members of groups after their group."""
    if report is None:
        return
    for raised in reversed(report.chain):
        yield raised
        for member in raised.members:
            yield from _exceptions(member)


def _ends(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """The calls whose files are looked for: of a stack that is deeper, its ends, of which more than the stack pane shows."""
    return frames if len(frames) <= 2 * _ENDS else (*frames[:_ENDS], *frames[-_ENDS:])


class _Builder:
    def __init__(self, workspace: Workspace, opened: tuple[str, ...]) -> None:
        self._workspace = workspace
        self._opened = opened
        self._sheets: dict[str, Sheet] = {}
        self._names: dict[str, str] = {}
        self._known: dict[str, dict[int, str]] = {}  # lines that only the report shows
        self._marks: dict[str, list[Mark]] = {}
        self._first: Place | None = None

    def add_code(self, code: Code) -> None:
        if code.path in self._names:
            return
        found = self._workspace.find(code.path) if code.path else None
        if code.path in self._opened and Path(code.path).is_file():  # by the user: it may lie anywhere
            found = Path(code.path).resolve()
        name = self._workspace.relative(found) if found else code.path or "pasted code"
        self._names[code.path] = name
        if found:
            self._names.setdefault(str(found), name)
        self._put(name, code.text, code.first_line, code.language, str(found or ""))

    def add_path(self, path: str) -> str | None:
        """Add the file that a report calls `path`, and return its sheet's name, or None when it may not be read."""
        if path in self._names:
            return self._names[path]
        found = self._workspace.find(path)
        if found is None:
            return None
        name = self._workspace.relative(found)
        if name not in self._sheets:
            text = self._workspace.read(path)
            if text is None:
                return None
            self._put(name, text, 1, "", str(found))
        self._names[path] = self._names[str(found)] = name
        return name

    def add_frames(self, raised: Raised) -> None:
        for frame in (*_ends(raised.frames), *((raised.location,) if raised.location else ())):
            if frame.line is not None and self.add_path(frame.file) is None and frame.code:
                self._known.setdefault(frame.file, {})[frame.line] = frame.code

    def mark(self, diagnosis: Diagnosis) -> None:
        for path, lines in self._known.items():
            self._names[path] = path
            self._sheets[path] = Sheet(
                name=path,
                lines=tuple(lines[number] for number in sorted(lines)),
                numbers=tuple(sorted(lines)),
                language=language_of(path),
                note="only the lines that the report shows: the file is not in the workspace",
            )
        for diagnostic in diagnosis.diagnostics:
            if diagnostic.primary:
                self._mark_label(
                    diagnostic.primary, Kind.DEFECT, diagnostic.primary.text or diagnostic.message
                )
            for label in diagnostic.secondary:
                self._mark_label(label, Kind.NOTE, label.text)
        if diagnosis.traceback:
            self._mark_frames(diagnosis.traceback)
        if diagnosis.snapshot and diagnosis.snapshot.frames:
            stop = diagnosis.snapshot.frames[-1]
            if stop.mark and stop.mark[0] == stop.mark[2]:
                columns = (stop.mark[1], stop.mark[3])
                self._mark_line(stop.file, stop.mark[0], Kind.CRASH, columns=columns)
            else:
                self._mark_line(stop.file, stop.line, Kind.CRASH)
        for rank, suspect in enumerate(diagnosis.suspects[:_MAX_SUSPECTS], 1):
            why = f": {suspect.reasons[0]}" if suspect.reasons else ""
            said = f"suspect {rank}{why}" if rank <= _SAID_SUSPECTS else ""
            self._mark_line(suspect.path, suspect.line, Kind.SUSPECT, label=said)

    def build(self, diagnosis: Diagnosis | None) -> Sheets:
        names = list(self._sheets)
        if self._first:  # what is looked at first stands first
            names.sort(key=lambda name: (name != self._first_name(), not self._marks.get(name)))
        sheets = tuple(replace(self._sheets[name], marks=tuple(self._marks.get(name, ()))) for name in names)
        return Sheets(sheets=sheets, names=tuple(self._names.items()), first=self._first)

    def _first_name(self) -> str:
        return self._first.sheet if self._first else ""

    def _put(self, name: str, text: str, first_line: int, language: str, file: str) -> None:
        lines = _split(text)
        self._sheets[name] = Sheet(
            name=name,
            lines=lines,
            numbers=tuple(range(first_line, first_line + len(lines))),
            language=language or language_of(name),
            file=file,
        )

    def _mark_label(self, label: Label, kind: Kind, text: str) -> None:
        if label.span.path not in self._names and self.add_path(label.span.path) is None:
            return
        sheet = self._sheets[self._names[label.span.path]]
        lines = _positions(sheet.lines)
        line, column = lines.position(label.span.start)
        last_line, last_column = lines.position(max(label.span.end, label.span.start))
        end = last_column if last_line == line else len(sheet.lines[line - 1])
        offset = sheet.numbers[0] - 1 if sheet.numbers else 0
        self._add(
            sheet.name,
            Mark(line=line + offset, kind=kind, start=column, end=max(end, column + 1), label=text),
        )

    def _mark_frames(self, report: Traceback) -> None:
        for raised in _exceptions(report):
            what = f"{raised.type}: {raised.message}".partition("\n")[0].removesuffix(": ")
            if raised.location and raised.location.line is not None:
                self._mark_frame(raised.location, Kind.CRASH, what)
            for depth, frame in enumerate(reversed(_ends(raised.frames))):
                if depth == 0 and not raised.location:
                    self._mark_frame(frame, Kind.CRASH, what)
                else:
                    self._mark_frame(frame, Kind.FRAME, "")

    def _mark_frame(self, frame: Frame, kind: Kind, label: str) -> None:
        if frame.line is None:
            return
        columns = None
        name = self._names.get(frame.file)
        if name and frame.mark:
            sheet = self._sheets[name]
            index = sheet.index(frame.line)
            if index is not None:
                indent = sheet.lines[index].find(frame.code) if frame.code else -1
                if indent >= 0:
                    columns = (frame.mark[0] + indent, frame.mark[1] + indent)
        self._mark_line(frame.file, frame.line, kind, columns=columns, label=label)

    def _mark_line(
        self, path: str, line: int, kind: Kind, *, columns: tuple[int, int] | None = None, label: str = ""
    ) -> None:
        name = self._names.get(path) or self.add_path(path)
        if name is None:
            return
        start, end = columns or (None, None)
        self._add(name, Mark(line=line, kind=kind, start=start, end=end, label=label))

    def _add(self, name: str, mark: Mark) -> None:
        """Add a mark, unless what stands on its line already says more; labels are said once."""
        marks = self._marks.setdefault(name, [])
        same = [other for other in marks if other.line == mark.line]
        if any(other.kind >= mark.kind and (other.start is not None or mark.start is None) for other in same):
            labels = {other.label for other in same}
            if mark.kind in (Kind.FRAME, Kind.SUSPECT) or mark.label in labels:
                return
            mark = replace(mark, start=None, end=None) if mark.kind is not Kind.NOTE else mark
        marks.append(mark)
        if self._first is None or (mark.kind > Kind.NOTE and self._weight < mark.kind):
            self._first = Place(name, mark.line, mark.start or 0)
            self._weight = mark.kind

    _weight: Kind = Kind.FRAME
