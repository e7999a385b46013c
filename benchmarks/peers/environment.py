"""Where do the others live? In environments of their own, made when they are first needed, with pinned versions."""

import subprocess
import sys
from pathlib import Path

from benchmarks.figures import ROOT

PINS = {
    "reports": {
        "boltons": "26.2.0",
        "fauxpy": "0.7.0",
        "friendly-traceback": "0.7.61",
        "parso": "0.8.7",
        "pudb": "2026.1",
        "pytest": "9.2.0",
        "rich": "15.0.0",
        "ruff": "0.17.6",
        "stackprinter": "0.2.13",
    },
    "mutants": {
        "cosmic-ray": "8.7.0",
        "mutmut": "3.8.1",
        "pytest": "9.2.0",
    },  # fauxpy wants other versions of theirs
}
_FOLDER = ROOT / "build" / "peers"


def peers(name: str) -> Path:
    """Return the folder of an environment's programs, installed if need be."""
    place = _FOLDER / name
    done = place / ".pins"
    wanted = "\n".join(f"{package}=={version}" for package, version in PINS[name].items())
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        pip = [
            str(place / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, *wanted.split()], check=True)
        done.write_text(wanted, encoding="utf-8")
    return place / "bin"
