"""Which line does a repair begin at?"""

import pytest

from analyzers.syntax.changes import defect_line


@pytest.mark.parametrize(
    ("broken", "fixed", "line"),
    [
        ("a\nb\nc\n", "a\nb;\nc\n", 2),
        ("if a {\n  b\nc\n", "if a {\n  b\n}\nc\n", 2),  # the line after which `}` belongs
        ("if a {\n  b\n\nc\n", "if a {\n  b\n}\nc\n", 3),  # the line that was left empty
        ("b\n", "a\nb\n", 1),  # before the first line there is none
        ("a\nb", "a\nb\nc", 2),
        ("a\nb\nc\n", "a\nc\n", 2),
        ("a\n", "a\n", 1),
        ("", "a\n", 1),
    ],
)
def test_the_line_of_a_defect(broken: str, fixed: str, line: int) -> None:
    """A missing line has no number of its own."""
    assert defect_line(broken, fixed) == line
