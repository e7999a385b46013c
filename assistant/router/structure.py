"""What can be proved from reports and from really parsing the code?

Proof beats similarity: a report of a compiler, a test runner or a crash says which kind of failure it is, and
a parser says whether code is well formed. Where reports disagree, the most specific one decides.
"""

import re

from analyzers.deferred import regex, replace
from analyzers.facts import Route, Signal, Stage
from analyzers.parses import Parse, compiles, parse
from analyzers.reports import Report, find_reports
from analyzers.reports.tracebacks import weigh
from assistant.router.opinion import Opinion, mostly
from assistant.router.view import Piece, View

_DECISIVE = 0.9
_MENTIONED = 0.8  # strength of what a person quotes in a sentence rather than pastes
_VAGUE = 0.5  # of a syntax error where the words speak of code that is handed over while the program runs
_READ = 0.93  # of a complaint about data
_DOUBT = 0.12  # how much an equally strong opposite report takes away

# The writer says the report is not the problem.
_DISOWNED = regex(
    r"\b(?:ignore|ignoring|disregard|never ?mind|don'?t (?:mind|worry about)|not worried about) (?:the|that|this|those|these|all the)? ?(?:\w+ )?(?:traceback|error|exception|warning|stack|log|message|noise)"
    r"|\b(?:traceback|error|exception|warning|stack ?trace|log|message|it|that|this)s? (?:above |below |there |here )?(?:is|are|was|were|'s)? ?(?:just |only |totally |actually |an? )?(?:expected|harmless|handled|caught|unrelated|old|intentional|on purpose|deliberate|normal|irrelevant|separate|noise|not the (?:problem|issue|question|point)|known)\b"
    r"|\b(?:timeouts?|skips?|retries|failures?|\w*(?:error|exception)s?) (?:is|are) (?:known|fine|harmless|expected|footers)|\b(?:that|the) (?:one|part|error|exception|traceback) is (?:fine|ok|okay|expected|by design)\b|\bunrelated\b.*\b(?:traceback|error|exception|warning)|\bthe (?:traceback|error|exception|warning)s? (?:doesn'?t|does not|don'?t) (?:matter|bother)"
    r"|\b(?:i|we) (?:do )?(?:catch|handle|swallow|expect|log|ignore) (?:it|that|this|the|those|them)\b|\b(?:that'?s|this is|it'?s|which is) (?:intended|intentional|on purpose|by design|what (?:i|we) want|fine|ok(?:ay)?)\b|\bcontinues? (?:fine|anyway|normally|after)|\bretr(?:y|ies) (?:works|succeeds|is fine)",
    re.IGNORECASE,
)
_PERSON = regex(r"\b(?:i|i'm|my|we|our|why|but|doesn'?t|does not|can'?t|not)\b", re.IGNORECASE)
# A question about what messages mean at large, or about writing one's own: nothing of the writer's has failed.
_AT_LARGE = regex(
    r"\bdifference between\b|\bexplanation\b.{0,30}\bof what\b|\bexplain (?:to me )?what\b|\bwhat (?:\w+ )?(?:is|are) an? |\b(?:my|our) own (?:\w+ )?(?:exception|error)",
    re.IGNORECASE,
)
_HANDED_OVER = regex(
    r"\b(?:blade|jinja2?|twig)\b|\.query\(|\bnew Function\b|\beval\b|\bliteral_eval\b|\bexec\(|\bJSON\.parse\b|\busers?'? (?:type|enter|code|formula|input|script)|\buser(?:Code|Input|Script)\b"
    r"|\b(?:customers?|clients?|people|users?)\b[^.\n]{0,30}\b(?:types?|enters?|writes?|uploads?)\b|\bformulas?\b",
    re.IGNORECASE,
)
_FINE = regex(
    r"^(?:=* ?)?\d+ passed(?:,| in)|^Tests:\s+(\d+) passed, \1 total|BUILD SUCCESS|Build succeeded|finished successfully|completed successfully|nothing to commit"
    r"|Requirement already satisfied|Successfully (?:installed|built|tagged)|All checks passed|0 errors?, 0 warnings|\(0 errors, \d+ warnings?\)|^PLAY RECAP(?!(?s:.){0,4000}?(?:failed|unreachable)=[1-9])|^ok  \t"
    r"|Finished (?:dev|release|`dev`|`release`)|Everything up-to-date|already up[- ]to[- ]date|tests? passed, 0 failed|test result: ok|^OK \(\d+ tests?",
    re.MULTILINE | re.IGNORECASE,
)
# A step that ends well, or a server that starts, says nothing of what comes after it.
_STARTED = regex(
    r"\bRunning on https?://|\bready in \d+(?:\.\d+)? ?m?s\b|\bLocal: +https?://|\b(?:server|app|service)\b.{0,20}\b(?:started|listening|running) (?:on|at)\b|^[Ll]istening (?:on|at)\b"
    r"|^(?:openjdk|java) version \"|^Python \d\.\d+\.\d+",
    re.MULTILINE | re.IGNORECASE,
)
_STEP_DONE = regex(
    r"^\[100%\] Built target|^found 0 vulnerabilities|has been successfully initialized|^added \d+ packages",
    re.MULTILINE | re.IGNORECASE,
)
_AT_REST = regex(
    r"\blevel=(?:info|debug)\b|\b(?:INFO|DEBUG|NOTICE|TRACE)\b|\b(?:GET|POST|PUT|PATCH|HEAD)\b.*\b[23]\d\d\b|\bGET /favicon\.ico 404\b|\[(?:info|debug|notice)\]"
)
_AMISS = regex(
    r"\bERR!|\b(?:error|fail\w*|exception|warn\w*|fatal|critical|panic|denied|refused|timed? ?out|killed|abort\w*|crash\w*|cannot|could not|unable|retry\w*|[45]\d\d|0 rows|empty|skipp\w*|duplicate\w*|slow)\b",
    re.IGNORECASE,
)
_WRONG = regex(
    r"\bwrong\b|\bincorrect|\binstead of\b|\bshould (?:be|have|print|return|give|show|say|contain)|\bexpect(?:ed|ing)?\b(?! error)|\bmissing\b|\btwice\b|\bdouble|\bduplicate|\bempty\b|\btoo (?:many|few|high|low|big|small)\b|\boff by\b|\bnegative\b|\bthe bug\b|\b(?:three|four|several|\d+) times\b|\b(?:half|double|exactly) of what\b|\bnever\b|\bdoesn'?t match\b|\bwhy (?:is|does|do|are) (?!.*(?:crash|throw|fail))",
    re.IGNORECASE,
)


