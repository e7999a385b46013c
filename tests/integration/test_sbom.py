"""The bill of materials names every pinned package with its sums and who needs it, and is the same each time."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINS = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("sbom")
    texts = []
    for name in ("a.json", "b.json"):
        command = [sys.executable, str(ROOT / "requirements" / "sbom.py"), str(folder / name)]
        subprocess.run(command, check=True, timeout=120)
        texts.append((folder / name).read_text())
    assert texts[0] == texts[1]
    found: dict[str, Any] = json.loads(texts[0])
    return found


def test_every_pin_is_there_with_all_its_sums(bill: dict[str, Any]) -> None:
    pinned = dict(re.findall(r"^([a-z0-9._-]+)==([^\s\\]+)", PINS, re.MULTILINE))
    named = {one["name"]: one for one in bill["components"]}

    assert {name: one["version"] for name, one in named.items()} == pinned
    sums = re.findall(r"sha256:([0-9a-f]{64})", PINS)
    assert sorted(each["content"] for one in named.values() for each in one["hashes"]) == sorted(sums)


def test_every_package_is_needed_by_somebody_and_all_hang_on_us(bill: dict[str, Any]) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    reached: set[str] = set()
    left = [bill["metadata"]["component"]["bom-ref"]]
    while left:
        ref = left.pop()
        if ref not in reached:
            reached.add(ref)
            left += needs[ref]

    assert reached == set(needs)
    assert any("numpy" in ref for ref in needs[bill["metadata"]["component"]["bom-ref"]])


def test_its_form_is_the_standards(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    licensed = [one for one in bill["components"] if "licenses" in one]
    assert len(licensed) > 10
