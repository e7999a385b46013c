"""How do imports see changed sources that were never written to disk?"""

import importlib.machinery
import os

_changed = {}  # absolute path -> source
_compiled = {}  # absolute path -> code of the unchanged file, compiled once for all children


def install(root):
    """Make every import of a file under the root pass through here; nothing is cached on disk."""
    original = importlib.machinery.SourceFileLoader.get_code
    root = root.rstrip(os.sep) + os.sep

    def get_code(self, fullname):
        path = os.path.abspath(self.path)
        if type(self) is not importlib.machinery.SourceFileLoader or not path.startswith(root):
            return original(self, fullname)
        return code_of(path)

    importlib.machinery.SourceFileLoader.get_code = get_code


def change(files):
    """Replace sources, by absolute path."""
    _changed.update(files)


def code_of(path):
    """Return the compiled module of a file: of its changed source where there is one."""
    if path in _changed:
        return compile(_changed[path], path, "exec", dont_inherit=True)
    if path not in _compiled:
        with open(path, "rb") as file:
            _compiled[path] = compile(file.read(), path, "exec", dont_inherit=True)
    return _compiled[path]


def source_of(path):
    """Return the source of a file: the changed one where there is one."""
    if path in _changed:
        return _changed[path]
    with open(path, "rb") as file:
        return file.read()


def compile_all(paths):
    """Compile files ahead, so that every forked child has them; what does not compile is left to the import."""
    for path in paths:
        try:
            code_of(path)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def preload(names):
    """Import modules that the program needs and that are not part of the workspace."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            try:
                __import__(name)
            except BaseException:  # a module of somebody else, or one that only its own importer finds
                continue
