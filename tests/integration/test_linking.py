"""What a real linker misses is shown where it is named, with the file that defines it where there is one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Route
from assistant.diagnose import Assistant
from tools.intake import from_text

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc here")

_MAIN = (
    "#include <math.h>\nint helper(int);\nint main(int n, char **v) { return helper(n) + (int)sqrt(n); }\n"
)


def _linked(folder: Path) -> Diagnosis:
    from dataclasses import replace

    done = subprocess.run(
        ["gcc", "-O0", "-fno-builtin", "main.c", "-o", "main"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    last = list(Assistant().run(replace(from_text(done.stderr), workspace=str(folder))))[-1]
    assert isinstance(last, Done)
    return last.diagnosis


def test_a_missing_definition_is_named_with_its_use_and_its_file(tmp_path: Path) -> None:
    (tmp_path / "main.c").write_text(_MAIN)
    (tmp_path / "util.c").write_text(
        "static int one(void) { return helper(1); }\nint\nhelper(int n)\n{\n  return n;\n}\n"
    )
    diagnosis = _linked(tmp_path)
    by_name = {one.message.split("`")[1]: one for one in diagnosis.diagnostics}

    assert diagnosis.decision.route is Route.SYNTAX
    assert not diagnosis.fixes  # the linker's text is no code to be mended
    assert by_name["helper"].help.startswith("`util.c` defines it")
    assert "-lm" in by_name["sqrt"].help
    label = by_name["helper"].primary
    assert label is not None
    assert diagnosis.code[0].text[label.span.start :].startswith("helper(int)")


def test_where_nobody_defines_it_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "main.c").write_text("int helper(int);\nint main(void) { return helper(3); }\n")

    [diagnostic] = _linked(tmp_path).diagnostics

    assert diagnostic.help.startswith("no source of the workspace defines it")
