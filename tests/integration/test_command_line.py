"""Words, streams, colours and exit codes: what a shell and a person rely on."""

import json
import os
import pty
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.command import LAUNCHER, debugassist, modules, repository

TRACEBACK = (
    'Traceback (most recent call last):\n  File "app.py", line 2, in <module>\n    print(names[3])\n'
    "IndexError: list index out of range\n"
)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = repository(tmp_path / "repo")
    (repo / "app.py").write_text("names = ['a']\nprint(names[3])\n")
    return repo


def test_help_teaches_with_examples(repo: Path) -> None:
    done = debugassist("--help", folder=repo)

    assert done.returncode == 0
    assert "examples:" in done.stdout
    assert "exit codes:" in done.stdout


@pytest.mark.parametrize("command", ["explain", "run", "check", "hook", "doctor", "route"])
def test_every_command_has_help(repo: Path, command: str) -> None:
    done = debugassist(command, "--help", folder=repo)

    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: debugassist {command}")


def test_version_is_one_line(repo: Path) -> None:
    done = debugassist("--version", folder=repo)

    assert done.stdout.startswith("debugassist ")
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        ((), TRACEBACK),
        (("-",), TRACEBACK),
        (("explain",), TRACEBACK),
        (("--no-color", "explain"), TRACEBACK),
        (("report.log",), ""),
        (("explain", "report.log", "app.py"), ""),
        (("report.py",), ""),
    ],
)
def test_a_report_is_explained_however_it_comes_in(repo: Path, words: tuple[str, ...], stdin: str) -> None:
    (repo / "report.log").write_text(TRACEBACK)
    (repo / "report.py").write_text(TRACEBACK)

    done = debugassist(*words, folder=repo, stdin=stdin)

    assert done.returncode == 1, done.stderr
    assert "app.py:2" in done.stdout
    assert "IndexError" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "words", [("-c", "for i in range(3) print(i)"), ("broken.py",), ("explain", "broken")]
)
def test_code_is_explained_however_it_comes_in(repo: Path, words: tuple[str, ...]) -> None:
    (repo / "broken.py").write_text("for i in range(3) print(i)\n")
    (repo / "broken").write_text("#!/usr/bin/env python3\nfor i in range(3) print(i)\n")

    done = debugassist(*words, folder=repo)

    assert done.returncode == 1, done.stderr
    assert "route: syntax" in done.stdout


def test_code_on_standard_input_is_explained(repo: Path) -> None:
    done = debugassist(folder=repo, stdin="def f(x):\n    return x +\n\nprint(f(1))\n")

    assert done.returncode == 1
    assert "route: syntax" in done.stdout


def test_a_paste_of_report_code_and_question_is_one_problem(repo: Path) -> None:
    paste = (
        f"Hi, why does this fail?\n\n```python\nnames = ['a']\nprint(names[3])\n```\n\n{TRACEBACK}\nThanks!\n"
    )

    done = debugassist(folder=repo, stdin=paste)

    assert done.returncode == 1
    assert "route: runtime" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"])
def test_reports_in_other_encodings_are_read(repo: Path, encoding: str) -> None:
    text = TRACEBACK.replace("list index", "liste é index").replace("\n", "\r\n")

    done = debugassist(folder=repo, stdin=text.encode(encoding))

    assert done.returncode == 1, done.stderr
    assert "app.py:2" in done.stdout


def test_colours_of_the_report_are_taken_out(repo: Path) -> None:
    done = debugassist(folder=repo, stdin=TRACEBACK.replace("IndexError", "\x1b[1;31mIndexError\x1b[0m"))

    assert "IndexError: list index out of range" in done.stdout


