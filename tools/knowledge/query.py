"""What of a problem is worth looking up?

The end of a report is what others have asked about: the deepest frame and the exception, word for word. Further
up stand the names of somebody's own files, and the model that makes the vectors reads 128 tokens only. Quoted
names are kept: they are the rarest words there are.
"""

import re
from dataclasses import dataclass

_LAST = 4  # lines of a report
_MAX_CHARS = 4_000
_STACK = re.compile(
    r"^Traceback \(most recent call last\)|^\s+File \".*\", line \d+|^\s+at .*\(.*:\d+.*\)|^\s*goroutine \d+ \[|"
    r"^thread '.*' (?:\(\d+\) )?panicked at|^Exception in thread ",
    re.MULTILINE,
)
_EXCEPTION = re.compile(
    r"^(?:E\s+)?(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration|Fault|"
    r"Timeout|NotFound|DoesNotExist))\b",
    re.MULTILINE,
)


_MESSAGE = re.compile(
    r"^\s*(?:E\s+)?(?:(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration|Fault|Timeout|"
    r"NotFound|DoesNotExist|NotExist)(?=:|\s*$)|(?:fatal )?error(?:\[\w+\])?:|ERROR:|panic: |FATAL: |"
    r".*\[Errno -?\d+\]).*",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: its words, and what is known about the exception when there is one."""

    text: str
    message: str = ""  # the line that names the failure, when it is the end of a report
    exception: str = ""  # its type, without modules
    library: str = ""
    version: str = ""

    @property
    def report(self) -> bool:
        """Whether it is the end of a report and no question in prose."""
        return bool(self.message)


def query(text: str, *, library: str = "", version: str = "") -> Query:
    """Return the search for a problem's text: a report's last lines, or a question as it is."""
    text = text.strip()
    stack = None
    for stack in _STACK.finditer(text):
        pass
    tail = text if stack is None else _tail(text)
    types = [match["type"] for match in _EXCEPTION.finditer(tail)]
    messages = _MESSAGE.findall(tail)
    return Query(
        text=tail[:_MAX_CHARS],
        message=_message(tail, messages, reported=stack is not None)[:_MAX_CHARS],
        exception=types[-1].rpartition(".")[2] if types else "",
        library=library,
        version=version,
    )


def _message(tail: str, messages: list[str], *, reported: bool) -> str:
    """Return the line that names the failure; prose that mentions an exception has several lines or none."""
    if messages:
        return messages[-1].strip().removeprefix("E ").strip()
    return (
        next((line.strip() for line in reversed(tail.splitlines()) if line.strip()), "") if reported else ""
    )


def _tail(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-_LAST:])
