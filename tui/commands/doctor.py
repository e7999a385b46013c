"""What is installed and reachable, and what is the next step?"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.console import colourful, emit, width
from tui.exits import Exit

if TYPE_CHECKING:
    from tools.doctor import Finding


def configure(parser: ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people, json for programs"
    )


def run(args: Namespace) -> int:
    """Print how every part is; 1 when one is broken."""
    from tools.doctor import Health, examine
    from tools.intake import workspace_of

    findings = examine(workspace_of(Path.cwd()))
    if args.format == "json":
        import msgspec

        emit(msgspec.json.format(msgspec.json.encode({"schema": 1, "findings": findings}), indent=2).decode())
    else:
        for line in _words(findings, args):
            emit(line)
    broken = any(finding.health is Health.BROKEN for finding in findings)
    return Exit.PROBLEM if broken else Exit.OK


def _words(findings: "tuple[Finding, ...]", args: Namespace) -> list[str]:
    from tui.render.ink import Ink, wrap

    ink = Ink(colourful(sys.stdout, never=args.no_color))
    styles = {"ok": "green", "missing": "yellow", "broken": "red"}
    rows: list[str] = []
    for finding in findings:
        if args.quiet and finding.health == "ok":
            continue
        head = f"{finding.health:<8} {finding.part:<12} "
        found = list(wrap(finding.detail, width(sys.stdout), indent=" " * len(head), first=head))
        rows.append(ink(styles[finding.health], found[0][:8]) + found[0][8:])
        rows += found[1:]
        if finding.step:
            rows += wrap(
                finding.step, width(sys.stdout), indent=" " * len(head), first=" " * len(head) + "-> "
            )
    return rows
