"""A report says the cause first, points at the smallest text, and lets nothing foreign through to the terminal."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.facts import (
    Applicability,
    Code,
    Cost,
    Decision,
    Diagnosis,
    Diagnostic,
    Edit,
    Evidence,
    Fix,
    Frame,
    Hypothesis,
    Label,
    Link,
    Raised,
    Route,
    Signal,
    Snapshot,
    Source,
    Span,
    Stage,
    StateFrame,
    Status,
    Suspect,
    Timing,
    Traceback,
    Variable,
    Verdict,
)
from tui.certainty import sure
from tui.render import markdown
from tui.render.text import render, spent

SOURCE = "def total(items):\n    amount = sum(items\n    return amount\n"
DECISION = Decision(
    route=Route.SYNTAX,
    confidence=0.996,
    stage=Stage.STRUCTURE,
    signals=(Signal(Stage.STRUCTURE, Route.SYNTAX, "`cart.py` does not compile", 1.0),),
)
UNCLOSED = Diagnostic(
    code="syntax/unclosed-bracket",
    message="`(` is never closed",
    primary=Label(Span("cart.py", 34, 35), "opened here"),
    secondary=(Label(Span("cart.py", 45, 51), "read as part of the call"),),
    notes=("`return` cannot stand inside brackets",),
    help="close it with `)`",
)
CLOSE = Fix(
    title="close it with `)`",
    edits=(Edit(Span("cart.py", 40, 40), ")"),),
    applicability=Applicability.SAFE,
    status=Status.VERIFIED,
    check="compiles with Python 3.11",
)
DIAGNOSIS = Diagnosis(
    cause="`(` is never closed",
    decision=DECISION,
    diagnostics=(UNCLOSED,),
    fixes=(CLOSE,),
    code=(Code(text=SOURCE, path="cart.py", language="python"),),
)


def test_the_whole_report_reads_as_written() -> None:
    assert (
        render(DIAGNOSIS)
        == """\
error[syntax/unclosed-bracket]: `(` is never closed
 --> cart.py:2:17
  |
