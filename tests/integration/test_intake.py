"""What was handed over, in whatever form, becomes one problem."""

import io
from pathlib import Path

import pytest

from analyzers.errors import InputError
from analyzers.facts import Intake
from tools.intake import from_code, from_command, from_files, from_stream, from_text, workspace_of

TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f(1)\nKeyError: 1\n'


def test_a_stream_is_read_in_pieces_of_any_size() -> None:
    class Dripping(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.data = data

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            assert isinstance(buffer, memoryview)
            piece, self.data = self.data[:3], self.data[3:]
            buffer[: len(piece)] = piece
            return len(piece)

    problem = from_stream(io.BufferedReader(Dripping(TRACEBACK.encode("utf-16"))))

    assert problem.text == TRACEBACK
    assert problem.intake is Intake.STDIN
    assert problem.notes == ("standard input was decoded as UTF-16",)


@pytest.mark.parametrize("data", [b"", b" \n", b"\0\0\n\0", b"\x1b[0m\n"])
def test_nothing_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InputError):
        from_stream(io.BytesIO(data))


def test_what_was_changed_is_noted() -> None:
    problem = from_stream(io.BytesIO(b"caf\xe9 is closed\0 today\n"))

    assert problem.text == "café is closed today\n"
    assert problem.notes == (
        "1 bytes of standard input that are not UTF-8 were read as Windows-1252",
        "1 NUL characters were taken out of standard input",
    )


def test_fenced_code_beside_a_report_is_found_with_its_place() -> None:
    text = f"Why?\n\n```python\nd = {{}}\nd[1]\n```\n\n{TRACEBACK}"

    [block] = from_text(text).code

    assert (block.text, block.language, block.first_line) == ("d = {}\nd[1]", "python", 4)


def test_lines_quoted_by_a_report_are_not_code() -> None:
    text = (
        "=== ERRORS ===\n___ ERROR collecting t.py ___\nlib/python.py:5: in importtestmodule\n"
        "    mod = import_path(\nlib/pathlib.py:6: in import_path\n    importlib.import_module(module_name)\n"
        'E     File "t.py", line 2\nE       return "x\nE              ^\n'
        "E   SyntaxError: unterminated string literal (detected at line 2)\n"
    )

    assert from_text(text).code == ()


def test_several_blocks_are_told_apart() -> None:
    text = "first\n\n```python\na = 1\n```\n\nthen\n\n```python\nb = (\n```\n"

    assert [block.path for block in from_text(text).code] == ["<input:4>", "<input:10>"]


def test_sources_and_reports_among_files_are_told_apart(tmp_path: Path) -> None:
    contents = {
        "app.py": "x = 1\n",
        "broken.py": "def f(:\n",
        "saved.py": TRACEBACK,
        "documented.py": f'def f():\n    """Fails.\n\n{TRACEBACK}    """\n',
        "script": "#!/usr/bin/env python3\nx = (\n",
        "plain": "it does not work\nsince yesterday\n",
        "out.log": "x = 1\n",
        "page.js": "let x = 1;\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content)

    problem = from_files([str(tmp_path / name) for name in contents])

    named = {Path(code.path).name: code.language for code in problem.code if code.path}
    assert named == {
        "app.py": "python",
        "broken.py": "python",
        "documented.py": "python",
        "script": "python",
        "page.js": "javascript",
    }
    assert TRACEBACK in problem.text
    assert "since yesterday" in problem.text
    assert problem.intake is Intake.FILE


def test_the_workspace_is_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "repo" / "src").mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()

    assert workspace_of(tmp_path / "repo" / "src") == (tmp_path / "repo").resolve()


def test_a_home_kept_in_git_is_no_workspace(own_home: Path) -> None:
    (own_home / ".git").mkdir()
    (own_home / "project").mkdir()

    assert workspace_of(own_home / "project") == (own_home / "project").resolve()


def test_files_from_elsewhere_bring_their_own_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.log").write_text(TRACEBACK)
    monkeypatch.chdir(tmp_path / "here")

    assert from_files(["../there/a.log"]).workspace == str((tmp_path / "there").resolve())


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        from_files([str(tmp_path)])


def test_code_from_the_command_line_has_a_language() -> None:
    assert from_code("let x = 1;\nconsole.log(x);").code[0].language == "javascript"
    assert from_code("for i in range(3) print(i)").code[0].language == "python"


def test_a_command_is_run_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")

    problem = from_command(["python", "a.py"])

    assert (problem.workspace, problem.folder) == (str(tmp_path.resolve()), str(tmp_path / "sub"))
