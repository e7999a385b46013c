"""Where does a child leave what it finds, so that telling it wakes nobody?

A write to a pipe wakes the process at its other end, which takes longer than most candidates. What is left in memory
that both share costs nothing, is there even when the child is killed, and is read when the child has ended.
"""

import json
import mmap

SIZE = 1 << 22
_HEAD = 8  # bytes that say how many are written


class Board:
    """Records, one line each, in memory that is shared with every child forked after it was made."""

    def __init__(self, size=SIZE):
        self.size = size
        self.memory = mmap.mmap(-1, size)

    def __len__(self):
        return int.from_bytes(self.memory[:_HEAD], "little")

    def clear(self):
        """Forget what was written; only while no child is there."""
        self.memory[:_HEAD] = bytes(_HEAD)

    def write(self, record):
        """Leave a record, unless it is too long; return whether there is room for more like it."""
        line = (json.dumps(record) + "\n").encode()
        start = _HEAD + len(self)
        end = start + len(line)
        if end > self.size:
            return False
        self.memory[start:end] = line
        self.memory[:_HEAD] = (end - _HEAD).to_bytes(_HEAD, "little")  # last, so that no line is half there
        return end + 2 * len(line) + 100 < self.size

    def text(self):
        """What was written since it was cleared."""
        return self.memory[_HEAD : _HEAD + len(self)]
