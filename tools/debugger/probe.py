"""The first thing the user's interpreter runs: finds our own files, then hands over to `inside/start.py`.

Its text is given to `python -c`, so that the interpreter believes to have been started in the current folder, as
for most programs it would have been: since 3.13 some of its messages depend on that.
"""

import sys

_package = type(sys)("_debugassist_inside")
_package.__path__ = [sys.argv.pop(1)]
sys.modules["_debugassist_inside"] = _package
from _debugassist_inside import start  # type: ignore[import-not-found]  # it exists only here

start.main()
