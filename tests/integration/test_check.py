"""What is about to be committed is judged, exactly as git would commit it, and never on a guess."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tests.integration.command import debugassist, git, modules, repository

GOOD = "x = 1\n"
BROKEN = "def f(:\n    pass\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo")


def _stage(repo: Path, name: str, content: str | bytes) -> Path:
    path = repo / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert git("add", "--", name, folder=repo).returncode == 0
    return path


def test_nothing_staged_is_nothing_wrong(repo: Path) -> None:
    done = debugassist("check", folder=repo)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_clean_file_is_passed_in_silence(repo: Path) -> None:
    _stage(repo, "a.py", GOOD)

    done = debugassist("check", folder=repo)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_broken_file_is_named_with_its_place(repo: Path) -> None:
    _stage(repo, "src/a.py", BROKEN)

    done = debugassist("check", folder=repo)

    assert done.returncode == 1
    assert "src/a.py:1:" in done.stdout
    assert "1 | def f(:" in done.stdout


def test_the_staged_content_counts_not_the_working_tree(repo: Path) -> None:
    _stage(repo, "bad.py", BROKEN).write_text(GOOD)
    _stage(repo, "good.py", GOOD).write_text(BROKEN)

    done = debugassist("check", folder=repo)

    assert done.returncode == 1
    assert "bad.py" in done.stdout
    assert "good.py" not in done.stdout


def test_a_deleted_or_untracked_file_is_no_concern(repo: Path) -> None:
    _stage(repo, "gone.py", BROKEN)
    git("commit", "-qm", "broken", folder=repo)
    git("rm", "-q", "gone.py", folder=repo)
    (repo / "untracked.py").write_text(BROKEN)

    assert debugassist("check", folder=repo).returncode == 0


def test_a_renamed_file_is_judged_under_its_new_name(repo: Path) -> None:
    _stage(repo, "old.py", GOOD * 40)
    git("commit", "-qm", "good", folder=repo)
    git("mv", "old.py", "new.py", folder=repo)
    assert debugassist("check", folder=repo).returncode == 0

    _stage(repo, "new.py", GOOD * 40 + BROKEN)
    done = debugassist("check", folder=repo)

    assert done.returncode == 1
    assert "new.py:41:" in done.stdout
    assert "old.py" not in done.stdout


def test_hundreds_of_files_are_read_through_one_git(repo: Path, tmp_path: Path) -> None:
    for number in range(400):
        (repo / f"a{number}.py").write_text(f"x = {number}\n")
    (repo / "a200.py").write_text(BROKEN)
    git("add", "-A", folder=repo)
    trace = tmp_path / "trace"
    done = debugassist("check", folder=repo, env={"GIT_TRACE": str(trace)})

    assert done.returncode == 1
    assert "a200.py:1:" in done.stdout
    assert "1 file does not parse" in done.stdout + done.stderr
    asked = [line for line in trace.read_text().splitlines() if "cat-file" in line and "built-in" in line]
    assert len(asked) == 1


def test_it_works_before_the_first_commit(tmp_path: Path) -> None:
    git("init", "-q", folder=tmp_path)
    _stage(tmp_path, "a.py", BROKEN)

    assert debugassist("check", folder=tmp_path).returncode == 1


def test_it_works_from_a_folder_below_the_top(repo: Path) -> None:
    _stage(repo, "deep/down/a.py", BROKEN)

    done = debugassist("check", folder=repo / "deep" / "down")

    assert done.returncode == 1
    assert "deep/down/a.py:1:" in done.stdout


def test_another_index_is_honoured(repo: Path) -> None:
    """`git commit FILE` and `git commit -a` run hooks with an index of their own."""
    index = str(repo / ".git" / "other-index")
    (repo / "a.py").write_text(BROKEN)
    assert git("add", "a.py", folder=repo, env={"GIT_INDEX_FILE": index}).returncode == 0

    assert debugassist("check", folder=repo).returncode == 0
    assert debugassist("check", folder=repo, env={"GIT_INDEX_FILE": index}).returncode == 1


@pytest.mark.parametrize(
    "name", ["with space.py", "with\nnewline.py", "é.py", "-dash.py", '"quoted".py', ":colon.py"]
)
def test_odd_names_are_found(repo: Path, name: str) -> None:
    _stage(repo, "fine.py", GOOD)
    (repo / name).write_text(BROKEN)
    assert git("--literal-pathspecs", "add", "--", name, folder=repo).returncode == 0

    done = debugassist("check", folder=repo)

    assert done.returncode == 1
    assert "\n | " in done.stdout or " | def f(:" in done.stdout


def test_a_name_that_is_not_utf_8_does_not_break_the_report(repo: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (repo / name).write_text(BROKEN)
    assert git("add", "-A", folder=repo).returncode == 0

    assert debugassist("check", folder=repo).returncode == 1


def test_links_and_submodules_are_not_content(repo: Path, tmp_path: Path) -> None:
    (repo / "link.py").symlink_to("def f(:")
    other = repository(tmp_path / "other.py")
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "module.py", folder=repo)
    git("add", "link.py", folder=repo)

    assert debugassist("check", folder=repo).returncode == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf8-bom.py", b"\xef\xbb\xbfx = 1\n"),
        ("latin.py", "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1")),
        ("crlf.py", b"if 1:\r\n    x = 1\r\n"),
        ("utf16.py", "x = 1\n".encode("utf-16")),
        ("binary.py", bytes(range(256)) * 8),
        ("empty.py", b""),
        ("huge.py", b"x = (\n" * 500_000),
        ("form-feed.py", b"x = 1\n\x0c\ny = 2\n"),
        ("readme.md", b"<<<<<<< a\n=======\n>>>>>>> b\n"),
        ("tsconfig.json", b'{"a": 1, // why\n}'),
        ("main.c", b"#define X {\nint f( X\n"),
        ("conflict.py", b'x = """\n<<<<<<< a\n=======\n>>>>>>> b\n"""\n'),
    ],
)
def test_what_is_not_proved_broken_is_let_through(repo: Path, name: str, content: bytes) -> None:
    _stage(repo, name, content)

    done = debugassist("check", folder=repo)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"a": 1,}'),
        ("pyproject.toml", "[tool\nx = 1\n"),
        ("main.js", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"),
        ("conflict.py", "a = 1\n<<<<<<< HEAD\nb = 1\n=======\nc = 1\n>>>>>>> other\n"),
    ],
)
def test_other_files_are_judged_by_their_own_parsers(repo: Path, name: str, content: str) -> None:
    _stage(repo, name, content)

    done = debugassist("check", folder=repo)

    assert done.returncode == 1
    assert f"{name}:" in done.stdout


def test_a_file_broken_on_purpose_is_declared_so_in_git(repo: Path) -> None:
    _stage(repo, "tests/data/bad.py", BROKEN)
    _stage(repo, ".gitattributes", "tests/data/*.py -debugassist\n")

    assert debugassist("check", folder=repo).returncode == 0


def test_what_a_newer_python_accepts_is_not_broken(repo: Path, tmp_path: Path) -> None:
    """The stand-in compiles with the running interpreter: the text is one it takes, and ours is told it does not."""
    script = tmp_path / "bin" / "python3"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    _stage(repo, "a.py", BROKEN)

    done = debugassist("check", folder=repo, env={"PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"})

    assert done.returncode == 0


def test_verbose_says_what_was_skipped(repo: Path) -> None:
    _stage(repo, "huge.py", b"x = 1\n" * 500_000)
    _stage(repo, "binary.py", bytes(2000))

    done = debugassist("check", "-v", folder=repo)

    assert done.returncode == 0
    assert "`huge.py` was skipped: too large" in done.stderr
    assert "`binary.py` was skipped: binary" in done.stderr


def test_without_git_it_warns_and_lets_the_commit_pass(repo: Path, tmp_path: Path) -> None:
    _stage(repo, "a.py", BROKEN)
    (tmp_path / "empty").mkdir()

    done = debugassist("check", folder=repo, env={"PATH": str(tmp_path / "empty")})

    assert done.returncode == 0
    assert "warning: nothing was checked: git is not installed" in done.stderr


def test_a_damaged_index_warns_and_lets_the_commit_pass(repo: Path) -> None:
    (repo / ".git" / "index").write_bytes(b"DIRC damaged")

    done = debugassist("check", folder=repo)

    assert done.returncode == 0
    assert done.stderr.startswith("warning: nothing was checked")


def test_outside_a_repository_the_request_is_wrong(tmp_path: Path) -> None:
    done = debugassist("check", folder=tmp_path, env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})

    assert done.returncode == 2
    assert "no git repository" in done.stderr


def test_named_files_are_read_from_disk(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BROKEN)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text(BROKEN)
    (tmp_path / "sub" / "c.py").write_text(GOOD)

    done = debugassist("check", "-q", "a.py", "sub", folder=tmp_path)

    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["a.py", "sub/b.py"]


def test_a_file_that_is_not_there_cannot_be_used(tmp_path: Path) -> None:
    done = debugassist("check", "nowhere.py", folder=tmp_path)

    assert done.returncode == 3
    assert "`nowhere.py` cannot be read" in done.stderr


def test_programs_get_json(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BROKEN)

    done = debugassist("check", "--format", "json", "a.py", folder=tmp_path)

    assert done.returncode == 1
    [found] = json.loads(done.stdout)["diagnostics"]
    assert found["primary"]["span"]["path"] == "a.py"


def test_a_clean_check_imports_next_to_nothing(repo: Path) -> None:
    """The budget of the hook, pinned on what is imported rather than on a clock."""
    _stage(repo, "a.py", GOOD)

    imported, _ = modules("check", folder=repo)

    assert "tui.commands.check" in imported
    forbidden = {
        "analyzers.facts",
        "asyncio",
        "dataclasses",
        "inspect",
        "json",
        "msgspec",
        "rich",
        "socket",
        "ssl",
    }
    forbidden |= {
        "textual",
        "tokenize",
        "tomllib",
        "tree_sitter",
        "httpx",
        "importlib.metadata",
        "tempfile",
        "pathlib",
        "shutil",
    }
    assert not imported & forbidden


def test_the_interpreter_of_the_tests_can_be_asked() -> None:
    """The stand-in above proves nothing unless a real question is understood."""
    from tools.accepts import newer_python_accepts

    assert sys.version_info >= (3, 11)
    assert newer_python_accepts("x = = 1\n") is False
