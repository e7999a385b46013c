"""Errors that a person can act on: a message, and the next step to take.

AssistantError
├── UsageError        the request itself is wrong: say it differently
├── InputError        what was handed over cannot be used
├── ToolError         a tool that was asked for failed
│   ├── ToolMissing   it is not installed or not reachable
│   └── ToolTimeout   it took longer than its limit
└── InternalError     a defect of ours
"""


class AssistantError(Exception):
    """Base of every error that is shown to a person."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AssistantError):
    """The request itself is wrong: say it differently."""


class InputError(AssistantError):
    """What was handed over cannot be used."""


class ToolError(AssistantError):
    """A tool that was asked for failed."""


class ToolMissing(ToolError):
    """A tool is not installed or not reachable."""


class NotLoaded(ToolError):
    """Code of the user fails while it is loaded, so a tool cannot begin."""


class ToolTimeout(ToolError):
    """A tool took longer than its limit."""


class InternalError(AssistantError):
    """A defect of ours."""
