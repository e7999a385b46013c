"""How are spans written to files: as a trace for programs, as a log for people and log collectors?"""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analyzers.errors import AssistantError, UsageError
from tools.observing.spans import Span

_LARGEST = 10_000_000  # bytes of a log, beyond which it is put aside under the same name with `.1`


class Lines:
    """A file that lines are appended to, each in one write: processes do not mix their lines."""

    def __init__(self, path: str) -> None:
        """Open the file, readable by its owner alone. Raises UsageError."""
        try:
            self._end = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except (OSError, ValueError) as error:
            raise UsageError(f"`{path}` cannot be written: {error}", "name another file") from error

    def write(self, record: dict[str, Any]) -> None:
        """Append a record; a full disk is no reason to stop."""
        with suppress(OSError):
            os.write(
                self._end,
                json.dumps(record, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n",
            )

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):
            os.close(self._end)


class TraceFile:
    """Writes each span as a line, in the form that OpenTelemetry's console exporter gives it."""

    def __init__(self, path: str, version: str) -> None:
        """Begin. Raises UsageError when the file cannot be written."""
        self._lines = Lines(path)
        self._resource = resource(version)

    def ended(self, span: Span) -> None:
        """Write a span."""
        self._lines.write(
            {
                "name": span.name,
                "context": {
                    "trace_id": f"0x{span.trace:032x}",
                    "span_id": f"0x{span.id:016x}",
                    "trace_state": "[]",
                },
                "kind": "SpanKind.CLIENT" if span.client else "SpanKind.INTERNAL",
                "parent_id": f"0x{span.parent:016x}" if span.parent else None,
                "start_time": _time(span.started),
                "end_time": _time(span.ended),
                "status": {"status_code": "ERROR", "description": span.error}
                if span.error
                else {"status_code": "UNSET"},
                "attributes": span.attributes,
                "events": [],
                "links": [],
                "resource": {"attributes": self._resource, "schema_url": ""},
            }
        )

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


class LogFile:
    """Writes what was done as lines of JSON, and what went wrong with the place in our own code."""

    def __init__(self, path: str) -> None:
        """Begin; a log that has grown large is put aside first. Raises UsageError when it cannot be written."""
        with suppress(OSError):
            if Path(path).stat().st_size > _LARGEST:
                Path(path).replace(f"{path}.1")
        self._lines = Lines(path)

    def ended(self, span: Span) -> None:
        """Write what was done."""
        record: dict[str, Any] = {
            "time": _time(span.ended),
            "level": "error" if span.error else "info",
            "event": span.name,
            "seconds": round(span.seconds, 4),
            "process": os.getpid(),
            "trace_id": f"{span.trace:032x}",
            "span_id": f"{span.id:016x}",
            **span.attributes,
        }
        if isinstance(span.exception, AssistantError):
            record["message"] = span.exception.message
        elif isinstance(span.exception, Exception):
            record["places"] = _places(span.exception)
        self._lines.write(record)

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


def resource(version: str) -> dict[str, str]:
    """Return who tells all this."""
    return {"service.name": "debugassist", "service.version": version}


def _time(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _places(error: BaseException) -> list[str]:
    """Where an error of ours came from: no values, which may be the user's."""
    import traceback

    return [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
