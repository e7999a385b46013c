"""How do spans reach a collector? As OpenTelemetry's own objects, through its batching exporter.

Where they go is said by the variables of its specification, such as `OTEL_EXPORTER_OTLP_ENDPOINT`.
"""

import os
from typing import TYPE_CHECKING

from analyzers.errors import ToolMissing, UsageError
from tools.observing.files import resource
from tools.observing.spans import Span

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan

_HERE = "http://localhost:4317"


def endpoint() -> str:
    """Return the address that spans are sent to."""
    named = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or os.environ.get(
        "OTEL_EXPORTER_OTLP_ENDPOINT"
    )
    return named or _HERE


def is_elsewhere() -> bool:
    """Whether that address is not this machine's own."""
    from urllib.parse import urlsplit

    address = endpoint()
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname not in (
            "localhost",
            "127.0.0.1",
            "::1",
        )
    except ValueError:
        return True


class Collector:
    """Sends each span to a collector, some at a time, from a thread of its own."""

    def __init__(self, version: str, *, offline: bool) -> None:
        """Begin. Raises ToolMissing without the SDK, UsageError when nothing may be sent there."""
        if offline and is_elsewhere():
            raise UsageError(
                f"`--offline` lets no span be sent to {endpoint()}", "write them to a file: `--trace FILE`"
            )
        try:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            raise ToolMissing(
                f"a collector needs the package `{error.name}`",
                "`pip install 'debugassist[trace]'`, or `--trace FILE`",
            ) from error
        exporter = OTLPSpanExporter(endpoint=endpoint(), timeout=5)
        self._processor = BatchSpanProcessor(exporter)
        self._resource = Resource(resource(version))

    def ended(self, span: Span) -> None:
        """Hand a span over."""
        self._processor.on_end(readable(span, self._resource))

    def close(self) -> None:
        """Send what is left."""
        self._processor.shutdown()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


def readable(span: Span, whose: "Resource") -> "ReadableSpan":
    """Return a span as an object of the SDK."""
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

    def context(number: int) -> SpanContext:
        return SpanContext(span.trace, number, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))

    return ReadableSpan(
        name=span.name,
        context=context(span.id),
        parent=context(span.parent) if span.parent else None,
        resource=whose,
        attributes=span.attributes,
        kind=SpanKind.CLIENT if span.client else SpanKind.INTERNAL,
        status=Status(StatusCode.ERROR, span.error) if span.error else Status(StatusCode.UNSET),
        start_time=span.started,
        end_time=span.ended,
    )
