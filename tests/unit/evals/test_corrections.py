"""The evaluation says whether the user's corrections help, without letting one vouch for itself."""

from analyzers.facts import Route
from assistant.evals import corrections
from assistant.router.corrections import add


def test_without_corrections_nothing_is_said() -> None:
    assert corrections.measure([]) is None


def test_like_texts_that_were_corrected_help_each_other() -> None:
    """Two nearly equal texts, both sent elsewhere by the user: each is right with the other's help."""
    for end in ("", "?", "!"):
        add(f"which theme goes best with the wide screen of our release dashboard{end}", Route.LOGIC)
    found = corrections.measure([({"label": "logic"}, {"label": "logic", "uncorrected": "unclear"})])
    assert found is not None
    assert found["each_other"] == {"with": 3, "without": 0, "total": 3}
    assert found["cases"] == {"with": 1, "without": 0, "total": 1}
    assert corrections.table(found).rows[1][-1] == "help (+3)"
