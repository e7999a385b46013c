"""How does a repository come to check every commit or push? Puts the hook in, keeps and chains an earlier one.

Wherever git itself looks for hooks is where it goes: `core.hooksPath`, the common folder of worktrees, the
module folder of a submodule.
"""

import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analyzers.errors import ToolError, UsageError
from tools.git import ask, top

_MARK = "# debugassist hook 1"

_HEAD = f"""\
#!/bin/sh
{_MARK}: {{purpose}}; `debugassist hook uninstall{{option}}` takes it out again
kept="$(dirname "$0")/{{kept}}"
"""

# What git hands over on stdin is for both hooks: the earlier one must not eat ours.
_KEPT = {
    "pre-commit": """\
if [ -x "$kept" ]; then
    "$kept" "$@" || exit $?
fi
""",
    "pre-push": """\
pushed=$(cat)
if [ -x "$kept" ]; then
    printf '%s\\n' "$pushed" | "$kept" "$@" || exit $?
fi
""",
}

_ASK = {
    "pre-commit": ('"$python" -P "$launcher" check --hook', "debugassist check --hook"),
    "pre-push": (
        """printf '%s\\n' "$pushed" | "$python" -P "$launcher" test --push""",
        """printf '%s\\n' "$pushed" | debugassist test --push""",
    ),
}

_TAIL = """\
python={python}
launcher={launcher}
code=127
if [ -x "$python" ] && [ -f "$launcher" ]; then
    {ours}
    code=$?
elif command -v debugassist >/dev/null 2>&1; then
    {theirs}
    code=$?
fi
case $code in
0) ;;
113) exit 1 ;;
130) exit 130 ;;
127) echo "debugassist: not found, so this {what} was not checked" >&2 ;;
*) echo "debugassist: the check itself failed, so this {what} was not checked" >&2 ;;
esac
exit 0
"""


class Kind(StrEnum):
    """When git asks."""

    COMMIT = "pre-commit"
    PUSH = "pre-push"

    @property
    def kept(self) -> str:
        """The name under which an earlier hook is kept."""
        return f"{self}.before-debugassist"


class Presence(StrEnum):
    """What stands where git looks for the hook."""

    INSTALLED = "installed"
    ABSENT = "absent"
    FOREIGN = "foreign"  # another hook, ours is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The hook of a repository."""

    presence: Presence
    path: Path
    kept: Path | None = None  # the hook that ours runs first
    shared: bool = False  # the folder serves other repositories too


def state(kind: Kind = Kind.COMMIT) -> State:
    """Return what the repository of the current folder has.

    Raises UsageError outside a repository or in one without a work tree.
    """
    path = _folder() / kind
    kept = path.with_name(kind.kept)
    presence = Presence.ABSENT
    if os.path.lexists(path):
        presence = Presence.INSTALLED if _is_ours(path) else Presence.FOREIGN
    return State(
        presence=presence,
        path=path,
        kept=kept if os.path.lexists(kept) else None,
        shared=_is_shared(path.parent),
    )


def install(kind: Kind = Kind.COMMIT, *, fix: bool = False) -> State:
    """Put the hook in and return what is there after; a hook that was there is kept and runs first.

    With `fix`, the hook of commits repairs what is certain. Doing it again only renews the script. Raises UsageError
    when a kept hook and another one are both there.
    """
    before = state(kind)
    kept = before.path.with_name(kind.kept)
    try:
        before.path.parent.mkdir(parents=True, exist_ok=True)
        if before.presence is Presence.FOREIGN:
            if before.kept is not None:
                raise UsageError(
                    f"there are two earlier hooks, `{before.path}` and `{before.kept}`",
                    "keep one of them, then install again",
                )
            _copy(before.path, kept)
        _replace(before.path, _script(kind, fix=fix))
    except OSError as error:
        raise ToolError(f"the hook cannot be written: {error}") from error
    return state(kind)


def uninstall(kind: Kind = Kind.COMMIT) -> State:
    """Take the hook out, put the kept one back, and return what is there after."""
    before = state(kind)
    try:
        if before.presence is Presence.INSTALLED:
            if before.kept is not None:
                before.kept.replace(before.path)
            else:
                before.path.unlink()
    except OSError as error:
        raise ToolError(f"the hook cannot be taken out: {error}") from error
    return state(kind)


def _folder() -> Path:
    """Where git looks for hooks; a relative setting counts from where hooks are run, the top."""
    folder = top()
    answer = ask("rev-parse", "--git-path", "hooks", folder=folder).decode("utf-8", "surrogateescape")
    return Path(folder, answer.removesuffix("\n")).absolute()


def _is_shared(folder: Path) -> bool:
    """Whether the folder lies outside this repository: `core.hooksPath` set for all of them."""
    common = ask("rev-parse", "--git-common-dir").decode("utf-8", "surrogateescape").removesuffix("\n")
    inside = (Path(top()), Path(common).absolute())
    return not any(folder.resolve().is_relative_to(place.resolve()) for place in inside)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _MARK.encode() in file.read(512)
    except OSError:  # a dangling link
        return False


def _copy(path: Path, kept: Path) -> None:
    """Keep a hook under another name while it still stands under its own: no moment is without it."""
    try:
        os.link(path, kept, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(path, kept, follow_symlinks=False)


def _replace(path: Path, script: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(script)
        temporary.chmod(0o755)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _script(kind: Kind, *, fix: bool) -> str:
    root = Path(__file__).resolve().parents[1]
    launcher = root / "debugassist.py"  # of a checkout
    if not launcher.is_file():
        launcher = root.parent / "debugassist.py"  # of an installation: beside `_debugassist`
    push = kind is Kind.PUSH
    ours, theirs = (f"{words} --fix" if fix and not push else words for words in _ASK[kind])
    head = _HEAD.format(
        purpose="refuses pushes whose tests fail" if push else "refuses commits that do not parse",
        option=" --pre-push" if push else "",
        kept=kind.kept,
    )
    tail = _TAIL.format(
        python=shlex.quote(sys.executable),
        launcher=shlex.quote(str(launcher)),
        ours=ours,
        theirs=theirs,
        what="push" if push else "commit",
    )
    return head + _KEPT[kind] + tail
