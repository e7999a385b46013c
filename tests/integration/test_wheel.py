"""The wheel works beside a user's own `tools/` and `assistant/`, and lands one folder in site-packages."""

import os
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

    assert {name for name in names if not name.endswith(".dist-info")} == {"debugassist.py", "_debugassist"}


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
