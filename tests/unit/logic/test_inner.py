"""Which edits are proposed in texts that are a language of their own, and for parts of the standard library's values?"""

import pytest

from tests.unit.logic.test_edits import proposals

DATE = "def f(when):\n    return when.strftime('%s')\n"
QUERY = "def f(db):\n    return db.execute('%s')\n"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("%Y-%m-%d %I", "%Y-%m-%d %H"),
        ("%H:%m", "%H:%M"),
        ("%d.%m.%y", "%d.%m.%Y"),
        ("%m/%d/%Y", "%d/%m/%Y"),
    ],
)
def test_another_part_of_a_date_is_proposed(wrong: str, right: str) -> None:
    assert DATE.replace("%s", right) in proposals(DATE.replace("%s", wrong))


def test_a_text_with_percentages_is_no_date() -> None:
    """Where nothing formats a date, `%d` is a number."""
    text = "def f(n):\n    return '%d of %d' % (n, n)\n"

    assert text.replace("%d of", "%m of") not in proposals(text)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("SELECT a FROM t JOIN u ON a = b", "SELECT a FROM t LEFT JOIN u ON a = b"),
        ("SELECT a FROM t LEFT JOIN u ON a = b", "SELECT a FROM t JOIN u ON a = b"),
        ("SELECT a FROM t WHERE n > ?", "SELECT a FROM t WHERE n >= ?"),
        ("SELECT a FROM t WHERE n > ? AND m < ?", "SELECT a FROM t WHERE n > ? OR m < ?"),
        ("SELECT a FROM t ORDER BY a", "SELECT a FROM t ORDER BY a DESC"),
        ("SELECT a FROM t ORDER BY a DESC", "SELECT a FROM t ORDER BY a"),
        ("SELECT MIN(a) FROM t", "SELECT MAX(a) FROM t"),
        ("SELECT COUNT(a) FROM t", "SELECT COUNT(DISTINCT a) FROM t"),
        ("SELECT a FROM t", "SELECT DISTINCT a FROM t"),
    ],
)
def test_another_query_is_proposed(wrong: str, right: str) -> None:
    assert QUERY.replace("%s", right) in proposals(QUERY.replace("%s", wrong))


def test_another_part_of_a_span_of_time_is_proposed() -> None:
    """`seconds` is what is left of a day, and nothing else in the program says `days`."""
    text = "def f(start, end):\n    return (end - start).seconds\n"

    assert text.replace("seconds", "days") in proposals(text)
    assert text.replace("seconds", "total_seconds()") in proposals(text)
