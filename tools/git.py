"""What does git know? Staged content, the repository's top, and where its hooks live.

Git is asked through its own program, so that worktrees, submodules, `GIT_INDEX_FILE` and every setting are
honoured the way git itself honours them.
"""

import os
import subprocess
from collections.abc import Iterator
from typing import IO, NamedTuple

from analyzers.errors import ToolError, ToolMissing, ToolTimeout, UsageError

_LIMIT = 30.0  # seconds for one question
_OUTSIDE = (
    "not a git repository",
    "must be run in a work tree",
    "git diff --no-index",
)  # how git says it is outside
_REGULAR = (b"100644", b"100755")  # symbolic links and submodules hold no source


class Staged(NamedTuple):
    """A file as the next commit would hold it. A named tuple: a hook cannot afford the import of dataclasses."""

    path: str  # from the top of the repository, `/` between folders
    blob: str


def ask(*words: str, folder: str = ".") -> bytes:
    """Return what git prints.

    Raises ToolMissing without git, UsageError outside a repository, ToolTimeout and ToolError otherwise.
    """
    try:
        done = subprocess.run(
            ["git", "-C", folder, *words],
            capture_output=True,
            timeout=_LIMIT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError as error:
        raise ToolMissing("git is not installed", "install git, or name the files to check") from error
    except subprocess.TimeoutExpired as error:
        raise ToolTimeout(f"git took longer than {_LIMIT:.0f} s") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        if any(words in said for words in _OUTSIDE):
            raise UsageError(
                "this folder is in no git repository", "name the files to check, or change to one"
            )
        raise ToolError(f"git failed: {said.splitlines()[-1] if said else f'exit code {done.returncode}'}")
    return done.stdout


def staged() -> list[Staged]:
    """Return the regular files that are added, copied, modified or renamed in the index."""
    raw = ask(
        "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--diff-filter=AMT"
    )
    fields = raw.split(b"\0")
    found = []
    for head, path in zip(fields[0::2], fields[1::2], strict=False):  # a lone empty field ends the list
        _, mode, _, blob, _ = head.split(b" ")
        if mode in _REGULAR:
            found.append(Staged(path.decode("utf-8", "surrogateescape"), blob.decode("ascii")))
    return found


def contents(files: list[Staged], limit: int) -> Iterator[tuple[Staged, bytes | None]]:
    """Yield each file with its staged bytes, or with None when there are more than `limit` of them.

    Raises ToolError when git cannot give one.
    """
    if not files:
        return
    with subprocess.Popen(
        ["git", "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        try:
            for file in files:
                git.stdin.write(file.blob.encode("ascii") + b"\n")
                git.stdin.flush()
                yield file, _answer(git.stdout, file, limit)
        finally:
            git.stdin.close()
            git.kill()


def attribute_unset(name: str, paths: list[str]) -> set[str]:
    """Return those paths for which `.gitattributes` says `-name`."""
    raw = ask("check-attr", "-z", "--cached", name, "--", *paths)
    fields = raw.decode("utf-8", "surrogateescape").split("\0")
    return {path for path, value in zip(fields[0::3], fields[2::3], strict=False) if value == "unset"}


def changed_since_staged(paths: list[str], folder: str) -> frozenset[str]:
    """Return those paths, from the top folder, whose file differs from what is staged or is gone."""
    raw = ask("diff-files", "--name-only", "-z", "--no-ext-diff", "--", *map(_literal, paths), folder=folder)
    return frozenset(raw.decode("utf-8", "surrogateescape").split("\0")[:-1])


def index_is_temporary() -> bool:
    """Whether git runs us with an index that it throws away after the commit, as `git commit FILE` does."""
    return os.path.basename(os.environ.get("GIT_INDEX_FILE", "")).startswith("next-index-")  # noqa: PTH119


def stage(paths: list[str], folder: str) -> None:
    """Stage what lies in the work tree at paths from the top folder. Raises ToolError when git refuses."""
    ask("add", "--", *map(_literal, paths), folder=folder)


def _literal(path: str) -> str:
    """Return the path so that git takes no mark in it for a pattern."""
    return f":(top,literal){path}"


def top() -> str:
    """Return the top folder of the work tree."""
    return ask("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").removesuffix("\n")


def _answer(output: IO[bytes], file: Staged, limit: int) -> bytes | None:
    head = output.readline().split()
    if len(head) != 3:
        raise ToolError(f"git has no content for `{file.path}`")
    size = int(head[2])
    if size <= limit:
        data = output.read(size)
        output.read(1)
        return data
    left = size + 1
    while left > 0 and (chunk := output.read(min(left, 1 << 20))):
        left -= len(chunk)
    return None
