"""Results that are kept too long, recursions with nothing to do, formats the machine pads: only where all signs are there."""

import pytest

from tests.unit.runtime.test_evident_keys import proposed

KEPT = """
class Board:
    def __init__(self):
        self._scores = {}
        self._ranks = None

    def submit(self, name, score):
        if name not in self._scores:
            self._scores[name] = score
        elif score > self._scores[name]:
            self._scores[name] = score
            self._ranks = None

    def remove(self, name):
        return self._scores.pop(name)

    def ranks(self):
        if self._ranks is None:
            self._ranks = {name: place for place, name in enumerate(sorted(self._scores))}
        return self._ranks

    def rank(self, name):
        return self.ranks()[name]  # here


Board().rank("a")  # outer
"""
FLAG = """
class Board:
    def __init__(self):
        self.words = []
        self.index = {}

    def learn(self, word):
        self.words.append(word)

    def place(self, word):
        if not self.index:
            self.index = {word: at for at, word in enumerate(self.words)}
        return self.index[word]  # here


Board().place("a")  # outer
"""
FILL = """
class Canvas:
    def fill(self, x, y, colour):
        old = self.get(x, y)
        self.spread(x, y, old, colour)  # call

    def spread(self, x, y, old, new):
        if self.get(x, y) != old:
            return
        self.put(x, y, new)
        self.spread(x + 1, y, old, new)  # here


Canvas().fill(0, 0, "#")  # outer
"""
ASKS = """
class Node:
    def __init__(self, values):
        self._data = values

    def __getattr__(self, name):
        return self._data[name]  # here


copy(Node({}))  # outer
"""
PACKED = """
import struct

HEAD = struct.Struct("<4sH")
ENTRY = struct.Struct("BI")


def read(data):
    return HEAD.unpack(data[:6]), ENTRY.unpack(data[6:])  # here


read(b"")  # outer
"""
TIED = """
import heapq


class Job:
    pass


def push(queue, when, job, number):
    heapq.heappush(queue, (when, job, number))  # here


push([], 1, Job(), 2)  # outer
"""
AFFIX = """
def group(pairs, name):
    prefix = name + "."
    return {key.lstrip(prefix): value for key, value in pairs.items() if key.startswith(prefix)}


def banner(options):
    return options["banner"]  # here


banner(group({"web.banner": 1}, "web"))  # outer
"""
KEY = "KeyError: 'a'"
DEEP = "RecursionError: maximum recursion depth exceeded"
SIZE = "struct.error: unpack requires a buffer of 8 bytes"
TIE = "TypeError: '<' not supported between instances of 'Job' and 'Job'"
GONE = "KeyError: 'banner'"
FILLED = [("call", "fill"), *[("here", "spread")] * 4]
DROPPED = "        self._ranks = None\n"


@pytest.mark.parametrize(
    ("text", "error", "frames", "wanted"),
    [
        (KEPT, KEY, [("here", "rank")], "self._scores[name] = score\n            self._ranks = None\n        elif"),
        (KEPT, KEY, [("here", "rank")], "result = self._scores.pop(name)\n        self._ranks = None\n        return result"),
        (FLAG, KEY, [("here", "place")], "self.words.append(word)\n        self.index = {}\n"),
        (FILL, DEEP, FILLED, "        if old != colour:\n            self.spread(x, y, old, colour)"),
        (ASKS, DEEP, [("here", "__getattr__")] * 4, "        if name == '_data':\n            raise AttributeError(name)\n        return"),
        (PACKED, SIZE, [("here", "read")], 'ENTRY = struct.Struct("<BI")'),
        (TIED, TIE, [("here", "push")], "(when, number, job)"),
        (AFFIX, GONE, [("here", "banner")], "key.removeprefix(prefix): value"),
    ],
)  # fmt: skip
def test_what_a_program_speaks_for(text: str, error: str, frames: list[tuple[str, str]], wanted: str) -> None:
    texts, _ = proposed(text, error, *frames)

    assert any(wanted in one for one in texts)


@pytest.mark.parametrize(
    ("text", "error", "frames", "never"),
    [
        # dropped whatever the case; dropped by another method; of other things
        (KEPT.replace("        if name not", "        self._ranks = None\n        if name not").replace("        return self._scores.pop(name)", "        self._ranks = None\n        return self._scores.pop(name)"),
         KEY, [("here", "rank")], "result = "),
        (KEPT.replace("        if name not", "        self.forget()\n        if name not"), KEY, [("here", "rank")], "score\n            self._ranks = None\n        elif"),
        (KEPT.replace("sorted(self._scores)", "sorted(NAMES)"), KEY, [("here", "rank")], "result = "),
        (FLAG.replace("self.index = {}", "self.index = load()"), KEY, [("here", "place")], "append(word)\n        self.index"),
        # another error says nothing of it
        (KEPT, "ZeroDivisionError: division by zero", [("here", "rank")], "result = "),
        # what is put there is what is compared
        (FILL.replace("put(x, y, new)", "put(x, y, old)"), DEEP, FILLED, "if old != colour"),
        (ASKS.replace("__getattr__", "look"), DEEP, [("here", "look")] * 4, "raise AttributeError"),
        # no padding to leave out
        (PACKED.replace('"BI"', '"II"'), SIZE, [("here", "read")], '"<II"'),
        (PACKED.replace('"BI"', '">BI"'), SIZE, [("here", "read")], '"<>BI"'),
        (AFFIX.replace("lstrip(prefix)", 'lstrip("./")'), GONE, [("here", "banner")], "removeprefix"),
    ],
)  # fmt: skip
def test_sound_code_that_looks_alike_is_left_alone(
    text: str, error: str, frames: list[tuple[str, str]], never: str
) -> None:
    texts, _ = proposed(text, error, *frames)

    assert not any(never in one for one in texts)
