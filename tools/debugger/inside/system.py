"""What does the system say? The functions we need of it, taken before the program begins.

A program may put others in their place, and a test nearly always has done so while it fails: `open`, `time.monotonic`,
`os.getcwd` and `os.path.exists` are what tests replace most. A call of ours must neither meet nor be counted by these.
"""

from __future__ import annotations

from _io import open as open_file  # as in C: `io` is Python
from posix import close, fstat, getcwd, getpid, kill, listdir, read, write
from posix import open as open_descriptor
from posixpath import abspath, dirname, exists, expanduser, getsize, isdir, isfile, lexists, realpath
from time import monotonic

__all__ = [
    "abspath",
    "close",
    "dirname",
    "exists",
    "expanduser",
    "fstat",
    "getcwd",
    "getpid",
    "getsize",
    "isdir",
    "isfile",
    "kill",
    "lexists",
    "listdir",
    "monotonic",
    "open_descriptor",
    "open_file",
    "read",
    "realpath",
    "write",
]
