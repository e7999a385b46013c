"""Is the Python that is to run a file asked about it, in one child for all questions?"""

import sys
from pathlib import Path

import pytest

from analyzers.errors import ToolMissing
from analyzers.syntax import repair
from analyzers.syntax.python.verdict import Target, Verdict, judge
from tools.compiler import Compiler, compiler_of


def _refuses_match(text: str) -> Verdict | None:
    """An older Python that has no `match`: as 3.9 says it."""
    if "match " in text:
        return Verdict("SyntaxError", "invalid syntax", 1, 7, 1, 7)
    return judge(text)


OLD = Target((3, 9), _refuses_match)


def test_a_child_says_what_its_interpreter_says() -> None:
    with Compiler(sys.executable, sys.version_info[:2]) as compiler:
        for text in ("x = 1\n", "x = = 1\n", "if x:\npass\n", "s = 'é𝒳\n", "", "\ufeffx = 1\n"):
            assert compiler.judge(text) == judge(text)


def test_one_child_answers_all_questions() -> None:
    with Compiler(sys.executable, sys.version_info[:2]) as compiler:
        compiler.judge("x = 1\n")
        child = compiler._child

        compiler.judge("y = (\n")

        assert compiler._child is child


def test_nothing_of_a_text_is_run(tmp_path: Path) -> None:
    with Compiler(sys.executable, sys.version_info[:2]) as compiler:
        compiler.judge(f"open({str(tmp_path / 'written')!r}, 'w')\n")

    assert not (tmp_path / "written").exists()


def test_what_the_compiler_cannot_take_is_not_asked() -> None:
    with Compiler(sys.executable, sys.version_info[:2]) as compiler:
        assert compiler.judge("x = '\0'\n") is not None
        assert compiler._child is None


def test_an_interpreter_that_does_not_start_is_said(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing), Compiler(str(tmp_path / "python"), (3, 9)) as compiler:
        compiler.judge("x = 1\n")


def test_our_own_version_needs_no_child() -> None:
    assert compiler_of(sys.executable) is None


def test_a_form_that_is_too_new_is_named_and_not_repaired() -> None:
    text = "match x:\n    case 1:\n        pass\n"
    found = repair(text, "a.py", target=OLD)

    assert found.text is None
    assert [one.code for one in found.diagnostics] == ["syntax/newer-python"]
    assert found.diagnostics[0].message == "a `match` statement needs Python 3.10"


def test_a_repair_is_checked_by_the_target() -> None:
    found = repair("print(f(1)\n", "a.py", target=OLD)

    assert found.text == "print(f(1))\n"
    assert found.fixes[0].check == "compiles with Python 3.9"


def test_a_text_that_a_newer_target_accepts_is_well_formed() -> None:
    newer = Target((3, 99), lambda _: None)

    assert repair("x = = 1\n", "a.py", target=newer).well_formed
