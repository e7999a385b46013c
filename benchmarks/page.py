"""How do results become a page? `docs/benchmarks.md` and its pictures, written from the JSON that a run leaves."""

import json
import platform
from html import escape
from typing import Any

from benchmarks.figures import ROOT

RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "benchmarks"
_WIDTH, _ROW, _LABEL = 640, 26, 250


def write() -> None:
    """Write the page and one picture for each comparison."""
    latest = _read("latest.json")
    peers = _read("peers.json")
    naive = _read("naive.json")
    fuzzed = _read("fuzz.json")
    PICTURES.mkdir(exist_ok=True)
    parts = [
        "# Benchmarks",
        "",
        (
            "Written by `make bench`; what a run measured lies in `benchmarks/results/`. Machines are noisy and differ: read the"
            f" ratios: each table comes from one run of its own (Python {platform.python_version()}, {platform.machine()})."
        ),
    ]
    if peers:
        parts += [
            "",
            "## Beside others",
            "",
            "The same work in the same run. A ratio is how many times our value the other's is.",
        ]
        parts += [
            (
                "Syntax is measured on our own fixtures, those that rules were made from: our figure there is what we know by heart,"
                " [eval.md](eval.md) says what held-back ones give."
            ),
        ]
        for number, one in enumerate(peers):
            name = f"comparison-{number + 1}.svg"
            (PICTURES / name).write_text(_picture(one), encoding="utf-8")
            parts += [
                "",
                f"### {one['title']}",
                "",
                f"{one['work']}.",
                "",
                f"![{one['title']}](benchmarks/{name})",
                "",
                *_table(one),
            ]
    if latest:
        parts += ["", "## Ours alone", "", *table(latest)]
    if naive:
        parts += [
            "",
            "## How hard the wrong programs are",
            "",
            "`python -m benchmarks.naive_repair`: single edits of the syntax tree, line by line in the order of Ochiai, the first",
            "that passes the visible tests is the answer (60 s a program). Beside it our first verified fix. Right is what passes",
            "the hidden tests.",
            "",
            "| programs | naive passes | naive right | ours verified | ours right | ours right where naive is |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *map(_hard, naive),
        ]
    if fuzzed:
        parts += [
            "",
            "## Readers fuzzed",
            "",
            "| reader | minutes | inputs | findings that are open |",
            "| --- | ---: | ---: | ---: |",
        ]
        parts += [
            f"| {name} | {one['minutes']:g} | {one['inputs']:,} | {len(one['findings'])} |"
            for name, one in fuzzed.items()
        ]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")


def table(records: list[dict[str, Any]]) -> list[str]:
    """Return figures as rows of a Markdown table."""
    rows = ["| what | measured | budget |", "| --- | ---: | --- |"]
    return rows + [
        f"| {one['name']} | {one['value']:,.4g} {one['unit']} | {one['budget']} |" for one in records
    ]


def _hard(row: dict[str, Any]) -> str:
    """What a naive search and ours came to on some programs, as a row."""
    shares = []
    for who in ("naive", "ours"):
        right, wrong = row[who].get("right", 0), row[who].get("wrong", 0)
        shares += [f"{count} ({100 * count / row['count']:.0f} %)" for count in (right + wrong, right)]
    return f"| {row['programs']} ({row['count']}) | {' | '.join(shares)} | {row['both']} |"


def _read(name: str) -> Any:  # JSON as a run has left it
    path = RESULTS / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _table(one: dict[str, Any]) -> list[str]:
    ours = one["rows"][0]["value"]
    right = f" {one['right']} |" if one["right"] else ""
    rows = [f"| who | {one['unit']} | ratio |{right}", f"| --- | ---: | ---: |{' --- |' if right else ''}"]
    for row in one["rows"]:
        last = f" {row['right']} |" if right else ""
        rows.append(
            f"| {row['who']} | {row['value']:,.3g} | {row['value'] / ours if ours else 0:,.3g} |{last}"
        )
    return rows


def _picture(one: dict[str, Any]) -> str:
    """A bar for each row: readable on light and on dark, without a script."""
    most = max((row["value"] for row in one["rows"]), default=0.0) or 1.0
    height = _ROW * len(one["rows"]) + 30
    bars = []
    for number, row in enumerate(one["rows"]):
        top = 24 + number * _ROW
        width = max(1.0, (_WIDTH - _LABEL - 90) * row["value"] / most)
        colour = "#3f7fbf" if number == 0 else "#9aa3ab"
        bars.append(
            f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(row["who"])}</text>'
            f'<rect x="{_LABEL}" y="{top}" width="{width:.1f}" height="{_ROW - 8}" fill="{colour}"/>'
            f'<text x="{_LABEL + width + 6:.1f}" y="{top + 13}">{row["value"]:,.3g}</text>'
        )
    better = "more is better" if one["more_is_better"] else "less is better"
    title = f'<text x="{_LABEL}" y="14" font-style="italic">{escape(one["unit"])}, {better}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12" '
        f'fill="#7a828a" role="img" aria-label="{escape(one["title"])}">{title}{"".join(bars)}</svg>\n'
    )


__all__ = ["PAGE", "PICTURES", "RESULTS", "table", "write"]
