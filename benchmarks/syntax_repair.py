"""How long does a repair take, and how often is it the author's?

Times are CPU times of this process: one defect in a file of 500 lines, one in 20,000 lines, and hostile texts.
"""

import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from time import process_time

from analyzers.syntax import check, repair
from benchmarks.figures import Figure
from benchmarks.syntax_defects import Defect, defects, same_tree

_LIMIT = "<= 5 s"
_SHARED = 150  # defects of the part that is only measured


def figures() -> Iterator[Figure]:
    """Measure time on sizes and on hostile texts, and quality on defects that nothing was tuned on."""
    long = _library(500)
    taken = sorted(_seconds(lambda one=one: repair(one, "a.py")) for one in _broken(long))  # type: ignore[misc]
    yield Figure(
        name="repair, 500 lines, median", value=quantiles(taken)[1] * 1000, unit="ms", budget="<= 100 ms"
    )
    yield Figure(name="repair, 500 lines, slowest", value=taken[-1] * 1000, unit="ms", budget="<= 1000 ms")
    huge = _broken(_library(20_000))[0]
    yield Figure(name="repair, 20,000 lines", value=_seconds(lambda: repair(huge)), unit="s", budget="<= 3 s")
    clean = _seconds(lambda: check(long, "a.py")) * 1000
    yield Figure(name="check, 500 lines, nothing wrong", value=clean, unit="ms")
    for name, text in (
        ("100,000 open brackets", "(" * 100_000),
        ("a line of 5 MB", "x = [" + "1, " * 1_700_000),
        ("100,000 minus signs", "x = " + "-" * 100_000 + "1"),
        ("100,000 quotes", '"' * 100_001),
    ):
        yield Figure(name=name, value=_seconds(lambda text=text: repair(text)), unit="s", budget=_LIMIT)  # type: ignore[misc]
    measured = list(defects("measure", _SHARED, seed=2))
    found = [(one, repair(one.code, "a.py")) for one in measured]
    lines = sum(got.line == one.line for one, got in found) / _SHARED
    trees = sum(_same(one, got.text) for one, got in found) / _SHARED
    yield Figure(name="defects not tuned on: line", value=lines * 100, unit="%", budget=">= 94 %")
    yield Figure(name="defects not tuned on: author's tree", value=trees * 100, unit="%", budget=">= 78 %")


def _same(defect: Defect, text: str | None) -> bool:
    return text is not None and same_tree(text, defect.fixed)


def _library(lines: int) -> str:
    """Return that many lines, about, of whole definitions from the standard library."""
    text = (Path(sysconfig.get_path("stdlib")) / "typing.py").read_text(encoding="utf-8").split("\n")
    pieces = (text * (lines // len(text) + 1))[:lines]
    while pieces and (not pieces[-1] or pieces[-1][0] in " )#"):
        pieces.pop()
    return "\n".join(pieces[:-1]) + "\n"


def _broken(text: str) -> list[str]:
    """Return the text with one defect each, at several places."""
    found = []
    for old, new in (
        ("):\n", ")\n"),
        ("))\n", ")\n"),
        (", ", " "),
        ("return ", "retrun "),
        ('"\n', "\n"),
        (" = ", " "),
    ):
        at = text.find(old, len(text) // 2)
        if at >= 0:
            found.append(text[:at] + new + text[at + len(old) :])
    return found


def _seconds(call: Callable[[], object]) -> float:
    started = process_time()
    call()
    return process_time() - started
