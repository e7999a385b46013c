"""Whose code is a frame of a stack: the user's own, or a library's?"""

_LIBRARY = (
    "site-packages/",
    "dist-packages/",
    "/lib/python",
    "<frozen ",
    "node_modules/",
    "node:",
    "/rustc/",
    "/.cargo/",
    "/usr/lib/",
    "/usr/local/go/",
    "/go/pkg/",
    "/gems/",
    "/vendor/",
)


def is_library(file: str) -> bool:
    """Return whether a path is that of installed code rather than the user's."""
    path = file.replace("\\", "/")
    return any(part in path for part in _LIBRARY) or path.startswith(("java.", "javax.", "internal/"))
