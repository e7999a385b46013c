"""Is a model's sentence shown only when it says what was found, where it was found?"""

from dataclasses import replace

import pytest

from analyzers.facts import (
    Applicability,
    Code,
    Decision,
    Diagnosis,
    Diagnostic,
    Edit,
    Fix,
    Label,
    Route,
    Span,
    Stage,
    Status,
    Suspect,
)
from analyzers.wording import first_sentence, objection
from assistant.advice.words import asked

TEXT = "def last(xs, i):\n    return xs[i]\n\n\nprint(last([1, 2, 3], 3))\n"
FIX = Fix(
    title="replace `i` by `i - 1` at line 2",
    edits=(Edit(Span("main.py", TEXT.index("xs[i]") + 3, TEXT.index("xs[i]") + 4), "i - 1"),),
    applicability=Applicability.UNSAFE,
    status=Status.VERIFIED,
)
FOUND = Diagnosis(
    cause="`xs` has 3 items, so there is no index 3",
    decision=Decision(route=Route.RUNTIME, confidence=1.0, stage=Stage.STRUCTURE),
    diagnostics=(
        Diagnostic(
            code="runtime/index",
            message="`xs` has 3 items, so there is no index 3",
            primary=Label(Span("main.py", TEXT.index("xs[i]"), TEXT.index("xs[i]") + 5)),
        ),
    ),
    suspects=(Suspect(path="main.py", line=2, score=0.9),),
    code=(Code(text=TEXT, path="main.py", language="python"),),
    fixes=(FIX,),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "On line 2 `xs[i]` fails, for `xs` has 3 items and no index 3.",
        "`xs` holds 3 items, so index 3 is not there.",
        "`xs` has no index 3; replace `i` by `i - 1` at line 2.",
    ],
)
def test_what_agrees_with_the_facts_is_shown(sentence: str) -> None:
    assert objection(sentence, FOUND) == ""


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("", "one short sentence"),
        ("No index 3. It is line 2. Look there.", "more than one"),
        ("`xs` is probably too short, there is no index 3.", "`probably`"),
        ("`xs` has 5 items, so there is no index 3.", "number 5"),
        ("`items[i]` has no index 3.", "does not stand there"),
        ("`xs` has an index 3.", "leaves out"),
        ("The database has no index 3 for `xs`.", "database"),
        ("`xs` has no index 3, so add it to `xs`.", ""),
        ("`xs` has no index 3; remove `i`.", "another change"),
        ("`xs` has no index 3; use `last`.", "not found"),
        ("There is no index 3.", "where"),
        (
            "`xs` does not have index 3 with its 3 items.",
            "nothing was found that says so",
        ),  # right, and in doubt
        ("Is there no index 3 in `xs`?", "more than one"),
        ("`xs` has no index 3\nat all", "one short"),
    ],
)
def test_what_does_not_is_refused(sentence: str, said: str) -> None:
    if said:
        assert said in objection(sentence, FOUND)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("`xs` has no index 3. The fix is to\nadd one.", "`xs` has no index 3."),
        ("`a. B` is `None`. `c` is not.", "`a. B` is `None`."),
        ("In v1.2 of main.py it fails", "In v1.2 of main.py it fails"),
        ("", ""),
    ],
)
def test_of_an_answer_only_the_first_sentence_counts(text: str, first: str) -> None:
    assert first_sentence(text) == first


# What a model of half a billion or of one and a half billion parameters really said of such facts, and is wrong.
@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (
            "`.` has no business here",
            "The `xs[i]` line is incorrect because `xs` is a module, not a function.",
        ),
        ("a quote inside the string ends it early", "The string on line 2 is missing a closing bracket."),
        (
            "`xs` is an `int`, which cannot be called",
            "`xs` is declared as an integer but used as a floating-point number.",
        ),
        (
            "these lines must be indented",
            "The code on line 2 is not indented properly, which causes the parser to give up.",
        ),
        ("`else` is how another language says it", "The `return` on line 2 is missing a colon."),
        (
            "`Gone` was raised by a `raise`",
            "It raises `Gone` because the variable `i` is not defined on line 2.",
        ),
        (
            "the table has no column `i`",
            "The program fails because it does not correctly handle the `i` column of `xs`.",
        ),
        (
            "`xi` is not defined; `xs` is bound in main.py",
            "The program does not find the variable `xs`, leading to an `xs` that is not defined on line 2.",
        ),
        (
            "`last(1)` gave `3` where the test expects `2`; the fault is at main.py:2",
            "The failing program is `main.py` at line 2, where the test expects `2`.",
        ),
    ],
)
def test_what_small_models_have_really_got_wrong_is_refused(cause: str, said: str) -> None:
    found = replace(FOUND.diagnostics[0], message=cause)
    assert objection(said, replace(FOUND, cause=cause, diagnostics=(found,)))


