"""What came of the assistant's work here? Problems by route, accepted fixes, corrections and cost, day by day."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from analyzers.errors import UsageError
from tui.console import emit
from tui.exits import Exit

if TYPE_CHECKING:
    from assistant.statistics import Day

_EXAMPLES = """\
examples:
  debugassist stats
  debugassist stats --days 365 --json

Only kinds and numbers are kept, on this machine alone; `DEBUGASSIST_STATS=0` keeps none. A fix counts as accepted when it
was applied and not taken back.
"""


def configure(parser: ArgumentParser) -> None:
    """Add how far to look back."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--days", type=int, default=30, metavar="N", help="the last days on which anything was done (30)"
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: Namespace) -> int:
    """Print the days and their sum."""
    from assistant.statistics import days, total

    if args.days < 1:
        raise UsageError("`--days` is at least 1")
    shown = days()[-args.days :]
    whole = total(shown)
    if args.json:
        import json

        document = {"schema": 1, "days": [_record(day) for day in shown], "total": _record(whole)}
        emit(json.dumps(document, indent=2) + "\n")
    elif not shown:
        emit("nothing has been counted yet")
    else:
        emit(_table([*shown, whole]))
    return Exit.OK


def _record(day: "Day") -> dict[str, object]:
    return asdict(day) | {"accepted": day.accepted}


def _table(several: "list[Day]") -> str:
    routes = list(several[0].problems)
    head = ["day", *routes, "verified", "accepted", "corrected", "questions", "cost"]
    rows = [
        [
            day.day,
            *(str(day.problems[route]) for route in routes),
            str(day.verified),
            str(day.accepted),
            str(day.corrected),
            str(day.questions),
            f"${day.dollars:.4f}",
        ]
        for day in several
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    )
