"""The report as a page: whole, harmless, and of its own."""

from dataclasses import replace

import pytest

from analyzers.facts import Diagnosis
from tests.tui.fakes import DIAGNOSIS
from tui.render.html import render

EVIL = (
    "</pre><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) ![x](http://evil)"
)


def test_the_page_has_cause_evidence_fix_and_stack() -> None:
    page = render(DIAGNOSIS)

    for text in ("<code>rate_of</code> returns nothing", "<h3>Evidence</h3>", "<h3>Stack</h3>", "verified"):
        assert text in page
    assert '<span class="add">+    return 0.0</span>' in page


_CODE = tuple(replace(one, text=f"{EVIL}\n{one.text}") for one in DIAGNOSIS.code)


@pytest.mark.parametrize(
    "diagnosis",
    [replace(DIAGNOSIS, cause=EVIL), replace(DIAGNOSIS, notes=(EVIL,)), replace(DIAGNOSIS, code=_CODE)],
    ids=["cause", "notes", "code"],
)
def test_nothing_foreign_becomes_markup(diagnosis: Diagnosis) -> None:
    page = render(diagnosis)

    assert "<script" not in page
    assert "<img" not in page
    assert 'javascript:alert(1)"' not in page


def test_the_page_may_load_and_run_nothing() -> None:
    page = render(DIAGNOSIS)

    assert "default-src 'none'" in page
    assert 'src="' not in page
    assert "<link" not in page
