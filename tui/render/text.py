"""How does a diagnosis read as plain text? The cause first, then what backs it, then what to do."""

from collections.abc import Iterator

from analyzers.diff import unified
from analyzers.facts import (
    Cost,
    Decision,
    Diagnosis,
    Diagnostic,
    Fix,
    Hypothesis,
    Link,
    Raised,
    Route,
    Source,
    Status,
    Suspect,
    Traceback,
    Variable,
    Verdict,
)
from analyzers.ownership import is_library
from tui.certainty import decided
from tui.render.headline import adds
from tui.render.ink import Ink, columns, printable, wrap
from tui.render.places import Fold, fold, short
from tui.render.snippet import listings, snippet

MAX_SUSPECTS = 5
MAX_FIXES = 3
MAX_SOURCES = 5
MAX_MEMBERS = 5  # of an exception group
MAX_VALUES = 12
MAX_MESSAGE = 12  # lines of an exception's message
# Names that say nothing about the state of a program.
_DEFINITIONS = frozenset(
    ("module", "function", "type", "builtin_function_or_method", "method", "ABCMeta", "EnumType")
)
LINKS = {Link.CAUSE: "which was the cause of", Link.CONTEXT: "and while that was handled"}
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
    root: str = "",
) -> str:
    """Return the report; `quiet` leaves the cause, the place and the fix, `verbose` adds steps and opinions.

    Paths under `root`, the workspace, are shown from there.
    """
    page = _Page(diagnosis, Ink(colour), max(width, 40), root)
    parts = [page.head()]
    parts += [page.finding(diagnostic) for diagnostic in diagnosis.diagnostics]
    if not quiet:
        parts.append(page.explanation())
        parts.append(page.evidence(verbose))
        parts.append(page.values(verbose))
        parts.append(page.stack(verbose))
        parts.append(page.suspects())
    parts += [page.fix(fix, number) for number, fix in enumerate(_shown(diagnosis.fixes, verbose), 1)]
    if not quiet:
        parts.append(page.sources())
        parts.append(page.decision(verbose))
        parts.append(page.notes())
        parts.append(page.cost())
    parts.append(page.prompts())
    if verbose:
        parts.append(page.timings())
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def spent(cost: Cost) -> str:
    """Return what asking models took, in words."""
    kept = f", {cost.again} of them from an earlier time" if cost.again else ""
    questions = "1 question" if cost.questions == 1 else f"{cost.questions} questions"
    asked = f"{questions} to {', '.join(cost.models)}{kept}"
    if cost.unknown == cost.questions:
        return f"{asked}, stopped before it was known what that takes"
    stopped = f", and what {cost.unknown} stopped before took is not known" if cost.unknown else ""
    whole, budget = _dollars(cost.before + cost.money), _dollars(cost.budget)
    money = _dollars(cost.money) if cost.money else "no money"
    if cost.before:
        money += f" ({whole} of {budget} for the problem)"
    elif cost.money:
        money += f" of {budget}"
    today = f", {_dollars(cost.today)} today" if cost.today else ""
    return f"{asked}: {cost.read:,} tokens read, {cost.written:,} written, {cost.seconds:.1f} s, {money}{today}{stopped}"


def _dollars(amount: float) -> str:
    """An amount with its cents, and as many digits more as it has: answers cost parts of a cent."""
    if 0 < amount < 0.0001:
        return "less than $0.0001"
    cents, parts = f"{amount:.2f}", f"{amount:.4f}".rstrip("0")
    return f"${parts if len(parts) > len(cents) else cents}"


def _shown(fixes: tuple[Fix, ...], verbose: bool) -> list[Fix]:
    """The fixes worth showing: a refuted one only to who asks for everything."""
    return list(fixes) if verbose else [fix for fix in fixes if fix.status is not Status.REFUTED][:MAX_FIXES]