def test_a_sentence_speaks_of_what_the_cause_is_about() -> None:
    cause = "`last(1)` gave `3` where the test expects `2`; replacing `xs[i]` by `xs` makes it pass"
    found = replace(FOUND, cause=cause, diagnostics=(replace(FOUND.diagnostics[0], message=cause),))
    assert objection("On line 2 `last(1)` gave `3`.", found) == ""
    assert "does not speak of `last(1)`" in objection("On line 2 `xs[i]` is given.", found)


def test_advice_needs_a_verified_change() -> None:
    bare = replace(FOUND, fixes=(replace(FIX, status=Status.REFUTED),))
    assert "nothing has verified" in objection("`xs` has no index 3; use `i`.", bare)


GAVE = replace(
    FOUND,
    cause="`both()` gave `3` where the test expects `2`",
    diagnostics=(),
    fixes=(),
    suspects=(Suspect(path="main.py", line=1, score=0.9),),
    code=(
        Code(
            text="def one(x):\n    return x\n\n\ndef both():\n    return one(3)\n",
            path="main.py",
            language="python",
        ),
    ),
)


@pytest.mark.parametrize(
    ("line", "said"), [(1, "`both` is not on line 1"), (5, ""), (6, "")], ids=["elsewhere", "head", "body"]
)
def test_what_a_call_gave_is_told_of_no_line_of_another_function(line: int, said: str) -> None:
    """The most suspicious line is handed to the model, and small ones say that the call is there."""
    assert (
        objection(
            f"On line {line}, `both()` gave `3` where the test expects `2`.",
            replace(GAVE, suspects=(Suspect(path="main.py", line=line, score=0.9),)),
        )
        == said
    )


def test_the_examples_that_a_model_is_shown_would_pass() -> None:
    text = "\n\nif price > 10\n"
    found = replace(
        FOUND,
        cause="a line that begins a block must end with a colon",
        diagnostics=(
            Diagnostic(
                code="syntax/colon-missing",
                message="a line that begins a block must end with a colon",
                primary=Label(Span("shop.py", 2, 15)),
            ),
        ),
        suspects=(),
        fixes=(replace(FIX, title="put `:` at its end", edits=(Edit(Span("shop.py", 15, 15), ":"),)),),
        code=(Code(text=text, path="shop.py", language="python"),),
    )
    assert objection("On line 3, `if` begins a block, so `if price > 10` must end with a colon.", found) == ""


@pytest.mark.parametrize(
    "search", ["most likely at main.py:1: x", "a part of it is at main.py:1: x", "its other half is at y"]
)
def test_a_model_is_not_told_what_a_search_has_found_of_a_wrong_result(search: str) -> None:
    """Small ones say a fix as if it were a cause."""
    said = Diagnostic(code="logic/failing-check", message=GAVE.cause)
    decision = replace(GAVE.decision, route=Route.LOGIC)
    found = replace(GAVE, cause=f"{GAVE.cause}; {search}", diagnostics=(said,), decision=decision)
    told = asked(found)[-1].text
    assert GAVE.cause in told
    assert search not in told


def test_a_line_is_named_at_the_beginning_too() -> None:
    assert objection("Line 2 has no index 3, for `xs` has 3 items.", FOUND) == ""
    text = replace(FOUND, cause="these lines must be indented", diagnostics=())
    assert objection("Line 2 must be indented.", text) == ""
    assert objection("Line 5 must be indented.", text)


def test_no_other_line_is_named_than_the_cause_itself_names() -> None:
    """The place that is shown may be where a bracket should close, and the cause says where it is opened."""
    cause = "`[` is opened in line 1 and never closed"
    found = replace(FOUND, cause=cause, diagnostics=(replace(FOUND.diagnostics[0], message=cause),), fixes=())
    assert objection("`[` is opened in line 1 and never closed.", found) == ""
    assert (
        objection("On line 2, `[` is opened in line 1 and never closed.", found)
        == "the cause is told of line 1"
    )


def test_no_line_is_told_for_the_opening_where_only_that_of_the_end_is_known() -> None:
    """A `case` in a shell script begins in line 2, and its `esac` is missed at the end."""
    cause = "a block is opened and never closed"
    found = replace(FOUND.diagnostics[0], code="syntax/block-unclosed", message=cause)
    diagnosis = replace(FOUND, cause=cause, diagnostics=(found,), fixes=())
    assert objection("On line 2, a block is opened and never closed.", diagnosis)
    assert objection("Line 2 opens a block and it is never closed.", diagnosis)
    here = replace(diagnosis, diagnostics=(replace(found, code="syntax/bracket-unclosed"),))
    assert not objection("On line 2, a block is opened and never closed.", here)


def test_an_example_of_a_test_is_shown_only_where_a_check_failed() -> None:
    """Small models speak of tests where they were shown one."""
    logic = replace(FOUND.decision, route=Route.LOGIC)
    crash, wrong = asked(FOUND), asked(replace(FOUND, decision=logic))
    assert "test" not in " ".join(message.text for message in crash)
    assert "the test expects" in wrong[-2].text
