"""Does a Python that the user has, and that is newer than ours, accept a text that ours refuses?

Syntax grows: what Python 3.11 refuses may be good 3.14. Only interpreters of the user's own environment are
asked - the active virtual environment and PATH - and only to compile: nothing of the text is run.
"""

import os
import shutil
import subprocess
import sys

_LIMIT = 10.0  # seconds
_ASK = (
    "import sys, warnings\n"
    "warnings.simplefilter('ignore')\n"
    "if sys.version_info[:2] <= ({}, {}): sys.exit(3)\n"
    "compile(sys.stdin.buffer.read().decode('utf-8'), '<staged>', 'exec', dont_inherit=True)\n"
)


def newer_python_accepts(text: str) -> bool:
    """Return whether a newer interpreter compiles the text. False when there is none, or it fails to answer."""
    for interpreter in _interpreters():
        try:
            done = subprocess.run(
                [interpreter, "-I", "-S", "-c", _ASK.format(*sys.version_info[:2])],
                input=text.encode("utf-8", "replace"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_LIMIT,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        if done.returncode == 0:
            return True
    return False


def _interpreters() -> list[str]:
    """Distinct interpreters, ours left out."""
    named = [shutil.which("python3"), shutil.which("python")]
    if environment := os.environ.get("VIRTUAL_ENV"):
        named.insert(0, shutil.which("python", path=os.path.join(environment, "bin")))  # noqa: PTH118
    own = os.path.realpath(sys.executable)
    found = {os.path.realpath(path): path for path in named if path}
    return [path for real, path in found.items() if real != own]
