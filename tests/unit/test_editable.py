"""What a search for repairs may edit, and which of its edits are but another body of one function."""

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from assistant.changed import change_of
from assistant.editable import foreign, programs_of
from tests.unit.runtime.crashes import crash

TEXT = "class Version:\n    def __eq__(self, other):\n        return True\n\n    def key(self):\n        return 1\n"


def test_tests_are_edited_only_where_they_failed_themselves() -> None:
    text = "def f(x):\n    return x[0]  # here\nf([])  # outer"
    error, frames = "IndexError: list index out of range", (("outer", "<module>"), ("here", "f"))
    found = crash("import test_f\n" + text, error, *frames, others={"test_f.py": "from main import f\n"})

    assert set(found.sources) == {"main.py", "test_f.py"}
    assert list(programs_of(found)) == ["main.py"]


def test_what_is_loaded_once_is_what_others_have_written() -> None:
    from pathlib import Path

    programs = {
        "main.py": Program("main.py", "import json, other\nfrom . import third\n"),
        "other.py": Program("other.py", ""),
    }

    assert foreign(programs, Path("/nowhere")) == ["json"]


def test_a_method_put_in_behind_another_is_no_new_body_of_that_one() -> None:
    """Else only the old method would be replaced, and the new one never be there."""
    program = Program("v.py", TEXT)
    after = TEXT.index("\n    def key")

    def change(text: str) -> object:
        edits = ((after, after, text),)
        candidate = Candidate("v.py", edits, 2, "kind", 1.0)
        return change_of(program, candidate, candidate.apply(TEXT), "/v.py", frozenset())

    assert change("\n    def __hash__(self):\n        return 1\n") is None
    assert change("        return None\n") is not None
