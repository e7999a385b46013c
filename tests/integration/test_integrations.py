"""What docs/integrations.md tells people to set up works on what the program really prints."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
BROKEN = "total = sum([1, 2\nprint(total)\n"


def check(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    (folder / "cart.py").write_text(BROKEN)
    return subprocess.run(
        [sys.executable, ROOT / "debugassist.py", "check", *words, "cart.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_problem_matcher_of_the_page_reads_the_quickfix_lines(tmp_path: Path) -> None:
    [block] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    pattern = json.loads(block)["tasks"][0]["problemMatcher"]["pattern"]

    [line] = check(tmp_path, "--format", "quickfix").stdout.splitlines()
    found = re.fullmatch(pattern["regexp"], line)

    assert found is not None
    assert found[pattern["file"]] == "cart.py"
    assert (found[pattern["line"]], found[pattern["severity"]]) == ("1", "error")
    assert found[pattern["code"]].startswith("syntax/")


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
def test_vim_fills_its_quickfix_list_as_the_page_says(tmp_path: Path) -> None:
    [block] = re.findall(r"```vim\n(.*?)```", PAGE, re.DOTALL)
    program = f"{sys.executable} {ROOT / 'debugassist.py'} check"
    (tmp_path / "set.vim").write_text(block.replace("debugassist\\ check", program.replace(" ", "\\ ")))
    (tmp_path / "cart.py").write_text(BROKEN)
    keep = 'call writefile([json_encode(getqflist()[0]), line(".")], "found")'

    subprocess.run(
        [
            *("vim", "-u", "NONE", "-i", "NONE", "-N", "-es"),
            *("-c", "source set.vim", "-c", "edit cart.py", "-c", "silent make", "-c", keep, "-c", "qa!"),
        ],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )

    found, line = (tmp_path / "found").read_text().splitlines()
    first = json.loads(found)
    assert (first["lnum"], first["type"], first["valid"], line) == (1, "e", 1, "1")
    assert "never closed" in first["text"]


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit", "quickfix"])
def test_a_defect_is_reported_with_exit_code_1_in_every_form(tmp_path: Path, form: str) -> None:
    done = check(tmp_path, "--format", form)

    assert done.returncode == 1
    assert "cart.py" in done.stdout
    assert done.stderr == ""


def test_the_composite_action_annotates_and_fails_the_step(tmp_path: Path) -> None:
    """Its second step is run as the runner would: bash, inputs in the environment, outputs in a file."""
    action: Any = yaml.safe_load((ROOT / ".github/actions/check/action.yml").read_text(encoding="utf-8"))
    [step] = [step for step in action["runs"]["steps"] if step.get("id") == "check"]
    program = tmp_path / "debugassist" / "bin" / "debugassist"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "debugassist.py"}" "$@"\n')
    program.chmod(0o755)
    (tmp_path / "cart.py").write_text(BROKEN)
    (tmp_path / "fine.py").write_text("print(1)\n")
    given = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "out"),
        "FILES": "cart.py fine.py",
        "SARIF": "report.sarif",
    }

    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env=os.environ | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stdout.startswith("::error title=syntax/")
    assert (tmp_path / "out").read_text() == "code=1\n"
    assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"


def test_no_input_of_the_action_is_pasted_into_its_script() -> None:
    """A file name would otherwise be read as shell code."""
    action: Any = yaml.safe_load((ROOT / ".github/actions/check/action.yml").read_text(encoding="utf-8"))

    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"]
