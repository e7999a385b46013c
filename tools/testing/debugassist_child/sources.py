"""How do imports see changed sources that were never written to disk?"""

import importlib.machinery
import os
import sys

_WRITES = (
    "open",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.link",
    "os.symlink",
    "shutil.copyfile",
    "shutil.move",
)
wrote = False  # whether this process has written under the root
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


def reset():
    """Forget all changed sources."""
    _changed.clear()


def watch_writes(root):
    """Notice when a file under the root is written, moved or removed: the next candidate would find it changed."""
    root = root.rstrip(os.sep) + os.sep

    def hook(event, args):
        global wrote
        if wrote or event not in _WRITES:
            return
        if event == "open":
            mode, flags = args[1], args[2]
            if isinstance(mode, str):
                if not set(mode) & set("wax+"):
                    return
            elif not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
        for part in args[:2] if event != "open" else args[:1]:
            if isinstance(part, bytes):
                part = os.fsdecode(part)
            if isinstance(part, str) and os.path.abspath(part).startswith(root):
                wrote = True

    sys.addaudithook(hook)


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
