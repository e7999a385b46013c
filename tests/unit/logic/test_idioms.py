"""Is the idiom proposed that was taken for its twin, or left out?"""

from textwrap import dedent

import pytest

from analyzers.logic.edits import candidates
from analyzers.logic.program import Program


def proposals(text: str) -> set[str]:
    program = Program("a.py", text)
    return {made.apply(text) for made in candidates(program, frozenset(range(1, 1000)))}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("for i in range(len(points) - 1):\n    join(points[i], points[i + 1])",
         "for i in range(len(points)):\n    join(points[i], points[(i + 1) % len(points)])"),
        ("return sum(d(a, b) for a, b in zip(points, points[1:]))",
         "return sum(d(a, b) for a, b in zip(points, points[1:] + points[:1]))"),
        ("return {k: list(g) for k, g in groupby(points, by)}",
         "return {k: list(g) for k, g in groupby(sorted(points, key=by), by)}"),
        ("return {k: list(g) for k, g in groupby(points)}",
         "return {k: list(g) for k, g in groupby(sorted(points))}"),
        ("return [t.result() for t in as_completed(tasks)]", "return [t.result() for t in tasks]"),
        ("return list(pool.imap_unordered(f, points))", "return list(pool.imap(f, points))"),
        ("for p in points:\n    n = n * p\n    f(n)\n    g(p)", "for p in points:\n    f(n * p)\n    g(p)"),
        ("for p in points:\n    n += p\n    f(n)\n    g(2 * n)", "for p in points:\n    f(n + p)\n    g(2 * (n + p))"),
        ("sign = 1\nfor p in points:\n    if p:\n        f(p)\nreturn sign",
         "sign = 1\nfor p in points:\n    if p:\n        f(p)\n        sign = -sign\nreturn sign"),
        ("on = False\nfor p in points:\n    f(p)\nreturn on", "on = False\nfor p in points:\n    f(p)\n    on = not on\nreturn on"),
        ("while a <= b:\n    f(a)\n    a += 1\n    f(b)\n    b -= 1",
         "while a <= b:\n    f(a)\n    a += 1\n    if not (a <= b):\n        break\n    f(b)\n    b -= 1"),
        ("return ' '.join(a) in ' '.join(b)", "return f\" {' '.join(a)} \" in f\" {' '.join(b)} \""),
        ("return points[a:b]", "return points[a:a + b]"),
        ("return a.calendar()[1]", "return a.calendar()[:2]"),
        ("return a == State.FAILED and b != State.DONE", "return a != State.DONE and b != State.DONE"),
        ("return a == State.FAILED and b != State.DONE",
         "return a in (State.FAILED, State.DONE) and b != State.DONE"),
        ("n = by(1)\nfor p in points:\n    if p:\n        f(p)\n    n *= p\nreturn n",
         "n = by(1)\nfor p in points:\n    if p:\n        f(p)\n        n = -n\n    n *= p\nreturn n"),
        ("if g(*cell):\n    return f(a, b)", "if g(*cell):\n    return f(*cell)"),
        ("return a.get(b) or points", "return a[b] if b in a else points"),
    ],
)  # fmt: skip
def test_the_idiom_is_proposed(wrong: str, right: str) -> None:
    def function(body: str) -> str:
        return "def f(points, tasks, pool, by, n, a, b, cell):\n" + "".join(
            f"    {row}\n" for row in body.split("\n")
        )

    assert function(right) in proposals(function(wrong))


def test_the_function_beside_the_imported_one_is_imported_in_its_place() -> None:
    """One edit: the import and the use by themselves leave a program that does not run."""
    wrong = "from bisect import bisect_right\n\n\ndef f(xs, x):\n    return bisect_right(xs, x)\n"

    assert wrong.replace("bisect_right", "bisect_left") in proposals(wrong)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return a >= b", "return LEVELS.index(a) >= LEVELS.index(b)"),
        ("return sorted(a)", "return sorted(a, key=LEVELS.index)"),
        (
            "return sorted(a, key=lambda one: one.level)",
            "return sorted(a, key=lambda one: LEVELS.index(one.level))",
        ),
    ],
)
def test_words_whose_order_a_list_says_are_compared_by_their_places(wrong: str, right: str) -> None:
    head = dedent(
        """
        LEVELS = ("low", "middle", "high")

        def f(a, b):
        """
    )

    assert f"{head}    {right}\n" in proposals(f"{head}    {wrong}\n")


def test_what_is_made_ready_for_ascii_is_taken_apart_wholly_first() -> None:
    """Of the four forms only one leaves the letter of a ligature and of an accented letter alike."""
    text = "def f(a):\n    return unicodedata.normalize('NFC', a).encode('ascii', 'ignore')\n"
    program = Program("a.py", text)
    made = {one.apply(text): one.weight for one in candidates(program, frozenset({2}))}

    assert made[text.replace("'NFC'", '"NFKD"')] > made[text.replace("'NFC'", '"NFD"')]
