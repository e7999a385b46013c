"""Is the map of flows true? Each test that it names exists, and each flow has one."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROWS = [
    line.split("|")[1:3]
    for line in Path(__file__).with_name("FLOWS.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| flow", "| ---", "| **"))
]


def test_every_flow_has_tests_that_exist() -> None:
    defined = {
        f"{path.stem}.{name}"
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(), re.MULTILINE)
    }
    named = {flow.strip(): re.findall(r"`(test_\w+\.test_\w+)`", tests) for flow, tests in ROWS}

    assert [flow for flow, tests in named.items() if not tests] == []
    assert {name for tests in named.values() for name in tests} - defined == set()
