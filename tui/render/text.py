"""How does a diagnosis read as plain text? The cause first, then what backs it, then what to do."""

from collections.abc import Iterator

from analyzers.diff import unified
from analyzers.facts import (
    Decision,
    Diagnosis,
    Diagnostic,
    Fix,
    Hypothesis,
    Raised,
    Source,
    Status,
    Suspect,
    Variable,
    Verdict,
)
from analyzers.text import Lines
from tui.render.ink import Ink, printable, wrap
from tui.render.places import Fold, fold
from tui.render.snippet import snippet

MAX_SUSPECTS = 5
MAX_FIXES = 3
MAX_SOURCES = 5
_VERDICTS = {
    Verdict.CONFIRMED: ("+", "green"),
    Verdict.REJECTED: ("-", "dim"),
    Verdict.INCONCLUSIVE: ("?", "yellow"),
}
_STATUSES = {Status.VERIFIED: "green", Status.REFUTED: "red", Status.UNVERIFIED: "yellow"}


def render(
    diagnosis: Diagnosis,
    *,
    colour: bool = False,
    width: int = 100,
    quiet: bool = False,
    verbose: bool = False,
) -> str:
    """Return the report; `quiet` leaves the cause, the place and the fix, `verbose` adds steps and opinions."""
    page = _Page(diagnosis, Ink(colour), max(width, 40))
    parts = [page.head()]
    parts += [page.finding(diagnostic) for diagnostic in diagnosis.diagnostics]
    if not quiet:
        parts.append(page.evidence(verbose))
        parts.append(page.values(verbose))
        parts.append(page.stack(verbose))
        parts.append(page.suspects())
    parts += [page.fix(fix, number) for number, fix in enumerate(_shown(diagnosis.fixes, verbose), 1)]
    if not quiet:
        parts.append(page.sources())
        parts.append(page.decision(verbose))
        parts.append(page.notes())
    if verbose:
        parts.append(page.timings())
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _shown(fixes: tuple[Fix, ...], verbose: bool) -> list[Fix]:
    """The fixes worth showing: a refuted one only to who asks for everything."""
    return list(fixes) if verbose else [fix for fix in fixes if fix.status is not Status.REFUTED][:MAX_FIXES]


