"""The user's Python is found where they would expect it."""

import sys
from pathlib import Path

import pytest

from analyzers.errors import ToolMissing
from tools.interpreter import find, launch, version


def executable(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_the_active_environment_comes_first(tmp_path: Path) -> None:
    active = executable(tmp_path / "active/bin/python")
    executable(tmp_path / ".venv/bin/python")

    assert find(tmp_path, env={"VIRTUAL_ENV": str(tmp_path / "active"), "PATH": ""}) == str(active)


@pytest.mark.parametrize("folder", [".venv", "venv"])
def test_an_environment_in_the_workspace_comes_before_the_path(folder: str, tmp_path: Path) -> None:
    own = executable(tmp_path / folder / "bin/python")
    executable(tmp_path / "path/python3")

    assert find(tmp_path, env={"PATH": str(tmp_path / "path")}) == str(own)


def test_the_nearest_environment_is_the_one_of_the_folder(tmp_path: Path) -> None:
    executable(tmp_path / ".venv/bin/python")
    own = executable(tmp_path / "service/.venv/bin/python")
    (tmp_path / "service/jobs").mkdir()

    assert find(tmp_path, folder=tmp_path / "service/jobs", env={"PATH": ""}) == str(own)


def test_an_environment_above_the_workspace_is_none_of_its_own(tmp_path: Path) -> None:
    executable(tmp_path / ".venv/bin/python")
    (tmp_path / "work").mkdir()

    assert find(tmp_path / "work", env={"PATH": ""}) == sys.executable


def test_without_any_our_own_python_is_used(tmp_path: Path) -> None:
    assert find(tmp_path, env={"PATH": ""}) == sys.executable


def test_a_script_on_the_path_names_its_python_in_its_first_line(tmp_path: Path) -> None:
    python = executable(tmp_path / "env/bin/python3")
    script = executable(tmp_path / "bin/tool", f"#!{python}\nimport tool\n")
    found = launch(("tool", "x"), tmp_path, env={"PATH": str(tmp_path / "bin")})

    assert (found.python, found.kind, found.target, found.arguments) == (
        str(python),
        "script",
        str(script),
        ("x",),
    )


def test_a_long_first_line_is_read_as_pip_writes_it(tmp_path: Path) -> None:
    python = executable(tmp_path / "env with spaces/bin/python3")
    text = f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\nimport tool\n"
    executable(tmp_path / "bin/tool", text)

    assert launch(("tool",), tmp_path, env={"PATH": str(tmp_path / "bin")}).python == str(python)


def test_the_script_of_pytest_is_run_with_our_plugin(tmp_path: Path) -> None:
    python = executable(tmp_path / "venv/bin/python3")
    script = executable(tmp_path / "venv/bin/pytest", f"#!{python}\n")
    found = launch(("pytest", "-q"), tmp_path, env={"PATH": ""})

    assert (found.python, found.kind, found.target) == (str(python), "pytest", str(script))


def test_relative_paths_lead_from_the_folder_the_command_is_run_in(tmp_path: Path) -> None:
    python = executable(tmp_path / ".venv/bin/python")
    executable(tmp_path / "reports/daily/tool", f"#!{python}\n")
    (tmp_path / "reports/daily/package").mkdir()
    folder = tmp_path / "reports/daily"
    named = launch(("../../.venv/bin/python", "report.py"), tmp_path, folder=folder)
    script = launch(("./tool",), tmp_path, folder=folder)
    package = launch(("package",), tmp_path, folder=folder)

    assert Path(named.python).samefile(python)
    assert named.target == "report.py"
    assert Path(script.target).samefile(folder / "tool")
    assert package.target == "package"


def test_a_program_of_another_kind_is_not_looked_into(tmp_path: Path) -> None:
    executable(tmp_path / "bin/tool", "#!/bin/bash\n")

    with pytest.raises(ToolMissing, match="not a Python program"):
        launch(("tool",), tmp_path, env={"PATH": str(tmp_path / "bin")})


def test_a_version_manager_is_asked_once(tmp_path: Path) -> None:
    executable(tmp_path / "shims/python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')

    assert find(tmp_path, env={"PATH": str(tmp_path / "shims")}) == sys.executable


def test_the_version_of_a_python() -> None:
    assert version(sys.executable) == sys.version_info[:3]
    assert version("/nowhere/python") is None
