"""Which functions of the program ran while its modules were loaded?

What they made then stays as it is when their code is swapped. Only the bodies of the user's own modules are watched:
to watch all that pytest does to collect, and what foreign modules do to load, takes as long again as doing it.
"""

import importlib.machinery
import os
import sys


class Loading:
    """Collects the functions that run inside the bodies of modules under a folder."""

    def __init__(self, root):
        self.root = root.rstrip(os.sep) + os.sep
        self.ran = set()  # file, first line, name

    def install(self):
        """Watch every module that is loaded from here on, pytest's rewritten ones included."""
        self._watch(importlib.machinery.SourceFileLoader)
        rewrite = sys.modules.get("_pytest.assertion.rewrite")
        if rewrite is not None:
            self._watch(rewrite.AssertionRewritingHook)

    def _watch(self, loader):
        original = loader.exec_module

        def exec_module(this, module):
            origin = getattr(getattr(module, "__spec__", None), "origin", None) or ""
            before = sys.getprofile()
            sys.setprofile(self._profile if os.path.abspath(origin).startswith(self.root) else None)
            try:
                return original(this, module)
            finally:
                sys.setprofile(before)

        loader.exec_module = exec_module

    def _profile(self, frame, event, arg):
        if event == "call":
            code = frame.f_code
            if code.co_filename.startswith(self.root):
                self.ran.add((code.co_filename, code.co_firstlineno, code.co_name))
