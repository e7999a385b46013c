"""The page of benchmarks is what the results say."""

import json
from pathlib import Path

import pytest

from benchmarks import page

FIGURE = {"benchmark": "a", "name": "b", "value": 1234.5, "unit": "ms", "budget": "5 ms"}
ROWS = [{"who": "us <&>", "value": 2.0, "right": "yes"}, {"who": "them", "value": 6.0, "right": "no"}]
COMPARISON = {
    "title": "T",
    "work": "w",
    "unit": "s CPU",
    "right": "is right",
    "rows": ROWS,
    "more_is_better": False,
}

HARD = {
    "programs": "new",
    "count": 4,
    "naive": {"right": 1, "wrong": 1, "-": 2},
    "ours": {"right": 3, "-": 1},
    "both": 1,
}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, records in (
        ("latest.json", [FIGURE]),
        ("peers.json", [COMPARISON]),
        ("fuzz.json", {"traceback": {"minutes": 10.0, "inputs": 22_600, "findings": []}}),
        ("naive.json", [HARD]),
    ):
        (tmp_path / name).write_text(json.dumps(records))
    monkeypatch.setattr(page, "RESULTS", tmp_path)
    monkeypatch.setattr(page, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(page, "PICTURES", tmp_path / "pictures")
    page.write()
    return tmp_path


def test_figures_ratios_and_readers_are_on_the_page(results: Path) -> None:
    text = (results / "page.md").read_text()

    assert "| b | 1,234 ms | 5 ms |" in text or "| b | 1,235 ms | 5 ms |" in text
    assert "| them | 6 | 3 | no |" in text
    assert "| traceback | 10 | 22,600 | 0 |" in text
    assert "| new (4) | 2 (50 %) | 1 (25 %) | 3 (75 %) | 3 (75 %) | 1 |" in text


def test_a_picture_is_well_formed_whatever_the_names(results: Path) -> None:
    from xml.etree import ElementTree

    [picture] = (results / "pictures").iterdir()
    root = ElementTree.fromstring(picture.read_text())
    bars = [float(bar.attrib["width"]) for bar in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert bars[1] == pytest.approx(3 * bars[0], rel=0.01)
    assert "us <&>" in picture.read_text().replace("&lt;", "<").replace("&amp;", "&").replace("&gt;", ">")
