"""What can go wrong with a model, whoever serves it?

ModelError (a ToolError)
├── ModelAbsent     no server answers there, or it does not have the model
├── ModelTimeout    it took longer than it was given
├── ModelRefused    the server will not: quota, a request it does not understand
│   └── ModelForbidden  it lets this key or account ask none of its models
├── ModelBusy       it will later: throttled or overloaded
├── ModelBroken     the answer broke off or is not what was asked for
└── BudgetSpent     the question could cost more than is left of the budget
"""

from typing import TYPE_CHECKING

from analyzers.errors import ToolError

if TYPE_CHECKING:
    from assistant.models.provider import Usage


class ModelError(ToolError):
    """A model could not be asked, or did not answer usefully."""

    spent: "Usage | None" = None  # what a useless answer took: it is paid for all the same


class ModelAbsent(ModelError):
    """No server answers there, or it does not have the model."""


class ModelTimeout(ModelError):
    """It took longer than it was given."""


class ModelRefused(ModelError):
    """The server will not: quota, a request it does not understand."""


class ModelForbidden(ModelRefused):
    """It lets this key or account ask none of its models."""


class ModelBusy(ModelError):
    """It will later: throttled or overloaded."""

    def __init__(self, message: str, hint: str = "", *, after: float = 0.0) -> None:
        super().__init__(message, hint)
        self.after = after  # seconds that the server asks to wait


class ModelBroken(ModelError):
    """The answer broke off or is not what was asked for."""

    def __init__(self, message: str, hint: str = "", *, spent: "Usage | None" = None) -> None:
        super().__init__(message, hint)
        self.spent = spent


class BudgetSpent(ModelError):
    """The question could cost more than is left of the budget."""
