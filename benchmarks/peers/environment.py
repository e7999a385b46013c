"""Where do the others live? In an environment of their own, made when it is first needed, with pinned versions."""

import subprocess
import sys
from pathlib import Path

from benchmarks.figures import ROOT

PINS = {
    "boltons": "26.2.0",
    "cosmic-ray": "8.7.0",
    "fauxpy": "0.7.0",
    "friendly-traceback": "0.7.61",
    "mutmut": "3.8.1",
    "parso": "0.8.7",
    "pudb": "2026.1",
    "pytest": "9.2.0",
    "rich": "15.0.0",
    "ruff": "0.17.6",
    "stackprinter": "0.2.13",
}
_FOLDER = ROOT / "build" / "peers"


def peers() -> Path:
    """Return the folder of the environment's programs, installed if need be."""
    done = _FOLDER / ".pins"
    wanted = "\n".join(f"{name}=={version}" for name, version in PINS.items())
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", _FOLDER], check=True)
        pip = [
            str(_FOLDER / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, *wanted.split()], check=True)
        done.write_text(wanted, encoding="utf-8")
    return _FOLDER / "bin"
