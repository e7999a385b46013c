"""The wheel works beside a user's own `tools/` and `assistant/`, and lands one folder in site-packages."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("analyzers", "assistant", "tools", "tui")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        capture_output=True,
        timeout=300,
    )
    [built] = out.glob("*.whl")
    return built


def test_the_wheel_claims_no_common_name(wheel: Path) -> None:
    """`tools` or `tui` in site-packages would break other programs."""
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {name for name in names if not name.endswith((".dist-info", ".data"))} == {
        "debugassist.py",
        "debugassist-stubs",
        "_debugassist",
    }


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whoever wants to can check that published files came from this source: elsewhere, by another user, at another time."""
    built = []
    for number, mask in enumerate((0o022, 0o077)):
        source, out = tmp_path / str(number) / "source", tmp_path / str(number) / "dist"
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, timeout=60
        )
        before = os.umask(mask)
        try:
            for name in filter(None, listed.stdout.decode().split("\0")):
                if (ROOT / name).is_file() and not name.startswith(("fixtures/", "tests/")):
                    (source / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(ROOT / name, source / name)
                    os.utime(source / name, (number * 1e8, number * 1e8))
            subprocess.run(
                [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source],
                check=True,
                capture_output=True,
                timeout=300,
                env=os.environ
                | {"SOURCE_DATE_EPOCH": "1600000000", "PYTHONHASHSEED": str(number), "TZ": f"UTC{number}"},
            )
        finally:
            os.umask(before)
        built.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})

    first, second = built
    assert sorted(name.rpartition(".")[2] for name in first) == ["gz", "whl"]
    assert first == second


def test_a_program_that_uses_the_api_is_type_checked(wheel: Path, tmp_path: Path) -> None:
    """The stubs say what the functions really take and give."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "program.py").write_text(
        "import debugassist\n"
        "decision: debugassist.facts.Decision = debugassist.route('x', workspace='.')\n"
        "reveal_type(debugassist.diagnose(command=['python', 'a.py']).fixes[0].status)\n"
        "debugassist.repair(3)\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "program.py"],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert 'Revealed type is "debugassist.facts.Status"' in done.stdout, done.stdout
    assert 'program.py:4: error: Argument 1 to "repair"' in done.stdout
    assert "Found 1 error" in done.stdout


def test_the_stubs_and_the_functions_agree() -> None:
    import ast

    def signatures(path: Path) -> dict[str, str]:
        names = {"route", "parse", "repair", "diagnose"}
        return {
            node.name: ast.unparse(node.args).replace("os.PathLike", "PathLike")
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef) and node.name in names
        }

    embedded = ROOT / "tui" / "embedded"
    assert signatures(embedded / "client.py") == signatures(embedded / "stubs" / "debugassist.pyi")


def test_it_runs_beside_hostile_namesakes(wheel: Path, tmp_path: Path) -> None:
    """Packages of the same names come first on the path of the user's project."""
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True, timeout=120)
    site = next(environment.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    # What it depends on is the same as here; fetching it again would test the network.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    hostile = tmp_path / "project"
    for layer in LAYERS:
        (hostile / layer).mkdir(parents=True)
        (hostile / layer / "__init__.py").write_text("raise SystemExit('a namesake was imported')\n")
    (hostile / "broken.py").write_text("print((1, 2)\n")

    done = subprocess.run(
        [
            environment / "bin" / "python",
            "-c",
            "import sys, debugassist; sys.exit(debugassist.main())",
            "broken.py",
        ],
        check=False,
        cwd=hostile,
        env={**os.environ, "PYTHONPATH": str(hostile)},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert "never closed" in done.stdout, done.stderr
    assert done.returncode == 1


def test_an_installed_program_stops_for_somebody(wheel: Path, tmp_path: Path) -> None:
    """The prompt is started from the installation that the program has imported."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    (tmp_path / "tools.py").write_text("raise SystemExit('a namesake was imported')\n")
    (tmp_path / "main.py").write_text("x = 6\nbreakpoint()\nprint('on', x)\n")
    (tmp_path / "commands.txt").write_text("p x * 7\nc\n")
    done = subprocess.run(
        [sys.executable, "main.py"],
        check=False,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(site),
            "PYTHONBREAKPOINT": "debugassist.set_trace",
            "DEBUGASSIST_COMMANDS": str(tmp_path / "commands.txt"),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert "42" in done.stdout, done.stderr
    assert "on 6" in done.stdout
    assert done.returncode == 0
