"""What was changed since a commit, or is about to be pushed? Paths and sources, as git and the disk have them."""

from collections.abc import Iterable
from pathlib import Path

from analyzers.errors import ToolError, UsageError
from tools.git import ask, top

_MAX_FILES = 5_000
_MAX_BYTES = 1_000_000


def since(base: str) -> set[str]:
    """Return the paths, from the top, that differ between a commit and the working tree, untracked ones included.

    An empty `base` is where this branch left its upstream, else the last commit. Raises UsageError for a commit
    that is not there.
    """
    folder = top()
    try:
        commit = base or _fork(folder)
        # `--end-of-options`: what a user or a hook names is a commit, never an option.
        ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}", folder=folder)
    except ToolError as error:
        raise UsageError(
            f"there is no commit `{base or 'HEAD'}`", "name a branch, a tag or a commit"
        ) from error
    changed = _paths(ask("diff", "--name-only", "--no-ext-diff", "-z", commit, "--", folder=folder))
    return changed | _paths(ask("ls-files", "--others", "--exclude-standard", "-z", folder=folder))


def pushed(lines: Iterable[str]) -> set[str]:
    """Return the paths that a push changes on the other side; `lines` is what git hands a pre-push hook."""
    folder = top()
    found: set[str] = set()
    for line in lines:
        words = line.split()
        if len(words) != 4 or set(words[1]) == {"0"}:  # a branch is deleted
            continue
        local, remote = words[1], words[3]
        if set(remote) != {"0"} and _is_known(remote, folder):
            found |= _paths(
                ask("diff", "--name-only", "--no-ext-diff", "-z", remote, local, "--", folder=folder)
            )
        else:
            found |= _paths(
                ask("log", "--name-only", "--format=", "-z", local, "--not", "--remotes", "--", folder=folder)
            )
    return found


def sources() -> dict[str, str]:
    """Return the Python files of the working tree that git tracks or would, by their path from the top."""
    from tools.workspace import read_source

    folder = top()
    listed = ask("ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "*.py", folder=folder)
    found: dict[str, str] = {}
    for path in sorted(_paths(listed))[:_MAX_FILES]:
        file = Path(folder, path)
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= _MAX_BYTES:
            text = read_source(file)
            if text is not None:
                found[path] = text
    return found


def _fork(folder: str) -> str:
    try:
        return ask("merge-base", "HEAD", "@{upstream}", folder=folder).decode().strip()
    except ToolError:  # a branch that has no upstream
        return "HEAD"


def _is_known(commit: str, folder: str) -> bool:
    try:
        ask("cat-file", "-e", f"{commit}^{{commit}}", folder=folder)
    except ToolError:
        return False
    return True


def _paths(raw: bytes) -> set[str]:
    return {path for path in raw.decode("utf-8", "surrogateescape").split("\0") if path}