class _Page:
    """The parts of a report, each a list of rows."""

    def __init__(self, diagnosis: Diagnosis, ink: Ink, width: int) -> None:
        self.diagnosis = diagnosis
        self.ink = ink
        self.width = width
        self.sources_of = {code.path: code.text for code in diagnosis.code}
        self.lines = {path: Lines(text) for path, text in self.sources_of.items()}

    def head(self) -> list[str]:
        """The cause, with the code of the finding it sums up."""
        first = next(iter(self.diagnosis.diagnostics), None)
        cause = " ".join(self.diagnosis.cause.split("\n")) or (
            first.message if first else "nothing was found"
        )
        if first is None:
            return [self.ink("bold", row) for row in wrap(cause, self.width)]
        tag = f"error[{printable(first.code)}]: "
        rows = list(wrap(cause, self.width, indent="  ", first=tag))
        if rows[0].startswith(tag):
            rows[0] = self.ink("error", tag[:-2]) + self.ink("bold", ": " + rows[0][len(tag) :])
        return rows[:1] + [self.ink("bold", row) for row in rows[1:]] + self._body(first)

    def finding(self, diagnostic: Diagnostic) -> list[str]:
        """A further finding; the first one stands in the head."""
        if diagnostic is self.diagnosis.diagnostics[0]:
            return []
        tag = f"also[{printable(diagnostic.code)}]: "
        rows = list(wrap(diagnostic.message, self.width, indent="  ", first=tag))
        rows[0] = self.ink("yellow", tag[:-2]) + ": " + rows[0][len(tag) :]
        return rows + self._body(diagnostic, say=False)

    def _body(self, diagnostic: Diagnostic, say: bool = True) -> list[str]:
        rows: list[str] = []
        if say and diagnostic.message != self.diagnosis.cause:
            rows += wrap(diagnostic.message, self.width, indent="  ")
        rows += snippet(diagnostic, self.lines, self.ink, self.width)
        for note in diagnostic.notes:
            rows += self._aside("note", note)
        if diagnostic.help:
            rows += self._aside("help", diagnostic.help)
        return rows

    def _aside(self, word: str, text: str) -> list[str]:
        rows = list(wrap(text, self.width, indent="          ", first=f"  = {word}: "))
        rows[0] = f"  = {self.ink('bold', word)}{rows[0][4 + len(word) :]}"
        return rows

    def _heading(self, text: str) -> str:
        return self.ink("bold", text)

    def evidence(self, verbose: bool) -> list[str]:
        """The hypotheses with their verdicts and what was evaluated for them."""
        order = list(_VERDICTS)
        found = sorted(self.diagnosis.hypotheses, key=lambda item: order.index(item.verdict))
        shown = [item for item in found if verbose or item.verdict is not Verdict.REJECTED]
        rows = [self._heading("evidence")] if shown else []
        for hypothesis in shown:
            rows += self._hypothesis(hypothesis)
        left = len(found) - len(shown)
        if shown and left:
            rows.append(self.ink("dim", f"  {left} more rejected: see --verbose"))
        return rows

    def _hypothesis(self, hypothesis: Hypothesis) -> Iterator[str]:
        mark, style = _VERDICTS[hypothesis.verdict]
        first = f"  {mark} {hypothesis.verdict}: "
        rows = list(wrap(hypothesis.claim, self.width, indent="      ", first=first))
        yield self.ink(style, first[:-2]) + rows[0][len(first) - 2 :]
        yield from rows[1:]
        for fact in hypothesis.evidence:
            where = f"  ({fact.where})" if fact.where else ""
            joined = f"{fact.expression} = {fact.value}" if fact.value else fact.expression
            yield from wrap(f"{joined}{where}", self.width, indent="          ", first="      ")

    def values(self, verbose: bool) -> list[str]:
        """What the names held where the program stopped."""
        snapshot = self.diagnosis.snapshot
        if snapshot is None or not snapshot.frames:
            return []
        rows: list[str] = []
        frames = snapshot.frames if verbose else snapshot.frames[-1:]
        for frame in reversed(frames):
            rows.append(
                self._heading("values")
                + f" in {printable(frame.function)}, {printable(frame.file)}:{frame.line}"
            )
            seen = {variable.name for variable in frame.expressions}
            rest = [item for item in frame.variables if item.name not in seen]
            rows += [self._variable(variable) for variable in (*frame.expressions, *rest)]
        return rows

    def _variable(self, variable: Variable) -> str:
        size = f", {variable.size} long" if variable.size is not None else ""
        flags = f"  <- {', '.join(variable.flags)}" if variable.flags else ""
        line = f"  {printable(variable.name)} = {printable(variable.repr)}"
        return f"{line}  {self.ink('dim', f'({printable(variable.type)}{size})')}{self.ink('yellow', printable(flags))}"

    def stack(self, verbose: bool) -> list[str]:
        """The calls that led to the failure, deepest last; library code folded."""
        traceback = self.diagnosis.traceback
        if traceback is None or not any(raised.frames for raised in traceback.chain):
            return []
        subject = f" of {printable(traceback.subject)}" if traceback.subject else ""
        rows = [self._heading("stack") + f"{subject}, deepest call last"]
        for raised in traceback.chain:
            if len(traceback.chain) > 1:
                rows.append(f"  {self._title(raised)}")
            rows += [self._frame(item) for item in fold(raised.frames, everything=verbose)]
        return rows

    def _title(self, raised: Raised) -> str:
        first = printable(raised.message.partition("\n")[0])
        return printable(raised.type) + (f": {first}" if first else "")

    def _frame(self, item: Fold) -> str:
        if item.frame is None:
            return self.ink("dim", f"    ... {item.text}")
        frame = item.frame
        where = printable(frame.file) + (f":{frame.line}" if frame.line is not None else "")
        function = f" in {printable(frame.function)}" if frame.function else ""
        code = f"  {printable(frame.code)}" if frame.code else ""
        row = f"    {where}{function}"
        room = self.width - len(row)
        if len(code) > room:
            code = code[: max(0, room - 1)] + "…" if room > 12 else ""
        return row + self.ink("dim", code)

    def suspects(self) -> list[str]:
        """The lines that may be at fault, most suspicious first."""
        found = self.diagnosis.suspects[:MAX_SUSPECTS]
        rows = [self._heading("suspect lines") + ", most suspicious first"] if found else []
        for number, suspect in enumerate(found, 1):
            rows += self._suspect(number, suspect)
        left = len(self.diagnosis.suspects) - len(found)
        if left > 0:
            rows.append(self.ink("dim", f"  and {left} more"))
        return rows

    def _suspect(self, number: int, suspect: Suspect) -> Iterator[str]:
        where = f"{printable(suspect.path)}:{suspect.line}"
        lines = self.lines.get(suspect.path)
        code = printable(lines.line(suspect.line).strip()) if lines else ""
        yield f"  {number}. {self.ink('cyan', where)}  {suspect.score:.2f}" + (f"  {code}" if code else "")
        for reason in suspect.reasons:
            yield from wrap(reason, self.width, indent="     ")

    def fix(self, fix: Fix, number: int) -> list[str]:
        """A fix as a diff, its status, and what was run to know it."""
        many = len(self.diagnosis.fixes) > 1
        title = f"{'fix ' + str(number) if many else 'fix'}: {printable(fix.title)}"
        status = self.ink(_STATUSES[fix.status], str(fix.status))
        proposer = (
            f", proposed by {printable(fix.proposer)}" if fix.proposer not in ("rules", "search") else ""
        )
        rows = [f"{self._heading(title)} [{status}{proposer}]"]
        if fix.check:
            rows += wrap(fix.check, self.width, indent="  ")
        if fix.applicability == "display":
            rows.append("  it has placeholders: fill them in by hand")
        for line in unified(fix, self.sources_of).split("\n")[:-1]:
            if line.startswith("\\ "):  # no newline at the end: nothing to a reader
                continue
            style = {"+": "green", "-": "red", "@": "aside"}.get(line[:1], "")
            rows.append(f"  {self.ink(style, printable(line))}".rstrip())
        return rows

    def sources(self) -> list[str]:
        """Threads and pages that speak of the same."""
        found: tuple[Source, ...] = self.diagnosis.sources[:MAX_SOURCES]
        rows = [self._heading("sources")] if found else []
        for source in found:
            licence = f" ({printable(source.licence)})" if source.licence else ""
            rows += [f"  {printable(source.title)}{licence}", f"    {printable(source.url)}"]
        return rows

    def decision(self, verbose: bool) -> list[str]:
        """Where the problem was sent, how sure that is, and why."""
        decision = self.diagnosis.decision
        rows = self._decision(decision)
        if decision.question:
            rows += wrap(decision.question, self.width, indent="  ", first="  to decide: ")
        if verbose:
            for opinion in decision.opinions:
                rows += [f"  {row}" for row in self._decision(opinion)]
        return rows

    def _decision(self, decision: Decision) -> list[str]:
        kind = f", {printable(decision.kind)}" if decision.kind else ""
        head = f"route: {decision.route}{kind} ({decision.confidence:.0%} sure, by {decision.stage})"
        reasons = "; ".join(signal.what for signal in decision.signals[:3])
        rows = list(wrap(reasons, self.width, indent="  ", first=head + (": " if reasons else "")))
        return [self.ink("dim", row.rstrip()) for row in rows]

    def notes(self) -> list[str]:
        """What was missing, skipped or cut, and other reports in the same text."""
        rows: list[str] = []
        for note in self.diagnosis.notes:
            rows += wrap(note, self.width, indent="      ", first="note: ")
        if others := len(self.diagnosis.others):
            rows.append(
                f"note: {others} more report{'s' * (others > 1)} in the same text; this is about the last"
            )
        return rows

    def timings(self) -> list[str]:
        """How long each step took."""
        return [f"{timing.step}: {timing.seconds * 1000:.0f} ms" for timing in self.diagnosis.timings]
