"""The first thing the user's interpreter runs: finds our own files, then hands over to `inside/start.py`.

It is as small as can be, because a script that is run is compiled every time and never cached.
"""

import sys

_package = type(sys)("_debugassist_inside")
_package.__path__ = [__file__.rpartition("probe.py")[0] + "inside"]
sys.modules["_debugassist_inside"] = _package
from _debugassist_inside import start  # type: ignore[import-not-found]  # it exists only here

start.main()
