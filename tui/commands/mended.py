"""What did `check --fix` do about each broken file? Said file by file, with the difference."""

from argparse import Namespace
from typing import TYPE_CHECKING

from tui.console import emit, narrate

if TYPE_CHECKING:
    from analyzers.syntax.python.verdict import Target


def left_broken(broken: list[tuple[str, str, str]], args: Namespace, target: "Target | None" = None) -> bool:
    """Repair what can be repaired, say what was done, and return whether something is left to its author."""
    from analyzers.diff import unified
    from analyzers.text import visible
    from assistant.mending import Outcome, mend
    from tui.commands.fix import visible_diff

    staged = not args.files
    try:
        found = mend(broken, staged=staged, target=target)
    except Exception as error:  # noqa: BLE001  # a repair that fails must not hide what the check found
        narrate(f"warning: nothing was repaired: {visible(repr(error))}")
        return True
    for one in found:
        if one.fix is not None and args.format == "text" and not args.quiet:
            emit(visible_diff(unified(one.fix, {one.path: one.text})))
        match one.outcome:
            case Outcome.STAGED:
                said = "repaired and staged again; `debugassist undo` takes the file back"
            case Outcome.WRITTEN if not staged:
                said = "repaired; `debugassist undo` takes it back"
            case Outcome.WRITTEN:
                said = (
                    f"repaired in the work tree, not staged{_because(one.why)}: look at it, then `git add` it"
                )
            case _:
                said = f"not repaired{_because(one.why)}"
        narrate(visible(f"{one.path}: {said}"))
    done = Outcome.STAGED if staged else Outcome.WRITTEN
    return any(one.outcome is not done and one.outcome is not Outcome.STAGED for one in found)


def _because(why: str) -> str:
    return f" ({why})" if why else ""