def look(seen: View) -> Opinion | None:
    """Return what is proved, or None when there is nothing to prove it from."""
    reports = [_heard(report, seen) for report in find_reports(seen.text)]
    verdict = weigh(seen.reading.tracebacks, seen.text)
    if verdict is not None:
        reports.append(verdict)
    if reports:
        return _from_reports(reports, seen)
    well = _FINE.search(seen.text) or _ended_well(seen.text)
    if well and not seen.codes and not _WRONG.search(seen.words):
        strength = 0.85 if seen.words.strip() else 0.92
        fine = _signal(Route.UNCLEAR, "the report says that all went well", strength)
        return Opinion(stage=Stage.STRUCTURE, chances=mostly(Route.UNCLEAR, strength), signals=(fine,))
    if _STARTED.search(seen.text) and not (seen.codes or _AMISS.search(seen.text) or _asks(seen.words)):
        started = _signal(Route.UNCLEAR, "something started, and nothing is said to fail", 0.8)
        return Opinion(stage=Stage.STRUCTURE, chances=mostly(Route.UNCLEAR, 0.8), signals=(started,))
    if not seen.words.strip() and _is_quiet(seen.text):
        quiet = _signal(Route.UNCLEAR, "the log tells of nothing that fails", 0.8)
        return Opinion(stage=Stage.STRUCTURE, chances=mostly(Route.UNCLEAR, 0.8), signals=(quiet,))
    return _from_data(seen) or _from_code(seen)


def _from_data(seen: View) -> Opinion | None:
    """Return that a running program met data it cannot read, where somebody says so in words."""
    from assistant.router.speaker import reads_data

    if seen.bare_code or not (reader := reads_data(seen)):
        return None
    signal = _signal(Route.RUNTIME, f"`{reader}` complains of what it is given to read", _READ)
    return Opinion(
        stage=Stage.STRUCTURE, chances=mostly(Route.RUNTIME, _READ), signals=(signal,), kind="data"
    )


def _ended_well(text: str) -> bool:
    """Whether a step is said to be done, and nothing behind it is amiss."""
    steps = list(_STEP_DONE.finditer(text))
    return bool(steps) and not _AMISS.search(text[steps[-1].end() :].partition("\n")[2])


def _asks(words: str) -> bool:
    """Whether a person speaks of what is wrong, or wants to know something."""
    return "?" in words or _WRONG.search(words) is not None or _PERSON.search(words) is not None


