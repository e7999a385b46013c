"""Reads every report of a failure in a text: tracebacks of many languages, tools and loggers."""

from dataclasses import dataclass

from analyzers.facts import Traceback


@dataclass(frozen=True, slots=True)
class Reading:
    """The separate reports that a text holds, in the order they stand there."""

    tracebacks: tuple[Traceback, ...] = ()

    @property
    def subject(self) -> Traceback | None:
        """The report that the user most likely means: the last one."""
        return self.tracebacks[-1] if self.tracebacks else None


def read(text: str) -> Reading:
    """Return every report found in a text that `analyzers.text.clean` has cleaned."""
    raise NotImplementedError
