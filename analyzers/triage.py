"""Which failures of many have the same cause? A fingerprint that survives other values, lines and machines.

The exception's type, its message without what changes from one time to the next, and the two deepest calls of the
user's own code, by file, function and text of the line: line numbers move with every edit.
"""

import re
from dataclasses import dataclass

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.ownership import is_library

_CALLS = 2
_CHANGING = (
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"), "<id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "<address>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b"), "<id>"),
    (re.compile(r"(?:https?|postgres\w*|redis|amqp)://[^\s'\"<>)]+"), "<address>"),
    (re.compile(r"(?<![\w.])(?:[A-Za-z]:\\|~?/)[^\s'\":,()]{2,}"), "<path>"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+"), "<mail>"),
    (re.compile(r"(?<!\w)-?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?"), "<n>"),
)
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.){0,400}'|\"(?:[^\"\\\n]|\\.){0,400}\"")
_MESSAGE = 300  # characters that are compared


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What failures with the same cause have in common."""

    type: str
    message: str
    calls: tuple[str, ...]  # the deepest last

    def __str__(self) -> str:
        return f"{self.type}|{self.message}|{'|'.join(self.calls)}"


def fingerprint(report: Traceback) -> Fingerprint:
    """Return what is the same in every report of this cause."""
    raised = _root(report)
    frames = raised.frames or next((each.frames for each in reversed(report.chain) if each.frames), ())
    own = [frame for frame in frames if not is_library(frame.file) and not is_library(frame.function)]
    calls = tuple(_call(frame) for frame in (own or list(frames))[-_CALLS:])
    return Fingerprint(raised.type, steady(raised.message, quotes=not calls), calls)


def where(report: Traceback) -> str:
    """Return the deepest place of the user's own code, as the report names it."""
    frames = _root(report).frames or ((report.crash,) if report.crash else ())
    own = [frame for frame in frames if not is_library(frame.file) and not is_library(frame.function)]
    frame = next(reversed(own or list(frames)), None)
    return f"{frame.file}:{frame.line or '?'} in {frame.function or '?'}" if frame else ""


def steady(message: str, *, quotes: bool) -> str:
    """Return a message without numbers, times, addresses and ids; quoted values stay only with `quotes`.

    Where calls are known, the line tells causes apart, and a quoted value is mostly somebody's data.
    """
    text = message.split("\n", 1)[0][: _MESSAGE * 4]
    if not quotes:
        text = _QUOTED.sub("'…'", text)
    for pattern, mark in _CHANGING:
        text = pattern.sub(mark, text)
    return " ".join(text.split())[:_MESSAGE]


def _root(report: Traceback) -> Raised:
    """The exception that began it: the first of a chain of causes, else the one that ended the program."""
    for raised, after in zip(report.chain, report.chain[1:], strict=False):
        if raised.link is Link.CAUSE and after is report.final and raised.frames:
            return report.chain[0] if all(each.link is Link.CAUSE for each in report.chain[:-1]) else raised
    return report.final


def _call(frame: Frame) -> str:
    file = "/".join(frame.file.replace("\\", "/").rsplit("/", 2)[-2:])
    function = re.sub(r"<locals>\.|\$\$?[\w/]+|0x[0-9a-f]+", "", frame.function)
    return f"{file} {function} {' '.join(frame.code.split())}".strip()
