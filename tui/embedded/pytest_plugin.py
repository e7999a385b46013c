"""`pytest --debugassist` ends its report with the cause of each failure."""

from typing import Any

from .client import DebugassistError, diagnose
from .shown import lines

_MOST = 10  # failures that are explained


def summarise(reporter: Any) -> None:  # pytest's terminal reporter
    """Write what each failed test or collection failed of, with the fix where one was found."""
    failed = [*reporter.getreports("error"), *reporter.getreports("failed")]
    if not failed:
        return
    reporter.section("debugassist")
    for report in failed[:_MOST]:
        reporter.write_line(report.nodeid, bold=True)
        for row in _explained(report):
            reporter.write_line(f"  {row}")
    if len(failed) > _MOST:
        reporter.write_line(f"{len(failed) - _MOST} more were not looked at")


def _explained(report: Any) -> list[str]:
    head = f"{' FAILURES ':=^80}\n{' ' + report.nodeid.split('::')[-1] + ' ':_^80}\n\n"
    try:
        return lines(diagnose(head + report.longreprtext))
    except DebugassistError as error:
        return [f"not explained: {error}"]
