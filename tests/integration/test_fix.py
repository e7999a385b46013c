"""`debugassist fix` and `undo`: on real files, kept to the byte where nothing is changed."""

import stat
import subprocess
from pathlib import Path

import pytest

from analyzers.errors import InputError
from analyzers.facts import Applicability, Edit, Fix, Span
from tools.patch import apply, standing, undo
from tui.cli import main

_WINDOWS = b"\xef\xbb\xbfdef f(x)\r\n    return '\xc3\xa9'\r\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _fix(path: str, start: int, end: int, text: str) -> Fix:
    return Fix(title="change", edits=(Edit(Span(path, start, end), text),), applicability=Applicability.SAFE)


def test_shows_the_difference_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py").write_text("if x\n    pass\n")

    assert main(["fix", "a.py"]) == 1
    assert "+if x:" in capsys.readouterr().out
    assert (here / "a.py").read_text() == "if x\n    pass\n"


def test_keeps_mark_line_ends_and_permissions(here: Path) -> None:
    path = here / "a.py"
    path.write_bytes(_WINDOWS)
    path.chmod(0o755)

    assert main(["fix", "--apply", "a.py"]) == 0
    assert path.read_bytes() == _WINDOWS.replace(b"f(x)", b"f(x):")
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_undo_brings_the_bytes_back(here: Path) -> None:
    path = here / "a.py"
    path.write_bytes(_WINDOWS)
    main(["fix", "--apply", "a.py"])

    assert main(["undo"]) == 0
    assert path.read_bytes() == _WINDOWS
    assert main(["undo"]) == 3  # there is nothing left to take back


def test_undo_refuses_when_the_file_has_changed_since(here: Path) -> None:
    path = here / "a.py"
    path.write_text("if x\n    pass\n")
    main(["fix", "--apply", "a.py"])
    path.write_text("something else\n")

    assert main(["undo"]) == 3
    assert path.read_text() == "something else\n"


def test_a_well_formed_file_is_not_touched(here: Path) -> None:
    (here / "a.py").write_text("x = 1\n")

    assert main(["fix", "--apply", "a.py"]) == 0
    assert (here / "a.py").read_text() == "x = 1\n"


def test_a_placeholder_needs_to_be_asked_for(here: Path) -> None:
    (here / "a.py").write_text("def f():\n")

    assert main(["fix", "--apply", "a.py"]) == 1
    assert (here / "a.py").read_text() == "def f():\n"
    assert main(["fix", "--all", "a.py"]) == 0


def test_mixed_line_ends_stay_as_they_are(here: Path) -> None:
    (here / "a.txt").write_bytes(b"a\r\nb\nc\r\n")
    apply(_fix("a.txt", 4, 5, "C"), {"a.txt": "a\nb\nc\n"}, here)

    assert (here / "a.txt").read_bytes() == b"a\r\nb\nC\r\n"


def test_a_file_that_changed_since_it_was_read_is_left_alone(here: Path) -> None:
    (here / "a.txt").write_text("changed\n")

    with pytest.raises(InputError, match="has changed"):
        apply(_fix("a.txt", 0, 1, "b"), {"a.txt": "a\n"}, here)


def test_a_fix_never_leaves_the_workspace(here: Path) -> None:
    """A link inside may lead outside."""
    outside = here / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("a\n")
    (here / "home").mkdir()
    (here / "home" / "link.txt").symlink_to(outside / "secret.txt")

    with pytest.raises(InputError, match="outside"):
        apply(_fix("link.txt", 0, 1, "b"), {"link.txt": "a\n"}, here / "home")


def test_all_files_of_a_fix_are_written_or_none(here: Path) -> None:
    (here / "a.txt").write_text("a\n")
    fix = Fix(
        title="both",
        edits=(Edit(Span("a.txt", 0, 1), "b"), Edit(Span("missing.txt", 0, 0), "x")),
        applicability=Applicability.SAFE,
    )

    with pytest.raises(InputError, match="cannot read"):
        apply(fix, {"a.txt": "a\n"}, here)
    assert (here / "a.txt").read_text() == "a\n"
    with pytest.raises(InputError, match="no applied fix"):
        undo(here)


