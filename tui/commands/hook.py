"""Is every commit, every push checked? Installs, takes out and shows the git hooks."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.console import emit, narrate
from tui.exits import Exit

if TYPE_CHECKING:
    from tools import hooks

_EXAMPLES = """\
examples:
  debugassist hook install      check what is staged before every commit of this repository
  debugassist hook install --fix        the same, and repair what can be repaired
  debugassist hook install --pre-push   run the tests that belong to what is pushed
  debugassist hook status       say what is there
  debugassist hook uninstall    take it out, and put back what was there before

A hook that is there already is kept and runs first; its refusal counts. `git commit --no-verify` skips both.
When the assistant is missing or fails, the commit goes on and stderr says so.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the three things to do."""
    parser.epilog = _EXAMPLES
    parser.add_argument("action", choices=("install", "uninstall", "status"), help="what to do")
    parser.add_argument("--pre-push", action="store_true", help="the hook that runs tests before a push")
    parser.add_argument(
        "--fix", action="store_true", help="install a hook that repairs what is certain and stages it again"
    )


def run(args: Namespace) -> int:
    """Do it and say what is there after; `status` exits with 1 when the hook is not installed."""
    from tools import hooks

    kind = hooks.Kind.PUSH if args.pre_push else hooks.Kind.COMMIT
    match args.action:
        case "install":
            state = hooks.install(kind, fix=args.fix)
        case "uninstall":
            state = hooks.uninstall(kind)
        case _:
            state = hooks.state(kind)
    if not args.quiet:
        for line in _words(state):
            emit(line)
    if args.action == "install" and state.shared:
        narrate("warning: `core.hooksPath` is set for several repositories: the hook works in all of them")
    return Exit.PROBLEM if args.action == "status" and state.presence != "installed" else Exit.OK


def _words(state: "hooks.State") -> list[str]:
    from analyzers.text import visible

    path = visible(str(state.path))
    match state.presence:
        case "installed":
            words = [f"installed: {path}"]
            if state.kept is not None:
                words.append(f"runs first: {visible(str(state.kept))}")
        case "foreign":
            words = [
                f"not installed: {path} is another hook",
                "`debugassist hook install` keeps and chains it",
            ]
        case _:
            words = [f"not installed: there is no {path}", "`debugassist hook install` puts it in"]
    return words
