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
    "screens": {
        "posting": "2.10.0",
        "pudb": "2026.1",
        "tree-sitter": "0.25.2",  # with a newer one posting ends in a segmentation fault
    },
}
_FOLDER = ROOT / "build" / "peers"
_GREETED = "[pudb]\nseen_welcome = z\n"  # pudb's news would lie over its screen


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


def screens(home: Path) -> Path | None:
    """Return the folder of the programs with a screen, which find a used home; None, said, where none can be installed."""
    settings = home / ".config" / "pudb" / "pudb.cfg"
    settings.parent.mkdir(parents=True)
    settings.write_text(_GREETED, encoding="utf-8")
    try:
        return peers("screens")
    except subprocess.CalledProcessError:
        print("posting and pudb cannot be installed here, and are left out;", end=" ", file=sys.stderr)
        return None