@pytest.mark.parametrize(
    ("words", "stdin", "code", "said"),
    [
        (("chek",), "", 2, "the nearest command is `check`"),
        (("no where.log",), "", 3, "there is no file `no where.log`"),
        (("nowhere.log",), "", 3, "there is no file `nowhere.log`"),
        (("explain", "nowhere.log"), "", 3, "there is no file `nowhere.log`"),
        (("explain", "--formt", "json"), TRACEBACK, 2, "unrecognized arguments"),
        (("explain", "--form", "json"), TRACEBACK, 2, "unrecognized arguments"),
        (("explain", "--format", "xml"), TRACEBACK, 2, "invalid choice"),
        (("explain", "-c", "x", "app.py"), "", 2, "exclude each other"),
        (("explain", "--events"), TRACEBACK, 2, "--format json"),
        ((), "", 3, "the input is empty"),
        ((), " \n\t\n", 3, "the input is empty"),
        (("explain", "-c", " "), "", 3, "the code is empty"),
        (("."), "", 3, "is a folder"),
        (("run",), "", 2, "there is no program to run"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_own_code(
    repo: Path, words: tuple[str, ...], stdin: str, code: int, said: str
) -> None:
    done = debugassist(*words, folder=repo, stdin=stdin)

    assert done.returncode == code
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_binary_input_is_refused(repo: Path) -> None:
    done = debugassist(folder=repo, stdin=Path(sys.executable).read_bytes()[:100_000])

    assert done.returncode == 3
    assert "not text" in done.stderr


def test_json_is_one_document(repo: Path) -> None:
    done = debugassist("--format", "json", folder=repo, stdin=TRACEBACK)

    document = json.loads(done.stdout)
    assert document["schema"] == 1
    assert document["diagnosis"]["traceback"]["chain"][0]["type"] == "IndexError"


def test_events_are_one_document_a_line(repo: Path) -> None:
    done = debugassist("--format", "json", "--events", folder=repo, stdin=TRACEBACK)

    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert "routed" in events
    assert events[-1] == "done"


@pytest.mark.parametrize(
    ("env", "words", "expected"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "0"}, (), False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({"FORCE_COLOR": "1"}, ("--no-color",), False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, (), True),
    ],
)
def test_colour_follows_the_conventions(
    repo: Path, env: dict[str, str], words: tuple[str, ...], expected: bool
) -> None:
    done = debugassist(*words, folder=repo, stdin=TRACEBACK, env=env)

    assert ("\x1b[" in done.stdout) is expected


def _on_terminal(
    words: list[str], folder: Path, keys: bytes = b"", stdin: int | None = None
) -> tuple[int, bytes]:
    """Run on a pseudo-terminal: stdout, stderr and, unless given, stdin."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(LAUNCHER), *words],
        cwd=folder,
        stdin=child if stdin is None else stdin,
        stdout=child,
        stderr=child,
        start_new_session=True,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(child)
    if keys:
        time.sleep(0.5)
        os.write(parent, keys)
    output = b""
    deadline = time.monotonic() + 20
    while select.select([parent], [], [], max(0, deadline - time.monotonic()))[0]:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        output += piece
    os.close(parent)
    process.kill()
    return process.wait(20), output


def test_an_idle_terminal_is_not_waited_for(repo: Path) -> None:
    code, output = _on_terminal(["explain"], repo)

    assert code == 2
    assert b"there is nothing to explain" in output


def test_a_terminal_gets_colour_and_its_width(repo: Path) -> None:
    (repo / "report.log").write_text(TRACEBACK)

    code, output = _on_terminal(["report.log"], repo)

    assert code == 1
    assert b"\x1b[1;31m" in output


def test_a_report_can_be_pasted_into_the_terminal(repo: Path) -> None:
    code, output = _on_terminal(["explain", "-"], repo, keys=TRACEBACK.encode() + b"\x04")

    assert code == 1
    assert b"press Ctrl-D" in output
    assert b"route: " in output


def test_a_reader_that_goes_away_is_no_error(repo: Path) -> None:
    (repo / "report.log").write_text(TRACEBACK)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, str(LAUNCHER), "report.log"],
        cwd=repo,
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)

    assert done.returncode == 141
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("redirection", "code"), [("> /dev/full", 4), (">&-", 1), ("2>&-", 1), (">&- 2>&-", 1)]
)
def test_outputs_that_cannot_be_written_are_no_crash(repo: Path, redirection: str, code: int) -> None:
    (repo / "report.log").write_text(TRACEBACK)
    done = subprocess.run(
        ["sh", "-c", f'"$0" "$1" report.log {redirection}', sys.executable, str(LAUNCHER)],
        cwd=repo,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        check=False,
    )

    assert done.returncode == code
    assert "itself failed" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_without_standard_input_it_is_said(repo: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" "$1" <&-', sys.executable, str(LAUNCHER)],
        cwd=repo,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "there is nothing to explain" in done.stderr


def test_ctrl_c_ends_without_a_traceback(repo: Path) -> None:
    reader, writer = os.pipe()  # never written to, never closed: it waits for input
    process = subprocess.Popen(
        [sys.executable, str(LAUNCHER)],
        cwd=repo,
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  # no threads here
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, narration = process.communicate(timeout=20)
    os.close(reader)
    os.close(writer)

    assert process.returncode == 130
    assert narration == "interrupted\n"


@pytest.mark.slow
def test_a_huge_log_is_explained_within_its_memory(repo: Path) -> None:
    line = "2024-05-01 12:00:00,123 INFO  web.request {:08d} served in 12 ms\n"
    log = repo / "huge.log"
    with log.open("w") as file:
        for number in range(850_000):
            file.write(line.format(number))
            if number == 400_000:
                file.write(TRACEBACK)
    assert log.stat().st_size > 50_000_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000))

    done = subprocess.run(
        [sys.executable, str(LAUNCHER), "huge.log"],
        cwd=repo,
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
        stdin=subprocess.DEVNULL,
    )

    assert done.returncode == 1, done.stderr
    assert "IndexError" in done.stdout
    assert "were left out" in done.stdout


def test_a_plain_report_imports_nothing_heavy(repo: Path) -> None:
    """The budget of the pipe, pinned on what is imported rather than on a clock."""
    imported, printed = modules(folder=repo, stdin=TRACEBACK)

    assert "IndexError" in printed
    forbidden = {
        "asyncio",
        "msgspec",
        "rich",
        "textual",
        "httpx",
        "socket",
        "ssl",
        "tree_sitter",
        "sqlite3",
    }
    forbidden |= {
        "unittest",
        "logging",
        "concurrent.futures",
        "importlib.metadata",
        "tempfile",
        "pdb",
        "multiprocessing",
        "dataclasses",
        "inspect",
        "hashlib",
    }
    assert not imported & forbidden


def test_the_error_of_a_notebook_is_explained(repo: Path) -> None:
    error = {"output_type": "error", "ename": "IndexError", "evalue": "x", "traceback": TRACEBACK.split("\n")}
    cells = [{"cell_type": "code", "source": "names[3]", "outputs": [error]}]
    (repo / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))

    done = debugassist("a.ipynb", folder=repo)

    assert done.returncode == 1
    assert "IndexError" in done.stdout


def test_a_log_of_json_lines_is_a_log_whatever_its_name(repo: Path) -> None:
    lines = [
        {"level": "info", "message": "start"},
        {"level": "error", "message": "x", "exception": TRACEBACK},
    ]
    (repo / "app.json").write_text("".join(json.dumps(line) + "\n" for line in lines))

    done = debugassist("app.json", folder=repo)

    assert done.returncode == 1
    assert "IndexError" in done.stdout


def test_a_sentence_is_a_question_and_may_name_its_file(repo: Path) -> None:
    (repo / "total.js").write_text(
        "let sum = 0;\nfor (const one in [3, 4]) {\n  sum += one;\n}\nconsole.log(sum);\n"
    )
    alone = debugassist("why does total.js print 001?", folder=repo)
    beside = debugassist("total.js", "why does it print 001?", folder=repo)

    assert alone.returncode == beside.returncode == 1
    assert "total.js:2" in alone.stdout
    assert "total.js:2" in beside.stdout
    assert "keys" in alone.stdout


def test_a_question_goes_with_what_is_piped_in(repo: Path) -> None:
    done = debugassist("what does this mean please", folder=repo, stdin="KeyError: 'name'\n")

    assert done.returncode == 1
    assert "'name'" in done.stdout
