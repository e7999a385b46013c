"""What did a candidate leave behind in the process, and can it be put back?

Many candidates run in one child, one after another. Between two of them the state that the program and its tests
can reach - module variables, classes, containers, objects, caches - is compared with what it was, and put back.
What cannot be put back is said, and the child is given up. Shallow comparison by identity is enough: whatever is
reachable is in the list, so that a change deep inside is a change of some member of the list.
"""

import collections
import os
import sys
import threading
import types

MOST = 20000  # objects that are kept; a program with more is run in a child for each candidate
_ATOMS = (
    int, float, complex, str, bytes, bool, type(None), type(Ellipsis), types.CodeType,
    types.BuiltinFunctionType, types.ModuleType, range, slice,
)  # fmt: skip
_STATEFUL = ("_io", "io", "sqlite3", "_sqlite3", "socket", "queue", "_queue", "itertools", "generator")


class State:
    """What can be reached from the modules under a folder, as it was when this was made."""

    def __init__(self, root):
        self.root = root.rstrip(os.sep) + os.sep
        self.whole = True  # False: there is state that cannot be watched
        self.kept = []  # (kind, object, copy of what it holds)
        self.seen = set()
        self.random = sys.modules.get("random")
        self.rolled = self.random.getstate() if self.random else None
        self.folder = os.getcwd()
        self.threads = threading.active_count()
        self.modules = len(sys.modules)
        self._follow([module.__dict__ for module in self._own_modules()])
        self._keep(os.environ._data)
        self._keep(sys.path)

    def _own_modules(self):
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and os.path.abspath(file).startswith(self.root):
                if isinstance(getattr(module, "__dict__", None), dict):
                    yield module

    def _follow(self, roots):
        waiting = list(roots)
        while waiting:
            thing = waiting.pop()
            if id(thing) in self.seen:
                continue
            if isinstance(thing, type) and not self._is_own(thing):
                continue
            if type(thing) in _ATOMS:
                continue
            if len(self.kept) > MOST:
                self.whole = False
                return
            waiting += self._keep(thing)

    def _is_own(self, kind):
        module = sys.modules.get(getattr(kind, "__module__", None) or "")
        file = getattr(module, "__file__", None)
        return isinstance(file, str) and os.path.abspath(file).startswith(self.root)

    def _keep(self, thing):
        """Keep one object; return what it holds."""
        self.seen.add(id(thing))
        kind = type(thing)
        if isinstance(thing, dict):
            copy = dict(thing)
            self.kept.append((_DICT, thing, copy))
            return [
                *copy.values(),
                *(key for key in copy if not isinstance(key, str)),
                *self._attributes(thing),
            ]
        if isinstance(thing, (list, collections.deque)):
            copy = list(thing)
            self.kept.append((_LIST, thing, copy))
            return copy + self._attributes(thing)
        if isinstance(thing, set):
            copy = set(thing)
            self.kept.append((_SET, thing, copy))
            return [*copy, *self._attributes(thing)]
        if isinstance(thing, bytearray):
            self.kept.append((_BYTES, thing, bytes(thing)))
            return []
        if isinstance(thing, (tuple, frozenset)):
            self.kept.append((_NONE, thing, None))  # only so that its address is not used again
            return list(thing) + self._attributes(thing)
        if isinstance(thing, type):
            copy = dict(vars(thing))
            self.kept.append((_CLASS, thing, copy))
            return list(copy.values())
        if kind is types.FunctionType:
            self.kept.append((_NONE, thing, None))
            held = [thing.__dict__, *(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
            for cell in thing.__closure__ or ():
                try:
                    held.append(cell.cell_contents)
                except ValueError:
                    continue
                self.kept.append((_CELL, cell, cell.cell_contents))
            return held
        if kind in (classmethod, staticmethod):
            return [thing.__func__]
        if kind is property:
            return [part for part in (thing.fget, thing.fset, thing.fdel) if part is not None]
        if hasattr(kind, "cache_info") and hasattr(kind, "cache_clear"):  # `pytest.mark` has any name itself
            if thing.cache_info().currsize:
                self.whole = False
            self.kept.append((_CACHE, thing, None))
            return [getattr(thing, "__wrapped__", None)]
        if kind is types.MethodType:
            return [thing.__self__, thing.__func__]
        if self.random is not None and isinstance(thing, self.random.Random):
            self.kept.append((_RANDOM, thing, thing.getstate()))
            return []
        if hasattr(kind, "__next__") or kind.__module__ in _STATEFUL:
            self.whole = False  # nobody can look at an iterator or a connection and leave it as it was
            return []
        if kind is types.SimpleNamespace or self._is_own(kind):
            return self._attributes(thing)
        return []

    def _attributes(self, thing):
        held = []
        own = getattr(thing, "__dict__", None)
        if type(own) is dict:
            held.append(own)
        for kind in type(thing).__mro__ if self._is_own(type(thing)) else ():
            slots = kind.__dict__.get("__slots__", ())
            names = [slots] if isinstance(slots, str) else list(slots)
            copy = {name: getattr(thing, name) for name in names if hasattr(thing, name)}
            if copy:
                self.kept.append((_SLOTS, thing, (names, copy)))
                held += copy.values()
        return held

    def put_back(self):
        """Make everything as it was; return whether that was possible."""
        if threading.active_count() != self.threads or len(sys.modules) != self.modules:
            return False
        try:
            if os.getcwd() != self.folder:
                os.chdir(self.folder)
            if self.random is not None:
                self.random.setstate(self.rolled)
            for kind, thing, copy in self.kept:
                if kind is not _NONE:
                    kind(thing, copy)
        except BaseException:  # code of the user: a metaclass, a property
            return False
        return True


# By names of this module: the dictionary may be that of the builtins, in which a doctest leaves `_`.
_clear, _update = dict.clear, dict.update


def _NONE(thing, copy):
    """Nothing can have changed."""


def _same(one, other):
    return len(one) == len(other) and all(a is b for a, b in zip(one, other))


def _DICT(thing, copy):
    if not (_same(thing, copy) and _same(thing.values(), copy.values())):
        _clear(thing)
        _update(thing, copy)


def _LIST(thing, copy):
    if not _same(thing, copy):
        thing.clear()
        thing.extend(copy)


def _SET(thing, copy):
    if len(thing) != len(copy) or thing != copy:
        thing.clear()
        thing.update(copy)


def _BYTES(thing, copy):
    if thing != copy:
        thing[:] = copy


def _CELL(thing, copy):
    if thing.cell_contents is not copy:
        thing.cell_contents = copy


def _RANDOM(thing, copy):
    thing.setstate(copy)


def _CACHE(thing, copy):
    thing.cache_clear()


def _CLASS(thing, copy):
    held = vars(thing)
    if _same(held, copy) and _same(held.values(), copy.values()):
        return
    for name in [name for name in held if name not in copy]:
        delattr(thing, name)
    for name, value in copy.items():
        if held.get(name) is not value:
            setattr(thing, name, value)


def _SLOTS(thing, copy):
    names, values = copy
    for name in names:
        if name in values:
            if getattr(thing, name, None) is not values[name]:
                object.__setattr__(thing, name, values[name])
        elif hasattr(thing, name):
            object.__delattr__(thing, name)
