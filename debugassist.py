"""The launcher, and what `import debugassist` offers to programs, notebooks and pytest.

In the wheel the four layers live in `_debugassist/` beside this file; in a checkout they lie beside it. The
launcher makes that folder the first place imports are looked up, so a user's own `tools/` or `tui/` is never
taken for ours. Importing this module into a program changes nothing there: what it offers is loaded with the
first use, from files of the standard library's alone, under names of its own.

`set_trace`, `post_mortem` and `install` stop the program for somebody at its terminal (`docs/debugger.md`).
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Without pathlib, whose import would cost every run of the hook a tenth of its budget.
_HERE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120
_LAYERS = os.path.join(_HERE, "_debugassist")  # noqa: PTH118
if not os.path.isdir(_LAYERS):  # noqa: PTH112
    _LAYERS = _HERE

__all__ = [  # noqa: F822  # most of them are loaded on first use
    "DebugassistError",
    "Repair",
    "diagnose",
    "facts",
    "install",
    "main",
    "parse",
    "post_mortem",
    "repair",
    "route",
    "set_trace",
]


def main() -> int:
    """Run the command line and return its exit code."""
    sys.path.insert(0, _LAYERS)
    from tui.cli import main as run

    return run()


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(_embedded("client"), name)
    raise AttributeError(f"module 'debugassist' has no attribute {name!r}")


def load_ipython_extension(shell: object) -> None:
    """Give IPython and notebooks `%debugassist`; called by `%load_ext debugassist`."""
    _embedded("ipython").load(shell)


def pytest_addoption(parser: object) -> None:
    """Give pytest the option `--debugassist`."""
    parser.addoption(  # type: ignore[attr-defined]  # pytest's; not imported for a type
        "--debugassist", action="store_true", help="end the report with the cause of each failure"
    )


def pytest_terminal_summary(terminalreporter: object, config: object) -> None:
    """End pytest's report with the cause of each failure, if asked to."""
    if config.getoption("--debugassist"):  # type: ignore[attr-defined]
        _embedded("pytest_plugin").summarise(terminalreporter)


def _embedded(name: str):  # type: ignore[no-untyped-def]  # a module's attributes have no types
    """A module of `tui/embedded`, under a package name that no program has."""
    import importlib.util

    package = "_debugassist_embedded"
    if package not in sys.modules:
        folder = os.path.join(_LAYERS, "tui", "embedded")  # noqa: PTH118
        spec = importlib.util.spec_from_file_location(
            package,
            os.path.join(folder, "__init__.py"),  # noqa: PTH118
            submodule_search_locations=[folder],
        )
        assert spec is not None
        assert spec.loader is not None
        sys.modules[package] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return importlib.import_module(f"{package}.{name}")


def set_trace(*_: object, **__: object) -> None:
    """Stop here and let the person at the terminal look around and step on: `PYTHONBREAKPOINT=debugassist.set_trace`."""
    _inside().set_trace(sys._getframe(1))


def post_mortem(error: "BaseException | None" = None) -> None:
    """Look back at an exception: the one given, the one being handled, or the last that was not."""
    _inside().post_mortem(error or sys.exc_info()[1] or getattr(sys, "last_value", None))


def install() -> None:
    """From here on, look back at every exception that nothing catches."""
    _inside().install()


def _inside() -> "Any":
    """The module behind the three, which exists only in the user's process."""
    name = "_debugassist_inside"
    if name not in sys.modules:
        package = type(sys)(name)
        package.__path__ = [os.path.join(_LAYERS, "tools", "debugger", "inside")]  # noqa: PTH118
        sys.modules[name] = package
    from importlib import import_module

    return import_module(name + ".attach")


if __name__ == "__main__":
    sys.exit(main())
