"""What does the diagnosis pane say, in which order? Entries of text, some of which lead somewhere."""

from analyzers.deferred import dataclass
from analyzers.facts import Decision, Fix, Hypothesis, Label, Route, Source, Status, Suspect, Verdict
from analyzers.followup import FACTS
from tui.certainty import decided
from tui.investigation import Asked, Investigation, Phase
from tui.marked import paragraphs
from tui.pieces import Piece, Tone, in_code
from tui.sheets import Place, Sheets

_SUSPECTS = 5
_WORTH_SAYING = 0.05  # seconds: a shorter step is no news
_VERDICTS = {Verdict.CONFIRMED: "✓", Verdict.REJECTED: "✗", Verdict.INCONCLUSIVE: "?"}
_STATUSES = {Status.VERIFIED: "✓", Status.REFUTED: "✗", Status.UNVERIFIED: "·"}


QUESTION: Piece = ("? ", Tone.DOUBT)  # what an entry that repeats a question begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the list: what it says, and where it leads."""

    pieces: tuple[Piece, ...]
    heading: bool = False
    place: Place | None = None
    fix: int | None = None
    url: str = ""


_GAP = Entry(pieces=(("", Tone.PLAIN),), heading=True)  # an empty line, which the cursor passes over


def entries(state: Investigation, sheets: Sheets) -> tuple[Entry, ...]:
    """Return the entries for what is known so far."""
    found: list[Entry] = []
    diagnosis = state.diagnosis
    if state.failure is not None:
        found += _failure(state)
    if diagnosis is not None and diagnosis.cause:
        found.append(_cause(diagnosis.cause, sheets.first))
    if state.words:
        found += [*_worded(state.words, sheets), _GAP]
    for asked in reversed(state.asked):
        found += _asked(asked, sheets)
    if state.asked:
        found.append(_heading("what was found"))
    found += _diagnostics(state, sheets)
    if state.hypotheses:
        found.append(_heading("evidence"))
        order = {Verdict.CONFIRMED: 0, Verdict.INCONCLUSIVE: 1, Verdict.REJECTED: 2}
        for hypothesis in sorted(state.hypotheses, key=lambda this: order[this.verdict]):
            found += _hypothesis(hypothesis, sheets)
    if state.fixes:
        found.append(_heading("fixes" if len(state.fixes) > 1 else "fix"))
        found += [_fix(fix, index, sheets) for index, fix in enumerate(state.fixes)]
    if diagnosis is not None:
        found += _next(state, sheets)
    if diagnosis is not None:
        if diagnosis.suspects:
            found.append(_heading("suspect lines"))
            found += [_suspect(suspect, sheets) for suspect in diagnosis.suspects[:_SUSPECTS]]
        if diagnosis.sources:
            found.append(_heading("sources"))
            found += [_source(source) for source in diagnosis.sources]
    if state.decision is not None and not state.fine:
        found += _decision(state.decision)
    if diagnosis is not None:
        found += _margin(state)
    if state.phase is Phase.STOPPED:
        words = "what was found until then:" if found else "before anything was found · R does it again"
        found.insert(0, Entry(pieces=(("stopped", Tone.DOUBT), (f"  {words}", Tone.QUIET))))
    return tuple(found)


def _next(state: Investigation, sheets: Sheets) -> list[Entry]:
    """What would tell more, where nothing is proved and the program has not been run; or where all went well."""
    if state.fine and state.problem is not None:
        if "pytest" in state.problem.command:
            return _ways("`7` has the tests: `A` runs all of them")
        return _ways(
            "where it gives something wrong: `i` and `expect f(3) == 6` says what it should give, `d` goes through it"
        )
    if any(fix.status is Status.VERIFIED for fix in state.fixes):
        return []
    report = state.diagnosis.traceback if state.diagnosis else None
    if state.problem and state.problem.command and report is not None and report.final.type == "EOFError":
        return _ways(
            "`d` goes through it, and gives it to read what you type in the console there: here it reads nothing"
        )
    if _is_of_a_test(state, sheets):
        return _ways("`7` has the tests, `L` lists them: enter runs one and looks for the line and a fix")
    file = began_in(state, sheets)
    if not file:
        return []
    name = next(sheet.name for sheet in sheets.sheets if sheet.file == file)
    ways = [f"`x` runs `{name}` and looks at its values where it stops, `d` goes through it"]
    if state.decision is not None and state.decision.route in (Route.LOGIC, Route.UNCLEAR):
        ways.append(
            "`i` and `expect f(3) == 6` says what it should give, and looks for what keeps it from that"
        )
    return _ways(*ways)


def _is_of_a_test(state: Investigation, sheets: Sheets) -> bool:
    """Whether a report's outermost call is a test in a Python file that is here."""
    problem, report = state.problem, state.diagnosis.traceback if state.diagnosis else None
    if problem is None or problem.command or report is None or not report.final.frames:
        return False
    outermost = report.final.frames[0]
    sheet = sheets.named(outermost.file)
    return outermost.function.startswith("test") and sheet is not None and sheet.file.endswith(".py")