1 | def total(items):
2 |     amount = sum(items
  |                 ^ opened here
3 |     return amount
  |     ------ read as part of the call
  = note: `return` cannot stand inside brackets
  = help: close it with `)`

fix: close it with `)` [verified]
  compiles with Python 3.11
  --- a/cart.py
  +++ b/cart.py
  @@ -1,3 +1,3 @@
   def total(items):
  -    amount = sum(items
  +    amount = sum(items)
       return amount

route: syntax (99% sure, by structure): `cart.py` does not compile
"""
    )


def test_without_colour_there_is_no_escape_and_with_it_the_words_are_the_same() -> None:
    import re

    plain, coloured = render(DIAGNOSIS), render(DIAGNOSIS, colour=True)

    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert coloured != plain


def test_quiet_leaves_cause_place_and_fix() -> None:
    text = render(DIAGNOSIS, quiet=True)

    assert "cart.py:2:17" in text
    assert "+    amount = sum(items)" in text
    assert "route:" not in text


@pytest.mark.parametrize(("confidence", "words"), [(1.0, "100%"), (0.9999, "99%"), (0.5, "50%"), (0.0, "0%")])
def test_only_certainty_is_a_hundred_percent(confidence: float, words: str) -> None:
    assert sure(confidence) == words


@pytest.mark.parametrize(
    ("money", "budget", "words"),
    [
        (0.0, 0.2, "no money"),
        (0.00003, 0.2, "less than $0.0001 of $0.20"),
        (0.0123, 0.001, "$0.0123 of $0.001"),
        (0.1, 2.0, "$0.10 of $2.00"),
    ],
)
def test_parts_of_a_cent_are_told(money: float, budget: float, words: str) -> None:
    cost = Cost(
        models=("m",),
        questions=1,
        again=0,
        read=1,
        written=1,
        seconds=1.0,
        money=money,
        today=0.0,
        budget=budget,
    )
    assert spent(cost).endswith(f"1.0 s, {words}")


def _one(text: str, start: int, end: int, width: int = 100, label: str = "here") -> list[str]:
    found = Diagnostic(code="x/y", message="m", primary=Label(Span("f", start, end), label))
    report = render(
        Diagnosis(cause="m", decision=DECISION, diagnostics=(found,), code=(Code(text=text, path="f"),)),
        width=width,
    )
    return report.split("\n\n")[0].split("\n")[3:]


def test_wide_characters_take_two_columns() -> None:
    assert _one("名前 = x", 5, 6) == ["1 | 名前 = x", "  |        ^ here"]


def test_combining_and_astral_characters_do_not_shift_the_mark() -> None:
    assert _one("e\u0301 = '𝒳' + y", 9, 10) == ["1 | e\u0301 = '𝒳' + y", "  |         ^ here"]


def test_tabs_are_shown_as_four_columns() -> None:
    assert _one("\tif x:", 4, 5) == ["1 |     if x:", "  |        ^ here"]


def test_an_empty_span_at_the_end_of_the_text_is_marked() -> None:
    assert _one("f(1", 3, 3) == ["1 | f(1", "  |    ^ here"]


def test_of_a_long_line_the_marked_part_is_shown() -> None:
    text = "x = [" + "1, " * 5_000 + "oops" + ", 1" * 5_000

    rows = _one(text, 15_005, 15_009, width=80)

    assert "oops" in rows[0]
    assert rows[1].index("^") == rows[0].index("oops")
    assert max(map(len, rows)) <= 80


def test_labels_on_one_line_are_all_said() -> None:
    text = "total = first + second"
    found = Diagnostic(
        code="x/y",
        message="m",
        primary=Label(Span("f", 14, 15), "cannot add"),
        secondary=(Label(Span("f", 8, 13), "a str"), Label(Span("f", 16, 22), "an int")),
    )
    report = render(
        Diagnosis(cause="m", decision=DECISION, diagnostics=(found,), code=(Code(text=text, path="f"),))
    )

    assert report.split("\n")[3:7] == [
        "1 | total = first + second",
        "  |         ----- ^ ------ an int",
        "  |         |     cannot add",
        "  |         a str",
    ]


def test_distant_labels_are_joined_by_dots() -> None:
    text = "a\n" * 50
    found = Diagnostic(
        code="x/y",
        message="m",
        primary=Label(Span("f", 80, 81), "p"),
        secondary=(Label(Span("f", 0, 1), "s"),),
    )
    report = render(
        Diagnosis(cause="m", decision=DECISION, diagnostics=(found,), code=(Code(text=text, path="f"),))
    )

    assert "\n...\n41 | a\n   | ^ p\n" in report


def test_a_label_in_a_file_whose_text_is_not_at_hand_still_names_the_file() -> None:
    lost = replace(UNCLOSED, primary=Label(Span("lost.py", 3, 4), "here"), secondary=())

    assert "--> lost.py\n" in render(replace(DIAGNOSIS, diagnostics=(lost,), fixes=()))


def _stack(*chain: Raised) -> str:
    traceback = Traceback(chain=chain)
    report = render(
        Diagnosis(cause="it stopped", decision=DECISION, traceback=traceback), root="/home/dev/shop"
    )
    return report.split("\n\n")[1]


def test_a_message_that_repeats_the_cause_is_not_said_again() -> None:
    found = replace(UNCLOSED, message="`(` is not closed", notes=(), help="")

    assert "not closed" not in render(replace(DIAGNOSIS, diagnostics=(found,)))


def test_a_message_that_says_more_than_the_cause_stands_under_the_snippet() -> None:
    found = replace(UNCLOSED, message="`(` begins the call of `sum`", notes=(), help="")

    report = render(replace(DIAGNOSIS, diagnostics=(found,)))

    assert report.startswith("error[syntax/unclosed-bracket]: `(` is never closed\n --> cart.py:2:17\n")
    assert "\n  = note: `(` begins the call of `sum`\n" in report


def test_a_report_that_breaks_off_before_its_exception_says_so() -> None:
    assert "... the exception is not in the report" in _stack(Raised(type="", frames=(Frame(file="a.py"),)))


def test_a_question_is_asked_once() -> None:
    asked = Diagnostic(code="unclear/question", message="more is needed", help="what did you run?")
    decision = replace(DECISION, route=Route.UNCLEAR, question="what did you run?")

    report = render(Diagnosis(cause="it is not said", decision=decision, diagnostics=(asked,)))

    assert report.count("what did you run?") == 1
    assert "more is needed" not in report


def test_a_note_that_the_cause_has_word_for_word_is_left_out() -> None:
    found = replace(UNCLOSED, notes=("never closed", "it is opened in a call"))

    report = render(replace(DIAGNOSIS, diagnostics=(found,)))

    assert report.count("never closed") == 1
    assert "= note: it is opened in a call" in report


def test_library_calls_are_folded_and_paths_start_at_the_workspace() -> None:
    frames = (
        Frame(file="/home/dev/shop/app.py", line=3, function="main", code="load()"),
        Frame(file="/usr/lib/python3.11/json/__init__.py", line=346, function="loads"),
        Frame(file="/usr/lib/python3.11/json/decoder.py", line=337, function="decode"),
        Frame(file="/usr/lib/python3.11/json/decoder.py", line=355, function="raw_decode"),
    )

    assert _stack(Raised(type="json.JSONDecodeError", message="Expecting value", frames=frames)) == (
        "stack, deepest call last\n"
        "  app.py:3 in main  load()\n"
        "  ... 2 calls in library code\n"
        "  json/decoder.py:355 in raw_decode\n"
        "  json.JSONDecodeError: Expecting value"
    )


def test_a_deep_recursion_takes_a_few_rows() -> None:
    frames = tuple(Frame(file="a.py", line=2, function="f") for _ in range(1000))

    assert _stack(Raised(type="RecursionError", frames=frames)) == (
        "stack, deepest call last\n"
        "  a.py:2 in f\n"
        "  ... this call repeats 998 more times\n"
        "  a.py:2 in f\n"
        "  RecursionError"
    )


def test_calls_that_repeat_together_are_shown_once() -> None:
    pair = (Frame(file="a.py", line=2, function="f"), Frame(file="a.py", line=5, function="g"))

    assert _stack(Raised(type="RecursionError", frames=(Frame(file="a.py", line=9), *pair * 500))) == (
        "stack, deepest call last\n"
        "  a.py:9\n"
        "  a.py:2 in f\n"
        "  a.py:5 in g\n"
        "  ... these 2 calls repeat 498 more times\n"
        "  a.py:2 in f\n"
        "  a.py:5 in g\n"
        "  RecursionError"
    )


def test_a_deep_stack_without_a_cycle_keeps_both_ends() -> None:
    frames = tuple(Frame(file="a.py", line=number, function="f") for number in range(1000))

    rows = _stack(Raised(type="RecursionError", frames=frames)).split("\n")

    assert len(rows) < 70
    assert rows[1] == "  a.py:0 in f"
    assert rows[-2] == "  a.py:999 in f"


def test_a_chain_says_how_one_led_to_the_next() -> None:
    text = _stack(
        Raised(
            type="KeyError",
            message="'a'",
            link=Link.CAUSE,
            frames=(Frame(file="a.py", line=1, function="f"),),
        ),
        Raised(type="ValueError", message="bad", frames=(Frame(file="a.py", line=2, function="g"),)),
    )

    assert text.split("\n")[2:5] == ["  KeyError: 'a'", "  which was the cause of", "  a.py:2 in g"]


def test_the_members_of_a_group_stand_under_it() -> None:
    member = Traceback(chain=(Raised(type="ValueError", message="one"),))

    text = _stack(Raised(type="ExceptionGroup", message="two failed", members=(member, member)))

    assert "    1 of 2 in the group:\n      ValueError: one" in text


def test_a_message_of_many_lines_is_shortened_and_that_is_said() -> None:
    text = _stack(Raised(type="E", message="\n".join(map(str, range(100)))))

    assert "... 88 more lines of the message" in text


HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e[/red]\r\x9b31m"


def test_nothing_foreign_reaches_the_terminal_raw() -> None:
    frame = Frame(file=HOSTILE, line=1, function=HOSTILE, code=HOSTILE)
    state = StateFrame(
        file=HOSTILE,
        line=1,
        function=HOSTILE,
        variables=(Variable(name=HOSTILE, type=HOSTILE, repr=HOSTILE, flags=(HOSTILE,)),),
    )
    label = Label(Span(HOSTILE, 0, 3), HOSTILE)
    decision = replace(
        DECISION,
        question=HOSTILE,
        kind=HOSTILE,
        signals=(Signal(Stage.KEYWORD, Route.RUNTIME, HOSTILE, 1.0),),
        opinions=(DECISION,),
    )
    diagnosis = Diagnosis(
        cause=HOSTILE,
        decision=decision,
        traceback=Traceback(
            chain=(Raised(type=HOSTILE, message=HOSTILE, frames=(frame,), notes=(HOSTILE,)),), subject=HOSTILE
        ),
        others=(Traceback(chain=(Raised(type="E"),)),),
        diagnostics=(
            Diagnostic(
                code=HOSTILE,
                message=HOSTILE,
                primary=label,
                secondary=(label,),
                notes=(HOSTILE,),
                help=HOSTILE,
            ),
            Diagnostic(code=HOSTILE, message=HOSTILE),
        ),
        hypotheses=(
            Hypothesis(
                code="x",
                claim=HOSTILE,
                verdict=Verdict.CONFIRMED,
                evidence=(Evidence(expression=HOSTILE, value=HOSTILE, where=HOSTILE),),
            ),
        ),
        snapshot=Snapshot(frames=(state,)),
        suspects=(Suspect(path=HOSTILE, line=1, score=1.0, reasons=(HOSTILE,)),),
        fixes=(
            Fix(
                title=HOSTILE,
                edits=(Edit(Span(HOSTILE, 0, 1), HOSTILE),),
                applicability=Applicability.DISPLAY,
                check=HOSTILE,
                proposer=HOSTILE,
            ),
        ),
        sources=(Source(title=HOSTILE, url=HOSTILE, score=1.0, licence=HOSTILE, excerpt=HOSTILE),),
        code=(Code(text=HOSTILE, path=HOSTILE),),
        notes=(HOSTILE,),
        timings=(Timing(step="x", seconds=0.1),),
    )

    for verbose in (False, True):
        text = render(diagnosis, verbose=verbose)

        assert not set(text) & set("\x1b\x07\x9b\r\u202e")


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=200),
    st.integers(0, 220),
    st.integers(0, 50),
    st.integers(1, 120),
)
def test_any_span_of_any_text_can_be_shown(text: str, start: int, length: int, width: int) -> None:
    found = Diagnostic(code="x/y", message="m", primary=Label(Span("f", start, start + length), "here"))

    report = render(
        Diagnosis(cause="m", decision=DECISION, diagnostics=(found,), code=(Code(text=text, path="f"),)),
        width=width,
    )

    assert "^" in report


def test_code_out_of_a_paste_is_shown_with_the_lines_of_the_paste() -> None:
    found = Diagnostic(code="x/y", message="m", primary=Label(Span("<input:41>", 2, 3), "here"))
    code = (Code(text="q", path="<input:7>"), Code(text="a\nb", path="<input:41>", first_line=41))

    report = render(Diagnosis(cause="m", decision=DECISION, diagnostics=(found,), code=code))

    assert report.split("\n")[1:6] == ["  --> input:42:1", "   |", "41 | a", "42 | b", "   | ^ here"]


@pytest.mark.parametrize("rendered", [render, markdown.render])
def test_a_source_that_cannot_be_opened_says_what_it_knows(rendered: Callable[[Diagnosis], str]) -> None:
    """What the team solved has no address: without its words a reader would be told that there is a cure, and not which."""
    ours = Source(title="KeyError: 'cofee'", url="solved:33d2", score=1.0, excerpt="use the key `coffee`")
    page = Source(title="asked", url="https://example.org", score=1.0, licence="CC BY-SA 4.0", excerpt="long")
    text = rendered(replace(DIAGNOSIS, sources=(ours, page)))

    assert "use the key" in text
    assert "CC BY-SA 4.0" in text
    assert "long" not in text
