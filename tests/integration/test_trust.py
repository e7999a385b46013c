"""Hostile input is normal: a report makes us read nothing outside the workspace, run nothing, and send nothing.

The command runs in a process with an audit hook, which sees every file opened, every process started and every
socket made, whatever library does it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.command import LAUNCHER, debugassist, repository

# Installed before anything of ours is imported; writes what it saw to a file descriptor at the end.
_AUDITED = """
import atexit, json, os, sys
seen = []
watched = ("open", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.system",
           "socket.connect", "socket.getaddrinfo", "socket.sendto", "os.listdir", "os.scandir", "pty.spawn",
           "ctypes.dlopen", "webbrowser.open")
def hook(event, args):
    if event in watched:
        seen.append((event, [os.fspath(arg) if isinstance(arg, os.PathLike) else str(arg) for arg in args[:1]]))
sys.path.insert(0, sys.argv.pop(1))
report = sys.argv.pop(1)
import debugassist
sys.addaudithook(hook)
code = debugassist.main()
kept = list(seen)
with open(report, "w") as file:
    json.dump(kept, file)
sys.exit(code)
"""

TRACEBACK = """Traceback (most recent call last):
  File "{}", line 1, in <module>
    secret()
  File "{}", line 2, in secret
    return data["key"].strip()
KeyError: 'key'
"""

SECRET = "MARK-OF-A-SECRET = data['key'].strip()\n" * 3


def _audited(tmp_path: Path, repo: Path, stdin: str, *words: str) -> tuple[list[tuple[str, str]], str]:
    """Run a command under the audit hook; return the events seen and everything it printed."""
    report = tmp_path / "seen.json"
    done = subprocess.run(
        [sys.executable, "-I", "-c", _AUDITED, str(LAUNCHER.parent), str(report), *words],
        cwd=repo,
        input=stdin.encode("utf-8", "surrogateescape"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert report.exists(), done.stderr.decode()
    events = [(event, args[0] if args else "") for event, args in json.loads(report.read_text())]
    return events, (done.stdout + done.stderr).decode("utf-8", "replace")


def _opened(events: list[tuple[str, str]], repo: Path) -> set[str]:
    """The real paths opened, without the interpreter's and our own modules."""
    own = (
        str(LAUNCHER.parent),
        sys.prefix,
        sys.base_prefix,
        "/proc/",
        "/usr/lib/python",
        "/dev/null",
        "/usr/share/zoneinfo",
    )
    found = {os.path.realpath(repo / name) for event, name in events if event == "open"}
    return {path for path in found if not path.startswith(own)}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = repository(tmp_path / "repo")
    (repo / "app.py").write_text("import lib\nlib.load()\n")
    (tmp_path / "secret.py").write_text(SECRET)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "hidden.py").write_text(SECRET)
    (repo / "escape.py").symlink_to(tmp_path / "secret.py")
    (repo / "folder").symlink_to(tmp_path / "outside")
    return repo


@pytest.mark.parametrize(
    "named",
    [
        "/etc/passwd",
        "../secret.py",
        "../../../../../../../../etc/passwd",
        "app.py/../../secret.py",
        "{tmp}/secret.py",
        "escape.py",
        "folder/hidden.py",
        "folder/../secret.py",
        "~/secret.py",
        "/proc/self/environ",
        "/dev/tty",
        "file:///etc/passwd",
        "//etc/passwd",
        "$HOME/secret.py",
        "C:\\..\\..\\secret.py",
    ],
)
@pytest.mark.parametrize("form", ["stdin", "file"])
def test_nothing_outside_the_workspace_is_read_because_a_report_names_it(
    tmp_path: Path, repo: Path, named: str, form: str
) -> None:
    text = TRACEBACK.format("app.py", named.replace("{tmp}", str(tmp_path)))
    (repo / "report.log").write_text(text)

    events, printed = _audited(
        tmp_path, repo, text if form == "stdin" else "", *(["report.log"] * (form == "file"))
    )

    outside = {path for path in _opened(events, repo) if not path.startswith(str(repo))}
    counted = {path for path in outside if "/.state/debugassist/tally/" in path}  # our own numbers by day
    assert not outside - counted
    assert "MARK-OF-A-SECRET" not in printed
    assert "root:" not in printed


