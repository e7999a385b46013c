"""What do ruff's bug-finding rules say of a file? Ruff is optional: it is used where it is found."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import ToolError
from tools.process import Limits, run

RULES = "F,B,PLE,PLW,A,DTZ,E711,E712,E714,E721,RUF012"
_LIMITS = Limits(seconds=10.0, memory=1_000_000_000, file_size=10_000_000)
_QUIET = frozenset(  # style, or what every small program has
    {"F401", "F403", "F405", "B007", "B011", "PLW2901", "PLW0603", "PLW1510"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding of ruff."""

    path: str  # as it was named
    line: int
    code: str
    message: str


def find_ruff(python: str = "") -> str:
    """Return ruff's program, that of the user's environment first; an empty string where there is none."""
    beside = Path(python).parent / "ruff" if python else None
    if beside is not None and beside.is_file():
        return str(beside)
    return shutil.which("ruff") or ""


async def bug_rules(program: str, folder: Path, files: Sequence[str]) -> tuple[Finding, ...]:
    """Return what ruff finds in files of a folder. Raises ToolError when ruff cannot be run."""
    command = (
        program, "check", "--isolated", "--no-cache", "--exit-zero", "--quiet",
        "--output-format", "json", "--select", RULES, "--", *files,
    )  # fmt: skip
    finished = await run(command, cwd=folder, limits=_LIMITS)
    return findings(finished.stdout, folder, finished.stderr)


def findings(answer: str, folder: Path, said: str = "") -> tuple[Finding, ...]:
    """Return what ruff's JSON tells of files in a folder; `said` is what it wrote beside. Raises ToolError for anything else."""
    found = []
    try:
        for record in json.loads(answer or "[]"):
            code = str(record.get("code") or "")
            if code in _QUIET:
                continue
            path = Path(record["filename"])
            name = str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
            line = int(record["location"]["row"])
            if line < 1:
                raise ValueError("no line")
            found.append(Finding(path=name, line=line, code=code, message=str(record["message"])))
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise ToolError("ruff's answer could not be read", said[-300:]) from error
    return tuple(found)