def _is_quiet(text: str) -> bool:
    """Whether a text is a log in which every line is at a level that reports nothing amiss."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or _AMISS.search(text) or _WRONG.search(text):
        return False
    return all(_AT_REST.search(line) for line in lines)


def _heard(report: Report, seen: View) -> Report:
    """Return the report, weaker where a person only mentions it."""
    start = seen.text.rfind("\n", 0, report.offset) + 1
    alone = not seen.text[start : report.offset].strip()  # it opens its line, as what a tool prints does
    if alone or seen.text.count("\n", 0, report.offset) not in seen.spoken:
        return report
    if report.kind == "grammar" and _HANDED_OVER.search(seen.words):
        return replace(report, strength=_VAGUE)
    vague = not seen.codes and _AT_LARGE.search(seen.words)
    return replace(report, strength=min(report.strength, _VAGUE if vague else _MENTIONED))


def _from_reports(reports: list[Report], seen: View) -> Opinion:
    best: dict[Route, Report] = {}
    for report in reports:
        if report.route not in best or report.strength > best[report.route].strength:
            best[report.route] = report
    leading = max(best.values(), key=lambda report: report.strength)
    confidence = leading.strength
    for route, report in best.items():
        if route is not leading.route and report.strength >= _DECISIVE:
            confidence -= _DOUBT * (1 - (leading.strength - report.strength) / 0.1)
    signals = tuple(
        _signal(report.route, report.what, report.strength)
        for report in sorted(best.values(), key=lambda report: -report.strength)
    )
    chances = mostly(leading.route, min(max(confidence, 0.45), 0.99))
    if leading.route is Route.RUNTIME and _DISOWNED.search(seen.words) and _WRONG.search(seen.words):
        disowned = _signal(Route.LOGIC, "the writer says the report is not the problem", 0.9)
        return Opinion(
            stage=Stage.STRUCTURE,
            chances=mostly(Route.LOGIC, 0.9),
            signals=(disowned, *signals),
            kind="result",
        )
    return Opinion(stage=Stage.STRUCTURE, chances=chances, signals=signals, kind=leading.kind)


def _from_code(seen: View) -> Opinion | None:
    verdicts = [
        (code, verdict) for code in map(_named, seen.codes) if (verdict := parse(code.text, code.language))
    ]
    if not verdicts:
        return _unread(seen)
    # Where nothing else was taken for words, what stands under the code is code too.
    said = bool(seen.words.strip())
    broken = [
        (code, verdict) for code, verdict in verdicts if not verdict.ok or (verdict.spoken and not said)
    ]
    if broken:
        return _broken(*min(broken, key=lambda item: item[1].cut), seen)
    from assistant.router.fate import foresee

    return foresee(verdicts, seen)


def _unread(seen: View) -> Opinion | None:
    if not seen.bare_code or sum(code.text.strip().count("\n") for code in seen.codes) < 2:
        return None
    from analyzers.language import lone_language
    from assistant.router.fate import unforeseen

    guessed = [replace(code, language=lone_language(code.text)) for code in seen.codes]
    verdicts = [(code, parse(code.text, code.language)) for code in guessed]
    broken = [(code, verdict) for code, verdict in verdicts if verdict is not None and not verdict.ok]
    return _broken(replace(broken[0][0], certain=False), broken[0][1], seen) if broken else unforeseen()


def _named(code: Piece) -> Piece:
    """Return the piece with its language; a short one that nothing marks is Python if Python's compiler takes it."""
    if code.language or ("\n" not in code.text.strip() and not code.certain) or "(" not in code.text:
        return code
    if compiles(code.text) is not None:
        return code
    return replace(code, language="python")


def _broken(code: Piece, verdict: Parse, seen: View) -> Opinion:
    if not seen.words.strip():
        proved = 0.95 if verdict.by == "compile()" else 0.9  # a grammar may lack what a compiler knows
        strength = proved if code.certain else 0.86 if code.text.strip().count("\n") else 0.55
        if _WRONG.search(seen.comments):
            strength -= 0.2
        if "\n" not in code.text.strip():
            strength = min(strength, 0.8)  # a single line may be anything
    else:  # people shorten code for a question, and leave out what they think does not matter
        strength = 0.86 if code.certain else 0.55
        if _WRONG.search(seen.words):
            strength -= 0.15
    if verdict.cut and not code.whole:
        strength = min(strength, 0.45)
    place = f" in line {verdict.line}" if verdict.line else ""
    what = f"{verdict.by} refuses the {code.language} code{place}: {verdict.message}"
    signal = _signal(Route.SYNTAX, what, strength)
    rest = (1 - strength) / 10
    chances = (strength, rest * 2.5, rest * 6, rest * 1.5)
    return Opinion(stage=Stage.STRUCTURE, chances=chances, signals=(signal,), kind="grammar")


def _signal(route: Route, what: str, strength: float) -> Signal:
    return Signal(Stage.STRUCTURE, route, what, strength)