def _ways(*ways: str) -> list[Entry]:
    return [
        _heading("next"),
        *(Entry(pieces=(("  → ", Tone.GOOD), *in_code(way, Tone.PLAIN))) for way in ways),
    ]


def began_in(state: Investigation, sheets: Sheets) -> str:
    """Return the file of the program that a problem is about, which has not been run here; or nothing.

    Of a report it is the one whose module was running when the outermost call was made, else what was opened.
    """
    problem, report = state.problem, state.diagnosis.traceback if state.diagnosis else None
    if problem is None or problem.command or state.decision is None or state.decision.route is Route.SYNTAX:
        return ""
    path = next(iter(problem.paths), "")
    if report is not None and report.final.frames:
        outermost = report.final.frames[0]
        path = outermost.file if outermost.function == "<module>" else ""
    sheet = sheets.named(path) if path else None
    return sheet.file if sheet is not None and sheet.language == "python" else ""


def _heading(text: str) -> Entry:
    return Entry(pieces=((text, Tone.QUIET),), heading=True)


def _failure(state: Investigation) -> list[Entry]:
    failure = state.failure
    assert failure is not None
    pieces: list[Piece] = [("✗ ", Tone.BAD), (failure.message, Tone.STRONG)]
    if failure.hint:
        pieces.append((f"\n  {failure.hint}", Tone.QUIET))
    return [Entry(pieces=tuple(pieces))]


def _cause(cause: str, place: Place | None) -> Entry:
    return Entry(pieces=(*in_code(cause, Tone.STRONG), ("\n", Tone.PLAIN)), place=place)


def _worded(text: str, sheets: Sheets) -> list[Entry]:
    """A model's words, which are Markdown: a line that they name leads there, else an address is copied."""
    found: list[Entry] = []
    for one in paragraphs(text):
        if found and not one.joined:
            found.append(_GAP)
        places = (parse_place(words, sheets) for words in one.places)
        found.append(Entry(pieces=one.pieces, place=next(filter(None, places), None), url=one.url))
    return found


def _asked(asked: Asked, sheets: Sheets) -> list[Entry]:
    goes_on = () if asked.ended else (("   esc stops the answer", Tone.QUIET),)
    found = [_heading("you asked"), Entry(pieces=(QUESTION, (asked.question, Tone.STRONG), *goes_on))]
    for text, proposer in asked.said:
        if proposer == FACTS:
            for line in text.split("\n"):
                place = next((place for word in line.split() if (place := parse_place(word, sheets))), None)
                found.append(Entry(pieces=(("  · ", Tone.QUIET), *in_code(line, Tone.PLAIN)), place=place))
        else:
            whose = f"in the words of {proposer}; the code and numbers in it were found"
            found += [_GAP, *_worded(text, sheets), Entry(pieces=((whose, Tone.QUIET),))]
    if asked.cost is not None:
        from tui.render.text import spent

        found.append(Entry(pieces=((f"cost: {spent(asked.cost)}", Tone.QUIET),)))
    if not asked.ended:
        found.append(Entry(pieces=(("  …", Tone.QUIET),)))
    return found


def _diagnostics(state: Investigation, sheets: Sheets) -> list[Entry]:
    found: list[Entry] = []
    cause = state.diagnosis.cause if state.diagnosis else ""
    for diagnostic in state.diagnostics:
        place = sheets.place(diagnostic.primary) if diagnostic.primary else None
        pieces: list[Piece] = []
        if diagnostic.message != cause:
            asks = diagnostic.code.startswith("unclear/")  # nothing has failed
            mark = ("? ", Tone.DOUBT) if asks else ("✗ ", Tone.BAD)
            pieces += [mark, *in_code(diagnostic.message, Tone.PLAIN)]
        for note in diagnostic.notes:
            pieces += [
                ("\n" if pieces else "", Tone.PLAIN),
                ("  · ", Tone.QUIET),
                *in_code(note, Tone.PLAIN),
            ]
        if diagnostic.help:
            pieces += [
                ("\n" if pieces else "", Tone.PLAIN),
                ("  → ", Tone.GOOD),
                *in_code(diagnostic.help, Tone.PLAIN),
            ]
        if pieces or place:
            pieces += [*_at(place, first=not pieces), (f"  {diagnostic.code}", Tone.QUIET)]
            found.append(Entry(pieces=tuple(pieces), place=place))
        found += [
            Entry(pieces=(("  · ", Tone.QUIET), *in_code(label.text, Tone.PLAIN), *_at(where)), place=where)
            for label in diagnostic.secondary
            if label.text and (where := sheets.place(label))
        ]
    return found


def _hypothesis(hypothesis: Hypothesis, sheets: Sheets) -> list[Entry]:
    tone = {Verdict.CONFIRMED: Tone.GOOD, Verdict.REJECTED: Tone.QUIET, Verdict.INCONCLUSIVE: Tone.DOUBT}
    look = tone[hypothesis.verdict]
    text = Tone.QUIET if hypothesis.verdict is Verdict.REJECTED else Tone.PLAIN
    pieces: list[Piece] = [
        (f"{_VERDICTS[hypothesis.verdict]} {hypothesis.verdict}  ", look),
        *in_code(hypothesis.claim, text),
    ]
    place = None
    for evidence in hypothesis.evidence:
        pieces += [("\n    ", Tone.PLAIN), (evidence.expression, Tone.CODE)]
        if evidence.value:
            pieces += [(" is ", Tone.QUIET), (evidence.value, Tone.CODE)]
        if evidence.where:
            pieces.append((f"  {evidence.where}", Tone.QUIET))
            place = place or parse_place(evidence.where, sheets)
    return [Entry(pieces=tuple(pieces), place=place)]


