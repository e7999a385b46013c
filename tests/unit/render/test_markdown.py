"""In an issue nothing foreign becomes markup: no mention, no link, no picture, no broken fence."""

from dataclasses import replace

import pytest

from analyzers.facts import Code, Evidence, Hypothesis, Link, Raised, Traceback, Verdict
from tests.unit.render.test_text import CLOSE, DIAGNOSIS, UNCLOSED
from tui.render.markdown import render


def test_the_cause_the_snippet_and_the_fix_are_there() -> None:
    text = render(DIAGNOSIS)

    assert text.startswith("**`(` is never closed**\n")
    assert "```text\n --> cart.py:2:17\n" in text
    assert "### Fix: close it with `)` (verified)" in text
    assert "\n```diff\n--- a/cart.py\n" in text


@pytest.mark.parametrize(
    "foreign", ["@everyone", "![x](http://a/b)", "<img src=x>", "# title", "*bold*", "a|b", "`"]
)
def test_foreign_words_are_not_markup(foreign: str) -> None:
    first = render(replace(DIAGNOSIS, cause=foreign)).split("\n", 1)[0]

    assert foreign not in first.removeprefix("**").removesuffix("**").replace("\\" + foreign[0], "")


def test_a_fence_in_the_source_does_not_end_ours() -> None:
    source = '"""\n```\n# injected\n```\n"""\n' + DIAGNOSIS.code[0].text
    shifted = replace(DIAGNOSIS, code=(Code(text=source, path="cart.py"),), diagnostics=(), fixes=(CLOSE,))

    text = render(shifted)

    opening = text[text.index("diff\n") - 4 : text.index("diff\n")]
    assert opening == "````"
    assert text.count("\n````\n") == 1


def test_backticks_in_a_value_stay_inside_their_span() -> None:
    hypothesis = Hypothesis(
        code="x", claim="c", verdict=Verdict.CONFIRMED, evidence=(Evidence(expression="x", value="a`b"),)
    )

    assert "`` a`b ``" in render(replace(DIAGNOSIS, hypotheses=(hypothesis,))) or "``a`b``" in render(
        replace(DIAGNOSIS, hypotheses=(hypothesis,))
    )


def test_the_stack_is_folded_away_and_complete() -> None:
    traceback = Traceback(chain=(Raised(type="KeyError", message="'</details>'"),))

    text = render(replace(DIAGNOSIS, traceback=traceback, diagnostics=(UNCLOSED,)))

    assert "<details><summary>Stack</summary>\n\n```text\nKeyError: '</details>'\n```" in text


def test_the_stack_has_the_links_and_the_members_of_groups() -> None:
    member = Traceback(chain=(Raised(type="ValueError", message="one"),))
    chain = (
        Raised(type="KeyError", link=Link.CAUSE),
        Raised(type="ExceptionGroup", message="two failed", members=(member,)),
    )

    text = render(replace(DIAGNOSIS, traceback=Traceback(chain=chain)))

    assert "KeyError\nwhich was the cause of\nExceptionGroup: two failed\n" in text
    assert "  1 of 1 in the group:\n    ValueError: one\n" in text
