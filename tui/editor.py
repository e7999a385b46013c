"""How is a line opened in the user's editor? The command, for the editors people use."""

import os
import shlex
from pathlib import PurePath

_PLUS = frozenset(
    {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne", "pico", "jed"}
)
_COLON = frozenset({"hx", "helix", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "vscodium", "code-insiders", "cursor", "windsurf"})


def editor_command(path: str, line: int) -> list[str]:
    """Return the command that opens a file at a line, from VISUAL or EDITOR, else vi."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(named) or ["vi"]
    except ValueError:
        words = [named]
    name = PurePath(words[0]).name.removesuffix(".exe")
    if name in _PLUS:
        return [*words, f"+{line}", path]
    if name in _COLON:
        return [*words, f"{path}:{line}"]
    if name in _GOTO:
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    return [*words, path]