def parse_place(where: str, sheets: Sheets) -> Place | None:
    """Return the place that words like `report.py:12 in total` mean, if it is on a sheet."""
    name, _, rest = where.partition(" in ")[0].rpartition(":")
    return sheets.line(name, int(rest)) if name and rest.strip().isdecimal() else None


def _fix(fix: Fix, index: int, sheets: Sheets) -> Entry:
    tone = {Status.VERIFIED: Tone.GOOD, Status.REFUTED: Tone.BAD, Status.UNVERIFIED: Tone.DOUBT}[fix.status]
    pieces: list[Piece] = [
        (f"{_STATUSES[fix.status]} {fix.status}  ", tone),
        *in_code(fix.title, Tone.PLAIN),
    ]
    if fix.edits and (place := sheets.place(Label(fix.edits[0].span))):
        pieces.append((f"  {place.sheet}:{place.line}", Tone.LINK))
    if fix.proposer not in ("rules", "search"):
        pieces.append((f"  proposed by {fix.proposer}", Tone.QUIET))
    if fix.check:
        pieces += [("\n    ", Tone.PLAIN), *in_code(fix.check, Tone.QUIET)]
    return Entry(pieces=tuple(pieces), fix=index)


def _suspect(suspect: Suspect, sheets: Sheets) -> Entry:
    place = sheets.line(suspect.path, suspect.line)
    name = place.sheet if place else suspect.path
    bar = "▮" * max(1, round(suspect.score * 5))
    pieces: list[Piece] = [(f"{bar:<5} ", Tone.DOUBT), (f"{name}:{suspect.line}", Tone.LINK)]
    if suspect.reasons:
        pieces += [("  ", Tone.PLAIN), *in_code(", ".join(suspect.reasons), Tone.PLAIN)]
    return Entry(pieces=tuple(pieces), place=place)


def _source(source: Source) -> Entry:
    pieces: list[Piece] = [(source.title, Tone.PLAIN), (f"\n    {source.url}", Tone.LINK)]
    if source.licence:
        pieces.append((f"  {source.licence}", Tone.QUIET))
    if source.excerpt and not source.url.startswith("http"):  # nothing can be opened
        pieces.append((f"\n    {source.excerpt}", Tone.PLAIN))
    return Entry(pieces=tuple(pieces), url=source.url)


def _decision(decision: Decision) -> list[Entry]:
    found = [_heading("why this route")]
    kind = f" ({decision.kind})" if decision.kind else ""
    found.append(
        Entry(
            pieces=(
                (f"{decision.route}{kind}", Tone.STRONG),
                (f"  {decided(decision)}", Tone.QUIET),
                ("   r corrects it", Tone.QUIET),
            )
        )
    )
    found += [
        Entry(pieces=((f"  · {signal.stage}: ", Tone.QUIET), *in_code(signal.what, Tone.PLAIN)))
        for signal in decision.signals
    ]
    if decision.question:
        found.append(Entry(pieces=(("  ? ", Tone.DOUBT), (decision.question, Tone.STRONG))))
    return found


def _margin(state: Investigation) -> list[Entry]:
    diagnosis = state.diagnosis
    assert diagnosis is not None
    notes = [*diagnosis.notes, *(state.at_hand.notes if state.at_hand else ())]
    if diagnosis.others:
        count = len(diagnosis.others)
        notes.append(f"{count} other {'report' if count == 1 else 'reports'} in the same text")
    if diagnosis.explanation is not None:
        notes.append(
            f"the sentence beside the cause is `{diagnosis.explanation.proposer}`'s, held against the facts"
        )
    if diagnosis.cost is not None:
        from tui.render.text import spent

        notes.append(f"cost: {spent(diagnosis.cost)}")
    found: list[Entry] = []
    steps = [step for step in state.steps if step.seconds is not None and step.seconds >= _WORTH_SAYING]
    if steps:
        found.append(_heading("what was done"))
        found += [
            Entry(
                pieces=(
                    ("  · ", Tone.QUIET),
                    (step.detail or step.name, Tone.PLAIN),
                    (f"  {step.seconds:.1f} s", Tone.QUIET),
                )
            )
            for step in steps
        ]
    if notes:
        found.append(_heading("notes"))
        found += [Entry(pieces=(("  · ", Tone.QUIET), *in_code(note, Tone.PLAIN))) for note in notes]
    return found


def _at(place: Place | None, *, first: bool = False) -> list[Piece]:
    if place is None:
        return []
    return [("" if first else "\n  ", Tone.PLAIN), (f"{place.sheet}:{place.line}", Tone.LINK)]
