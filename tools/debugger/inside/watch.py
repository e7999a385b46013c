"""What did the program do on its way to the failure: which lines ran in which call, and what did they store?

A second run records this for the files of one folder; everything else runs untraced. What is recorded is enough to
follow a value backwards afterwards: the lines of each call in order, who called whom, how calls ended, and which
object each assignment to an attribute or an item changed.
"""

from __future__ import annotations

import array
import os
import sys

from . import static, system

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST = 400_000  # lines kept; the older half is forgotten when there are more
_SKIPPED = ("site-packages", "dist-packages", os.sep + ".venv" + os.sep, os.sep + "venv" + os.sep)
_SUSPENDS = 0x20 | 0x80 | 0x200  # generators, coroutines, asynchronous generators
_CHANGES = frozenset(
    [
        "append",
        "extend",
        "insert",
        "add",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "discard",
        "clear",
        "popleft",
        "appendleft",
        "sort",
        "reverse",
    ]
)


class Watcher:
    """The trace function and what it has recorded."""

    def __init__(self, root: str, own: str) -> None:
        self.root = os.path.join(system.realpath(root), "")
        self.own = own
        self.files = {}  # type: dict[str, int]
        self.log = []  # type: list[int]
        self.dropped = 0
        self.calls = {}  # type: dict[int, list[Any]]
        self.count = 0
        self.numbers = {}  # type: dict[int, tuple[Any, int]]
        self.raised = {}  # type: dict[int, tuple[Any, int]]  # frames that an exception has left
        self.kinds = {}  # type: dict[int, tuple[type, str]]  # classes of returned values, and their names
        self.stores = []  # type: list[tuple[Any, ...]]
        self.changing = {}  # type: dict[str, dict[int, list[tuple[Any, ...]]]]

    def start(self) -> None:
        """Begin to record, in this thread and in those that threading starts."""
        sys.settrace(self.trace)

    def ours(self, file: str) -> int:
        """The number of a file that is recorded; -1 for any other."""
        found = self.files.get(file)
        if found is None:
            path = system.realpath(file)
            inside = path.startswith(self.root) and not any(
                part in path[len(self.root) - 1 :] for part in _SKIPPED
            )
            inside = inside and not path.startswith(self.own)
            if file.startswith("<"):
                inside = (
                    file == "<string>"
                )  # the generated `__init__` of a data class: what it is given matters
            found = self.files[file] = len(self.files) if inside else -1
            if inside:
                self.changing[file] = _changes(path)
        return found

    def trace(self, frame: Any, event: str, arg: Any) -> Any:
        """The trace function for calls; what it costs decides how slow a program of many small calls is recorded."""
        code = frame.f_code
        file = self.files.get(code.co_filename)
        if file is None:
            file = self.ours(code.co_filename)
        if file < 0:
            return None
        suspends = code.co_flags & _SUSPENDS
        numbers = self.numbers
        known = numbers.get(id(frame)) if suspends else None
        if known is not None and known[0] is code:
            number = known[1]  # a generator goes on
        else:
            number = self.count
            self.count = number + 1
            numbers[id(frame)] = (code, number)
            back = frame.f_back
            known = numbers.get(id(back))
            if known is not None and known[0] is back.f_code:
                caller, line = known[1], back.f_lineno or 0
            else:
                caller, line = self._caller(back)
            owner = 0
            if code.co_argcount and code.co_names:  # it may use an attribute; reading the locals is slow
                owner = id(frame.f_locals.get(code.co_varnames[0]))
            self.calls[number] = [
                number, file, code.co_name, code.co_firstlineno, caller, line, owner, len(self.log) + self.dropped, -1, "",
            ]  # fmt: skip
        return self._local(number, suspends, self.changing[code.co_filename])

    def _local(self, number: int, suspends: int, changing: dict[int, list[tuple[Any, ...]]]) -> Any:
        log = self.log
        append = log.append
        base = number << 20
        raised_at = -1

        def local(frame: Any, event: str, arg: Any) -> Any:
            nonlocal raised_at
            if event == "line":  # a few dozen nanoseconds here decide how slow a recorded run is
                line = frame.f_lineno
                append(base | line)
                if line in changing:
                    self._store(frame, number, line, changing[line])
                if len(log) > _MOST:
                    self._forget()
            elif event == "return":
                call = self.calls.get(number)
                if call is not None:
                    call[8] = end = len(log) + self.dropped
                    if raised_at != end:
                        kind = type(arg)
                        known = self.kinds.get(id(kind))  # a class may have a hash of its own
                        call[9] = known[1] if known is not None else self._named(kind)
                if not suspends:
                    self.numbers.pop(id(frame), None)
            elif event == "exception":
                raised_at = len(log) + self.dropped
                self.raised[id(frame)] = (frame.f_code, number)
            return local

        return local

    def _named(self, kind: type) -> str:
        """The name of a class; the class is kept, so that no other gets its identity."""
        name = static.short_name(kind)
        self.kinds[id(kind)] = (kind, name)
        return name

    def _caller(self, frame: Any) -> tuple[int, int]:
        for _ in range(40):
            if frame is None:
                break
            known = self.numbers.get(id(frame))
            if known is not None and known[0] is frame.f_code:
                return known[1], frame.f_lineno or 0
            frame = frame.f_back
        return -1, 0

    def _store(self, frame: Any, number: int, line: int, changes: list[tuple[Any, ...]]) -> None:
        """Which object a line is about to change."""
        for how, chain, name in changes:
            owner = _held(frame, chain)
            if owner is static.MISSING:
                continue
            key = name
            if how == "item" and type(name) is tuple:
                held = _held(frame, name)
                key = repr(held) if type(held) in (str, int, float, bool, type(None)) else ""
            self.stores.append(
                (len(self.log) + self.dropped - 1, number, line, id(owner), how, ".".join(chain), key[:200])
            )

    def _forget(self) -> None:
        half = len(self.log) // 2
        del self.log[:half]
        self.dropped += half
        live = {number for _, number in self.numbers.values()}
        self.calls = {
            number: call
            for number, call in self.calls.items()
            if call[8] < 0 or call[8] >= self.dropped or number in live
        }
        self.stores = self.stores[-_MOST // 4 :]

    def recorded(self, frames: list[Any]) -> dict[str, Any]:
        """Everything recorded, and the number of the call of each given frame."""
        return {
            "files": [file for file, number in self.files.items() if number >= 0],
            "numbers": [number for number in self.files.values() if number >= 0],
            "calls": list(self.calls.values()),
            "log": array.array("Q", self.log).tobytes().hex(),  # a third of the time that numbers take
            "dropped": self.dropped,
            "stores": self.stores[-_MOST // 4 :],
            "frames": [self._number(frame) for frame in frames],
        }

    def _number(self, frame: Any) -> int:
        for known in (self.raised.get(id(frame)), self.numbers.get(id(frame))):
            if known is not None and known[0] is frame.f_code:
                return known[1]
        return -1


def _held(frame: Any, chain: tuple[str, ...]) -> Any:
    """What a chain of plain names and attributes holds in a frame."""
    held = frame.f_locals.get(chain[0], static.MISSING)
    if held is static.MISSING:
        held = frame.f_globals.get(chain[0], static.MISSING)
    for name in chain[1:]:
        if held is static.MISSING:
            break
        try:
            held = static.attribute(held, name)
        except static.Computed:
            return static.MISSING
    return held


def _changes(path: str) -> dict[int, list[tuple[Any, ...]]]:
    """The lines of a file that change an object: how, the names that lead to it, and which attribute or key."""
    import ast
    import warnings

    try:
        with system.open_file(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found = {}  # type: dict[int, list[tuple[Any, ...]]]
    for node in ast.walk(tree):
        change = None  # type: tuple[Any, ...] | None
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            chain = _chain(node.value)
            how = "del" if isinstance(node.ctx, ast.Del) else ""
            if chain and isinstance(node, ast.Attribute):
                change = (how or "attr", chain, node.attr)
            elif chain and isinstance(node, ast.Subscript):
                change = (how or "item", chain, _key(node.slice))
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES
        ):
            chain = _chain(node.func.value)
            if chain:
                change = ("call", chain, node.func.attr)
        if change is not None:
            found.setdefault(getattr(node, "lineno", 0), []).append(change)
    return found


def _chain(node: Any) -> tuple[str, ...]:
    import ast

    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *names[::-1]) if isinstance(node, ast.Name) else ()


def _key(node: Any) -> Any:
    """A constant key's repr, or the chain of names of a key that is held somewhere."""
    import ast

    if type(node).__name__ == "Index":  # Python 3.8
        node = node.value
    if isinstance(node, ast.Constant):
        return repr(node.value)
    return _chain(node) or ""
