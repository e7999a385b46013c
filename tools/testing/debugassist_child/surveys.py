"""When is enough known of a suite that takes too long to be run to its end?

Its tests are dealt out to several lanes, each of which has to know whether some other one has met a failure: one byte of
memory that all of them share says so.
"""

import mmap
import time

from debugassist_child import recorder

_failed = None


def install():
    """Make the memory that all processes forked from here on share."""
    global _failed
    _failed = mmap.mmap(-1, 1)


class Patience:
    """Whether a run may end before its last test: after some seconds, and only once a test has failed in some lane."""

    def __init__(self, seconds, always=False):
        self.seconds = seconds  # None: it never may
        self.always = always  # it may though nothing has failed
        self.started = time.time()

    def is_over(self, status):
        """Take note of how a test has ended; return whether no other is to be run."""
        if status in recorder.BAD and status != "hung":  # that one may only be slow
            _failed[0] = 1
        late = self.seconds is not None and time.time() - self.started > self.seconds
        return late and (self.always or bool(_failed[0]))