def test_the_difference_applies_to_files_as_they_are_on_disk(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Byte order mark, line ends, encoding and the missing last line end are the file's; a link is followed."""
    (here / "marked.py").write_bytes(b"\xef\xbb\xbfif x\r\n    y")
    (here / "latin.py").write_bytes(b"# -*- coding: latin-1 -*-\nif '\xe9'\n    pass\n")
    (here / "linked.py").symlink_to("latin.py")

    assert main(["fix", "--diff", "marked.py", "linked.py"]) == 1
    told = capfdbinary.readouterr().out
    subprocess.run(["git", "apply", "-"], input=told, cwd=here, check=True)
    assert (here / "marked.py").read_bytes() == b"\xef\xbb\xbfif x:\r\n    y"
    assert (here / "latin.py").read_bytes() == b"# -*- coding: latin-1 -*-\nif '\xe9':\n    pass\n"


@pytest.mark.parametrize(
    "name",
    [
        "x\n--- a/good.py\n+++ b/good.py",
        "a\tb.py",
        'a"b\\.py',
        "a b.py",
        "a 2020-01-01 00:00:00 +0000",
        "@@ é.py",
        "\x1b\r.py",
    ],
)
def test_no_name_makes_a_difference_apply_elsewhere(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str
) -> None:
    """Names are quoted as git does it: one with line ends would begin a difference of another file."""
    (here / "good.py").write_text("if x\n    y\n")
    path = here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/usr/bin/env python\nif x\n    y\n")

    assert main(["fix", "--diff", name]) == 1
    told = capfdbinary.readouterr().out
    subprocess.run(["git", "apply", "-"], input=told, cwd=here, check=True)
    assert path.read_text() == "#!/usr/bin/env python\nif x:\n    y\n"
    assert (here / "good.py").read_text() == "if x\n    y\n"


def test_a_file_in_utf_16_has_no_difference(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Git holds it for binary; the others of the call have theirs."""
    (here / "a.js").write_bytes("let a = [1, 2;\n".encode("utf-16"))
    (here / "b.py").write_text("if x\n    y\n")

    assert main(["fix", "--diff", "a.js", "b.py"]) == 1
    told = capfdbinary.readouterr()
    assert told.out.startswith(b"--- a/b.py\n")
    assert b"a.js: `a.js` is in UTF-16, which no diff can carry; `--apply` writes the repair" in told.err


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("a.lua", "print(#t)\n", 0, "not checked: there is no grammar for lua"),
        ("a.kt", "while (i-- > 0) { f() }\n", 0, "not checked: there is no grammar for kotlin"),
        ("a\x1b[2J.pl", "f($y // 0);\n", 0, "a\\x1b[2J.pl: not checked: "),
        ("a.zig", "const x = 3\n", 0, "not checked: there is no grammar for zig"),
        ("a.scss", "a { b { c: d; } }\n", 0, "not checked: there is no grammar for scss"),
        ("a.pyi", "def f()\n    ...\n", 1, "must end with a colon"),
        ("tool", "#!/usr/bin/env python3\nif x\n    y\n", 1, "must end with a colon"),
    ],
)
def test_says_what_was_not_checked(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, code: int, said: str
) -> None:
    """A file of a language without a grammar is not called well-formed, nor repaired as if it were another's."""
    (here / name).write_text(text)

    assert main(["fix", name]) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert "\x1b" not in told.out + told.err


def test_a_named_python_that_does_not_start_is_not_replaced(here: Path) -> None:
    """The repairs would be checked by another Python than the one that was asked for."""
    (here / "a.py").write_text("if x\n    y\n")
    shim = here / "python3.8"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)

    assert main(["fix", "--python", str(shim), "a.py"]) == 3


def test_what_stands_is_what_undo_would_take_back(here: Path) -> None:
    """Two fixes of one file stand one over the other; under a change of the user's none does."""
    path = here / "a.py"
    path.write_text("a = b\n")
    apply(_fix("a.py", 4, 5, "c"), {}, here)
    apply(_fix("a.py", 0, 1, ""), {}, here)
    assert [one.paths for one in standing(here)] == [(path,), (path,)]

    last = standing(here)[0]
    assert undo(here).entry == last.entry
    assert len(standing(here)) == 1
    path.write_text("mine\n")
    assert standing(here) == ()


def test_what_was_opened_from_elsewhere_is_taken_back_where_it_was_opened(here: Path) -> None:
    """A file outside of the workspace may be opened by name: its fix belongs to the workspace it was opened in."""
    home, other = here / "home", here / "other"
    home.mkdir()
    other.mkdir()
    (other / "a.py").write_text("a = b\n")
    apply(_fix(str(other / "a.py"), 4, 5, "c"), {}, home, inside=False)

    assert undo(home).paths == (other / "a.py",)
    assert (other / "a.py").read_text() == "a = b\n"
