"""Who is told what a command does? A trace, a log, a collector: whatever the options or the environment name."""

import os
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from tools.observing import span, watching

if TYPE_CHECKING:
    from tools.observing import Watcher

TRACE, LOG = "DEBUGASSIST_TRACE", "DEBUGASSIST_LOG"
_COLLECTOR = "otlp"


def observed(name: str, args: Namespace, run: Callable[[], int]) -> int:
    """Run a command and tell of it; return its exit code. Raises what it raises, and UsageError."""
    with watching(*_watchers(args)), span(f"debugassist {name}", {"debugassist.command": name}) as whole:
        code = int(run())
        whole.set({"process.exit.code": code})
        return code


def _watchers(args: Namespace) -> "list[Watcher]":
    from tools.observing.files import LogFile, TraceFile
    from tui.cli import version

    found: list[Watcher] = []
    if trace := args.trace or os.environ.get(TRACE, ""):
        if trace == _COLLECTOR:
            from tools.observing.otel import Collector
            from tui.models import stays_offline

            found.append(Collector(version(), offline=getattr(args, "offline", False) or stays_offline()))
        else:
            found.append(TraceFile(trace, version()))
    if log := args.log or os.environ.get(LOG, ""):
        found.append(LogFile(log))
    return found