HARMLESS = "open", "os.listdir", "os.scandir"

INPUTS = {
    "python traceback": TRACEBACK.format("app.py", "app.py"),
    "missing module": 'Traceback (most recent call last):\n  File "app.py", line 1, in <module>\n    import lib\n'
    "ModuleNotFoundError: No module named 'lib'\n",
    "syntax": '  File "app.py", line 1\n    import lib(\n              ^\nSyntaxError: invalid syntax\n',
    "pytest": "____ test_x ____\n\n    def test_x():\n>       assert f() == 2\nE       assert 1 == 2\n\n"
    "app.py:2: AssertionError\n=== short test summary info ===\nFAILED app.py::test_x - assert 1 == 2\n",
    "question": "my list is empty after the loop, why?",
    "node": "TypeError: x is not a function\n    at Object.<anonymous> (/app/index.js:3:1)\n",
    "commands": "$ rm -rf /\n`rm -rf /`\n$(touch owned)\n; touch owned #\nimport os; os.system('touch owned')\n",
}


@pytest.mark.parametrize("name", INPUTS)
def test_nothing_is_run_and_nothing_is_sent(tmp_path: Path, repo: Path, name: str) -> None:
    events, _ = _audited(tmp_path, repo, INPUTS[name])

    assert [event for event in events if event[0] not in HARMLESS and event[0] != "ctypes.dlopen"] == []
    assert not (repo / "owned").exists()


def test_the_audit_sees_what_it_must_see(tmp_path: Path, repo: Path) -> None:
    """The tests above mean something only if a read inside and a started process do show."""
    events, printed = _audited(tmp_path, repo, TRACEBACK.format("app.py", "app.py"))
    started, _ = _audited(tmp_path, repo, "", "check")

    assert str(repo / "app.py") in _opened(events, repo)
    assert "KeyError" in printed
    assert "subprocess.Popen" in {event for event, _ in started}


HOSTILE = {
    "window title": "\x1b]0;owned\x07",
    "clear screen": "\x1b[2J\x1b[H",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "link": "\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\",
    "8-bit csi": "\u009b31m",
    "device string": "\x1bP$qm\x1b\\",
    "overwritten line": "rm -rf\rharmless",
    "bidi": "\u202eevil\u2066",
    "zero width": "a\u200bb",
    "bell": "\x07\x07",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_control_sequences_in_a_report_never_reach_the_output(repo: Path, name: str, form: str) -> None:
    evil = HOSTILE[name]
    report = (
        f'{evil}\nTraceback (most recent call last):\n  File "app{evil}.py", line 1, in f{evil}\n    x{evil}\n'
        f"Evil{evil}Error: {evil} message\n"
    )

    done = debugassist("--format", form, "-v", folder=repo, stdin=report)

    assert done.returncode in (0, 1), done.stderr
    printed = done.stdout if form != "json" else _strings(json.loads(done.stdout))
    allowed = set() if form != "json" else {"\u202e", "\u2066", "\u200b"}
    assert not set(printed) & (set("\x1b\x07\u009b\r\u202e\u2066\u200b") - allowed)


def _strings(value: object) -> str:
    """Every string of a JSON document: escapes there are data, but control sequences are cleaned at intake."""
    match value:
        case str():
            return value
        case dict():
            return "".join(map(_strings, [*value, *value.values()]))
        case list():
            return "".join(map(_strings, value))
        case _:
            return ""


def test_a_hostile_file_name_is_escaped_in_the_report_of_a_check(tmp_path: Path) -> None:
    name = "a\x1b]0;owned\x07.py"
    (tmp_path / name).write_text("def f(:\n")

    done = debugassist("check", name, folder=tmp_path)

    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "\\x1b" in done.stdout


@pytest.mark.parametrize("word", ["\x1b[31mred", "no\x07such"])
def test_a_hostile_argument_is_escaped_in_the_error(tmp_path: Path, word: str) -> None:
    done = debugassist(word, folder=tmp_path)

    assert done.returncode in (2, 3)
    assert not set(done.stderr) & set("\x1b\x07")
