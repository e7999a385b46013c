"""How is a function of a loaded program replaced in place, so that everyone who holds it runs the changed code?"""

import ast
import gc
import os
import sys
import types

from debugassist_child import sources


class Functions:
    """Every Python function of the workspace that exists after collection, found by its code."""

    def __init__(self, root):
        root = self.root = root.rstrip(os.sep) + os.sep
        self.trees = {}  # absolute path -> the dump of each top-level statement
        self.twice = {}  # absolute path -> whether the module can be run a second time
        self.by_place = {}
        self.by_code = {}
        self.replaced = []  # function, and the code and defaults that it had
        for thing in gc.get_objects():
            if type(thing) is types.FunctionType and thing.__code__.co_filename.startswith(root):
                code = thing.__code__
                place = (code.co_filename, code.co_firstlineno, code.co_name)
                self.by_place.setdefault(place, []).append(thing)
                self.by_code.setdefault(id(code), []).append(thing)

    def replace(self, path, first, name, source):
        """Compile the source, find the function in it and put its code into every function that had the old one.

        `source` holds the function at its own line numbers, inside whatever its meaning needs (its class).
        Returns False when no loaded function stands at that place, or the changed one does not fit it.
        """
        held = self.by_place.get((path, first, name))
        if not held:
            return False
        flags = held[0].__code__.co_flags & _FUTURE
        module = compile(source, path, "exec", flags=flags, dont_inherit=True)
        code = _find(module, first, name)
        if code is None:
            return False
        return self._put(held[0].__code__, code)

    def put_back(self):
        """Give every function the code back that it had."""
        for function, code, defaults, named in reversed(self.replaced):
            function.__code__ = code
            function.__defaults__ = defaults
            function.__kwdefaults__ = named
        self.replaced.clear()

    def become(self, function, other):
        """Give a function the code and the defaults of another; return whether it can have them."""
        if not self._put(function.__code__, other.__code__):
            return False
        function.__defaults__ = other.__defaults__
        function.__kwdefaults__ = other.__kwdefaults__
        return True

    def is_own(self, module):
        """Whether a module lies in the workspace."""
        file = getattr(module, "__file__", None)
        return isinstance(file, str) and os.path.abspath(file).startswith(self.root)

    def module_of(self, path):
        """Return the loaded module of a file, or None."""
        for module in list(sys.modules.values()):
            if self.is_own(module) and os.path.abspath(module.__file__) == path:
                return module
        return None

    def tree_of(self, path):
        """Return the dumps of a file's top-level statements."""
        if path not in self.trees:
            try:
                self.trees[path] = [ast.dump(node) for node in ast.parse(sources.source_of(path)).body]
            except (OSError, SyntaxError, ValueError, RecursionError):
                self.trees[path] = None
        return self.trees[path]

    def runs_twice(self, path, space):
        """Whether a file, as it is, runs once more in a namespace of its own; `space` holds the module's dunder names."""
        if path not in self.twice:
            try:
                exec(compile(sources.source_of(path), path, "exec", dont_inherit=True), dict(space))
                self.twice[path] = True
            except Exception:
                self.twice[path] = False
        return self.twice[path]

    def flags_of(self, module):
        """Return what the module's `from __future__` lines say, as flags of `compile`."""
        for thing in vars(module).values():
            if type(thing) is types.FunctionType and thing.__module__ == module.__name__:
                return thing.__code__.co_flags & _FUTURE
        return 0

    def _put(self, old, changed):
        """Replace old code by changed code, in nested functions that exist already as well."""
        try:
            for function in self.by_code.get(id(old), ()):
                before = function.__code__, function.__defaults__, function.__kwdefaults__
                function.__code__ = changed
                self.replaced.append((function, *before))
        except ValueError:  # it closes over other variables
            return False
        olds, news = _nested(old), _nested(changed)
        return all(self._put(olds[key], news[key]) for key in olds if key in news)


_FUTURE = 0x1FF0000  # flags of `from __future__` imports: compile() takes them, co_flags keeps them


def _find(code, first, name):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_firstlineno == first and constant.co_name == name:
                return constant
            found = _find(constant, first, name)
            if found is not None:
                return found
    return None


def _nested(code):
    """Return the code objects inside, by name and number among those of the same name."""
    found, counts = {}, {}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            number = counts[constant.co_name] = counts.get(constant.co_name, 0) + 1
            found[constant.co_name, number] = constant
    return found
