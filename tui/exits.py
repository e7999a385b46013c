"""What does the exit code say?"""

from enum import IntEnum

BY_SIGNAL = 128  # added to a signal's number: the exit code of what it ended


class Exit(IntEnum):
    """Every exit code there is; docs/exit-codes.md explains them."""

    OK = 0  # nothing is wrong
    PROBLEM = 1  # a problem was found
    USAGE = 2  # the request itself is wrong
    INPUT = 3  # what was handed over cannot be used
    FAILED = 4  # the assistant failed
    INTERRUPTED = 130  # Ctrl-C, as a shell reports it
    PIPE_CLOSED = 141  # whoever read the output went away, as a shell reports it
    TERMINATED = 143  # SIGTERM, as a shell reports it