class _Page:
    """The parts of a report, each a list of rows."""

    def __init__(self, diagnosis: Diagnosis, ink: Ink, width: int, root: str) -> None:
        self.diagnosis = diagnosis
        self.root = root.rstrip("/") + "/" if root else ""
        self.ink = ink
        self.width = width
        self.sources_of = {code.path: code.text for code in diagnosis.code}
        self.listings = listings(diagnosis.code)

    def head(self) -> list[str]:
        """The cause, with the code of the finding it sums up."""
        first = next(iter(self.diagnosis.diagnostics), None)
        cause = " ".join(self.diagnosis.cause.split("\n")) or (
            first.message if first else "nothing was found"
        )
        asked = first is not None and first.code.startswith("unclear/")
        if first is None or asked or self.diagnosis.decision.route is Route.UNCLEAR:
            rows = [self.ink("bold", row) for row in wrap(cause, self.width)]
            return rows + (self._body(first, say=False) if first else [])
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
        rows = snippet(diagnostic, self.listings, self.ink, self.width)
        if say and adds(diagnostic, self.diagnosis):
            rows += self._aside("note", diagnostic.message)
        for note in diagnostic.notes:
            if note not in self.diagnosis.cause:
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
        """What the names held where the program stopped: the parts of the failing line first."""
        snapshot = self.diagnosis.snapshot
        rows: list[str] = []
        if snapshot is None:
            return rows
        own = [frame for frame in snapshot.frames if not is_library(frame.file)] or list(snapshot.frames)
        for frame in reversed(snapshot.frames if verbose else own[-1:]):
            seen = {variable.name for variable in frame.expressions}
            named = [*frame.expressions, *(item for item in frame.variables if item.name not in seen)]
            shown = [item for item in named if verbose or item.flags or item.type not in _DEFINITIONS]
            if not shown:
                continue
            where = f"{printable(self._near(frame.file))}:{frame.line}"
            rows.append(f"{self._heading('values')} in {printable(frame.function)}, {where}")
            limit = len(shown) if verbose else MAX_VALUES
            rows += [self._variable(variable) for variable in shown[:limit]]
            if len(shown) > limit:
                rows.append(self.ink("dim", f"  and {len(shown) - limit} more: see --verbose"))
        return rows

    def _variable(self, variable: Variable) -> str:
        size = f", len {variable.size}" if variable.size is not None else ""
        kind = printable(f"({variable.type}{size})")
        flags = printable(f"  <- {', '.join(variable.flags)}") if variable.flags else ""
        line = f"  {printable(variable.name)} = {printable(variable.repr)}"
        room = max(20, self.width - columns(kind) - columns(flags) - 2)
        if columns(line) > room:
            line = line[: room - 1] + "…"
        return f"{line}  {self.ink('dim', kind)}{self.ink('yellow', flags)}"

    def stack(self, verbose: bool) -> list[str]:
        """The exceptions with the calls that led to them, deepest call and final exception last."""
        traceback = self.diagnosis.traceback
        if traceback is None:
            return []
        subject = f" of {printable(traceback.subject)}" if traceback.subject else ""
        rows = [self._heading("stack") + f"{subject}, deepest call last" + " (cut off)" * traceback.cut]
        return rows + self._chain(traceback, verbose, "  ")

    def _chain(self, traceback: Traceback, verbose: bool, indent: str) -> list[str]:
        rows: list[str] = []
        for raised in traceback.chain:
            rows += [self._frame(item, indent) for item in fold(raised.frames, everything=verbose)]
            rows += self._raised(raised, indent)
            for number, member in enumerate(raised.members[:MAX_MEMBERS], 1):
                rows.append(f"{indent}  {number} of {len(raised.members)} in the group:")
                rows += self._chain(member, verbose, indent + "    ")
            if left := len(raised.members) - MAX_MEMBERS:
                rows += [f"{indent}  and {left} more"] * (left > 0)
            if raised.link is not None:
                rows.append(self.ink("dim", f"{indent}{LINKS[raised.link]}"))
        return rows

    def _raised(self, raised: Raised, indent: str) -> Iterator[str]:
        if not raised.type and not raised.message:
            yield self.ink("dim", f"{indent}... the exception is not in the report")
            return
        head = printable(raised.type) + ": " * bool(raised.message)
        lines = raised.message.split("\n")
        shown = "\n".join(lines[:MAX_MESSAGE])
        rows = wrap(shown, self.width, indent=indent + "  ", first=indent + head)
        for number, row in enumerate(rows):
            yield row if number else row.replace(head, self.ink("red", head), 1)
        if len(lines) > MAX_MESSAGE:
            yield self.ink("dim", f"{indent}  ... {len(lines) - MAX_MESSAGE} more lines of the message")
        for note in raised.notes:
            yield from wrap(note, self.width, indent=indent + "  ", first=indent + "  note: ")

    def _frame(self, item: Fold, indent: str) -> str:
        if item.frame is None:
            return self.ink("dim", f"{indent}... {item.text}")
        frame = item.frame
        where = printable(self._near(frame.file)) + (f":{frame.line}" if frame.line is not None else "")
        function = f" in {printable(frame.function)}" if frame.function else ""
        code = f"  {printable(frame.code)}" if frame.code else ""
        row = f"{indent}{where}{function}"
        room = self.width - columns(row)
        if columns(code) > room:
            code = code[: max(0, room - 1)] + "…" if room > 12 else ""
        return row + self.ink("dim", code)

    def _near(self, path: str) -> str:
        return short(path, self.root)

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
        listing = self.listings.get(suspect.path)
        code = printable(listing.lines.line(suspect.line).strip()) if listing else ""
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
            if not source.url.startswith("http"):  # nothing can be opened
                rows += wrap(printable(source.excerpt), self.width, indent="    ", first="    ")
        return rows

    def decision(self, verbose: bool) -> list[str]:
        """Where the problem was sent, how sure that is, and why."""
        decision = self.diagnosis.decision
        rows = self._decision(decision)
        asked = any(diagnostic.help == decision.question for diagnostic in self.diagnosis.diagnostics)
        for note in decision.notes:
            rows += wrap(note, self.width, indent="  ", first="  note: ")
        if decision.question and not asked:
            rows += wrap(decision.question, self.width, indent="  ", first="  to decide: ")
        if verbose:
            for opinion in decision.opinions:
                rows += [f"  {row}" for row in self._decision(opinion)]
        return rows

    def _decision(self, decision: Decision) -> list[str]:
        kind = f", {printable(decision.kind)}" if decision.kind else ""
        head = f"route: {decision.route}{kind} ({decided(decision)})"
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

    def explanation(self) -> list[str]:
        """A model's words for it."""
        said = self.diagnosis.explanation
        if said is None:
            return []
        first = f"in the words of {printable(said.proposer)}: "
        return list(wrap(said.text, self.width, indent="  ", first=first))

    def cost(self) -> list[str]:
        """What asking models took."""
        cost = self.diagnosis.cost
        return [] if cost is None else list(wrap(spent(cost), self.width, indent="      ", first="cost: "))

    def prompts(self) -> list[str]:
        """What models would be sent, to the letter."""
        return [printable(line) for prompt in self.diagnosis.prompts for line in (*prompt.split("\n"), "")]

    def timings(self) -> list[str]:
        """How long each step took."""
        return [f"{timing.step}: {timing.seconds * 1000:.0f} ms" for timing in self.diagnosis.timings]
