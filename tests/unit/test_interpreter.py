"""A command line says which Python runs what."""

from pathlib import Path

import pytest

from analyzers.errors import ToolMissing, UsageError
from tools.interpreter import Launch, launch

PYTHON = "/usr/bin/env-python"  # given explicitly, so that nothing is looked up on the machine


def meant(*command: str) -> Launch:
    return launch(command, Path("/nowhere"), interpreter=PYTHON, env={"PATH": ""})


@pytest.mark.parametrize(
    ("command", "options", "kind", "target", "arguments"),
    [
        ("python main.py a -m b", (), "script", "main.py", ("a", "-m", "b")),
        ("main.py a", (), "script", "main.py", ("a",)),
        ("python -m pkg.mod -x", (), "module", "pkg.mod", ("-x",)),
        ("-m pkg.mod -x", (), "module", "pkg.mod", ("-x",)),
        ("python -O -W error -X dev main.py", ("-O", "-W", "error", "-X", "dev"), "script", "main.py", ()),
        ("python -c pass x", (), "code", "pass", ("x",)),
        ("python -Bc pass", ("-B",), "code", "pass", ()),
        ("python -Im mod", ("-I",), "module", "mod", ()),
        ("python -mpytest -q", (), "pytest", "", ("-q",)),
        ("python -m pytest -k x", (), "pytest", "", ("-k", "x")),
        ("python -Werror main.py", ("-Werror",), "script", "main.py", ()),
        ("python -", (), "stdin", "-", ()),
        ("python", (), "stdin", "-", ()),
        ("python3.9 main.py", (), "script", "main.py", ()),
        ("python main", (), "script", "main", ()),
    ],
)
def test_what_a_command_means(
    command: str, options: tuple[str, ...], kind: str, target: str, arguments: tuple[str, ...]
) -> None:
    found = meant(*command.split())

    assert (found.python, found.options, found.kind, found.target, found.arguments) == (
        PYTHON, options, kind, target, arguments,
    )  # fmt: skip


@pytest.mark.parametrize(
    "command", ["python main.py a", "python -O -m pkg x", "python -c pass", "python -m pytest -q", "python -"]
)
def test_the_same_program_can_be_run_without_a_debugger(command: str) -> None:
    words = command.split()

    assert meant(*words).command == (PYTHON, *words[1:])


def test_no_command_is_a_mistake_of_use() -> None:
    with pytest.raises(UsageError):
        meant()


def test_an_option_without_its_argument_is_a_mistake_of_use() -> None:
    with pytest.raises(UsageError, match="needs an argument"):
        meant("python", "-m")


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(ToolMissing, match="no-such-tool"):
        meant("no-such-tool", "x")
