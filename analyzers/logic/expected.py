"""What should a piece of code do, as a question, its assertions or its examples state it?"""

import ast
import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any  # the values of a program may be anything

from analyzers.deferred import regex
from analyzers.logic.asked import Asked, asked, only_wanted, remarked
from analyzers.logic.comparison import Comparison
from analyzers.logic.program import Program
from analyzers.rehearsal import Outcome, rehearse
from analyzers.rehearsal.allowed import GaveUp
from analyzers.rehearsal.bounds import shown

STEPS = 40_000  # of one rehearsal
_MOST = 6
_TITLE = regex(
    r"^[*_#\s]{0,4}(?:expected|desired|wanted|correct|should (?:be|print|output))(?: (?:output|result|print(?:ed)?))?\s*(?:is\s*)?:[*_]{0,2}[ \t]*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_OTHER_TITLE = regex(r"^[*_#\s]{0,4}[A-Za-z][\w ]{0,24}:[*_]{0,2}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What should come out: the value of an expression, a printed line, or just that the code comes to its end."""

    ask: str = ""  # the expression
    wanted: str = ""  # its value, or the line
    line: int = -1  # 0-based number of the printed line; -1: none is meant
    output: bool = False  # `wanted` is all that is printed
    until: int | None = None  # how many statements of the module run before that; None: all
    loops: bool = False  # it goes round a loop for ever
    check: Comparison | None = None  # an assertion of the code that does not hold

    def rehearsed(self, text: str) -> Outcome | None:
        """Return what a text does up to the point that this is about."""
        return rehearse(text, ask=self.ask, until=self.until, most=STEPS)

    def met(self, outcome: Outcome) -> bool:
        """Whether it came out."""
        if outcome.exception or outcome.endless or outcome.unfinished:
            return False
        if self.loops and not any(outcome.rounds.values()):
            return False  # a loop that is never entered is not mended
        if self.line >= 0 or self.output:
            return self.got(outcome) == self.wanted
        return not self.ask or agrees(outcome.value, self.wanted)

    def got(self, outcome: Outcome) -> str:
        """What came out, as a text; empty where that is not known."""
        if self.output:
            return _rows(outcome.printed)
        if self.line >= 0:
            lines = outcome.printed.split("\n")
            return lines[self.line].strip() if self.line < len(lines) else ""
        if outcome.exception:
            return f"{outcome.exception}: {outcome.message}".rstrip(": ")
        return shown(outcome.value) if self.ask else ""

    def comparison(self, outcome: Outcome) -> Comparison | None:
        """What came out beside what was expected; None where it is the end that does not come."""
        if outcome.endless or outcome.unfinished:
            return None
        if self.check is not None:
            return self.check
        whole = self.output or "\n" not in outcome.printed.strip()
        what = self.ask or ("the output" if whole else f"line {self.line + 1} of the output")
        return Comparison(expression=what, got=self.got(outcome), wanted=self.wanted)


def expectations(program: Program, question: str) -> Iterator[Expected]:
    """Yield what the code is expected to do, what the question says first, and last that it comes to its end."""
    remarks = list(_remarks(program))
    for line, _ in remarks:
        question = question.replace(line.strip(), "", 1)  # what it says is of that line alone
    found = asked(_words(question, program))
    if found is not None and found.call and found.wanted:
        yield Expected(ask=found.call, wanted=found.wanted)
    yield from _examples(program)
    yield from (each for _, each in remarks)
    output = _stated(question)
    if output:
        yield Expected(wanted=output, output=True)
    outcome = rehearse(program.text)
    if outcome is None:
        return
    if found is not None and not found.call:
        lines = [row.strip() for row in outcome.printed.split("\n")]
        got, wanted = _printed(found.got), _printed(found.wanted)
        if lines.count(got) == 1 and got != wanted:
            yield Expected(wanted=wanted, line=lines.index(got))
        elif found.wanted:
            yield from _called(program, found)
    wanted = only_wanted(question) if found is None and not remarks else ""
    if wanted and "\n" not in outcome.printed.strip() and _alike(outcome.printed, wanted):
        yield Expected(wanted=wanted, line=0)
    if outcome.exception == "AssertionError":
        yield Expected(check=_failing(program, outcome))
    elif outcome.loop is not None:
        yield Expected(loops=True)


def _words(question: str, program: Program) -> str:
    """A question without the lines of the code that came in it: a call there is not what the question speaks of."""
    code = {row.strip() for row in program.text.split("\n")}
    return "\n".join(row for row in question.split("\n") if row.strip() not in code)


def _printed(value: str) -> str:
    """A value as `print` shows it: a text without its quotes."""
    try:
        text = ast.literal_eval(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return value
    return text.strip() if isinstance(text, str) else value


def _called(program: Program, found: Asked) -> Iterator[Expected]:
    """The call that the module ends with, whose value is what the question has seen."""
    for number, node in reversed(list(enumerate(program.tree.body))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            expected = Expected(ask=program.source(node.value), wanted=found.wanted, until=number)
            outcome = expected.rehearsed(program.text)
            if outcome is not None and not outcome.exception and agrees(outcome.value, found.got):
                yield expected
            return


def _examples(program: Program) -> Iterator[Expected]:
    """The examples in the documentation of functions that one expression and one value make up."""
    count = 0
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            continue
        text = ast.get_docstring(node) or ""
        try:
            examples = doctest.DocTestParser().get_examples(text) if ">>>" in text else []
        except ValueError:
            continue
        for example in examples:
            wanted, source = example.want.strip(), example.source.strip()
            if wanted and "\n" not in source + wanted and _is_expression(source) and count < _MOST:
                count += 1
                yield Expected(ask=source, wanted=wanted)


def _remarks(program: Program) -> Iterator[tuple[str, Expected]]:
    """The lines whose comment says what the expression before it should give: `print(f(2))  # expected 4`."""
    for number, node in enumerate(program.tree.body):
        if not isinstance(node, ast.Expr) or node.end_lineno != node.lineno:
            continue
        line = program.lines.line(node.lineno)
        sign, _, comment = line[node.end_col_offset or 0 :].partition("#")
        wanted = remarked(comment) if not sign.strip() else ""
        match node.value:
            case ast.Call(func=ast.Name(id="print"), args=[only], keywords=[]) if wanted:
                yield line, Expected(ask=program.source(only), wanted=wanted, until=number)
            case ast.Call() as call if wanted:
                yield line, Expected(ask=program.source(call), wanted=wanted, until=number)


def _stated(question: str) -> str:
    """The output that stands under `expected output:`, or behind it."""
    title = _TITLE.search(question)
    if title is None:
        return ""
    rest = question[title.end() :]
    if title[1].strip():
        return title[1].strip()
    rows = rest.lstrip("\n").split("\n")
    fenced = bool(rows) and rows[0].startswith("```")
    kept: list[str] = []
    for row in rows[fenced:]:
        if row.startswith("```") or (not fenced and (not row.strip() or _OTHER_TITLE.match(row))):
            break
        kept.append(row)
    return _rows("\n".join(kept))


def _rows(text: str) -> str:
    """A text without blanks at the ends of its lines and around it."""
    return "\n".join(row.rstrip() for row in text.strip("\n").split("\n")).strip()


def _alike(printed: str, wanted: str) -> bool:
    """Whether a printed value is of the type of the one that is wanted."""
    try:
        return type(ast.literal_eval(printed.strip())) is type(ast.literal_eval(wanted))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _failing(program: Program, outcome: Outcome) -> Comparison | None:
    """The assertion that does not hold, with the value that it looked at where it stands outside functions."""
    check = next(
        (
            each
            for each in program.tree.body
            if isinstance(each, ast.Assert)
            and each.lineno <= outcome.line <= (each.end_lineno or each.lineno)
        ),
        None,
    )
    if check is None:
        return None
    match check.test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            before = "\n".join(program.text.split("\n")[: check.lineno - 1])
            worked = rehearse(before, ask=program.source(left))
            got = "" if worked is None or worked.exception else shown(worked.value)
            return Comparison(expression=program.source(left), got=got, wanted=program.source(right))
    return Comparison(
        expression=program.source(check.test), got="False", relation="", wanted="something true"
    )


def agrees(value: Any, wanted: str) -> bool:
    """Whether a value is the one that a text states; people round the numbers that they write."""
    try:
        stated = ast.literal_eval(wanted)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    try:
        if isinstance(stated, bool) or isinstance(value, bool) or not isinstance(stated, int | float):
            return type(value) is type(stated) and bool(value == stated)
        if not isinstance(value, int | float):
            return False
        digits = len(wanted.partition(".")[2]) if "e" not in wanted.lower() else 6
        return abs(value - stated) <= (0.5 * 10**-digits if isinstance(stated, float) else 0) + 1e-9
    except (GaveUp, OverflowError):  # it holds objects of the program, or is beyond all fractions
        return False
