"""Which causes do thousands of failures have? Groups the reports of logs, the most frequent cause first."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.errors import InputError, UsageError
from tui.console import colourful, emit, narrate, width
from tui.exits import Exit

if TYPE_CHECKING:
    from assistant.triage import Group

_EXAMPLES = """\
examples:
  debugassist triage logs/*.log
  debugassist triage --jobs 8 --format json logs > causes.json
  debugassist triage --scheduler tcp://10.0.0.5:8786 logs

Failures are the same when the exception, its message without changing values, and the deepest calls of your own
code are the same. The most frequent causes are explained.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the logs and where the work is done."""
    parser.epilog = _EXAMPLES
    parser.add_argument("logs", nargs="+", metavar="LOG", help="log files, or folders of them")
    parser.add_argument(
        "-n", "--limit", type=int, default=10, metavar="N", help="causes shown and explained (10)"
    )
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes; default: one per core")
    parser.add_argument(
        "--scheduler", default="", metavar="URL", help="a Dask scheduler, such as tcp://host:8786"
    )
    parser.add_argument("--no-explain", action="store_true", help="only group and count")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="json for programs")


def run(args: Namespace) -> int:
    """Print the causes; 1 when there is any failure."""
    from assistant.triage import explained, triage
    from tools.intake import workspace_of
    from tui.models import stay_here

    if args.limit < 1:
        raise UsageError("`--limit` is at least 1")
    paths = list(_files(args.logs))
    stay_here(args.scheduler)
    groups = triage(paths, jobs=args.jobs or os.cpu_count() or 1, scheduler=args.scheduler)
    shown = groups[: args.limit]
    if not args.no_explain:
        workspace = str(workspace_of(Path.cwd()))
        shown = tuple(explained(group, workspace) for group in shown)
    total = sum(group.count for group in groups)
    if args.format == "json":
        import msgspec

        answer = {"schema": 1, "files": len(paths), "failures": total, "causes": len(groups), "groups": shown}
        emit(msgspec.json.format(msgspec.json.encode(answer)).decode())
    else:
        counts = ((total, "failure"), (len(groups), "cause"), (len(paths), "file"))
        failures, causes, files = (f"{count:,} {noun}{'s' * (count != 1)}" for count, noun in counts)
        emit(f"{failures} of {causes} in {files}")
        for group in shown:
            for row in _rows(group, args):
                emit(row)
        if len(groups) > len(shown):
            narrate(f"{len(groups) - len(shown):,} rarer causes are not shown: `--limit {len(groups)}`")
    return Exit.PROBLEM if groups else Exit.OK


def _files(names: list[str]) -> Iterator[Path]:
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file())
        elif path.is_file():
            yield path
        else:
            raise InputError(f"there is no log `{name}`", "name log files, or folders of them")


def _rows(group: "Group", args: Namespace) -> Iterator[str]:
    from tui.render.ink import Ink, printable, wrap

    ink = Ink(colourful(sys.stdout, never=args.no_color))
    message = f": {group.message}" if group.message else ""
    head = f"{group.count:>7,} x "
    lines = list(
        wrap(printable(f"{group.type}{message}"), width(sys.stdout), indent=" " * len(head), first=head)
    )
    yield ""
    yield ink("bold", lines[0])
    yield from lines[1:]
    indent = " " * len(head)
    if group.where:
        yield from wrap(printable(group.where), width(sys.stdout), indent=indent, first=indent)
    if group.cause:
        yield from wrap(printable(group.cause), width(sys.stdout), indent=indent, first=f"{indent}cause: ")
    more = group.in_files - 1
    others = f" and in {more:,} other file{'s' * (more != 1)}" if more else ""
    yield f"{indent}first at {printable(group.first)}{others}"
