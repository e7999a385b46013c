"""The types of the Python API; the wheel carries this as `debugassist-stubs/__init__.pyi`."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

from . import facts as facts

class DebugassistError(Exception):
    hint: str

@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    code: str | None
    diagnostics: tuple[facts.Diagnostic, ...]
    fixes: tuple[facts.Fix, ...]

def route(text: str, *, workspace: str | PathLike[str] = "") -> facts.Decision: ...
def parse(text: str) -> tuple[facts.Traceback, ...]: ...
def repair(code: str, *, language: str = "python", path: str = "") -> Repair: ...
def diagnose(
    text: str = "",
    *,
    code: str = "",
    command: Sequence[str] = (),
    expects: Sequence[str] = (),
    route: str = "",
    workspace: str | PathLike[str] = "",
    time_limit: float = 60.0,
) -> facts.Diagnosis: ...
def set_trace(*_: object, **__: object) -> None: ...
def post_mortem(error: BaseException | None = None) -> None: ...
def install() -> None: ...
def main() -> int: ...
