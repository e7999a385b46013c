"""How is a program run exactly as plain Python would run it, and caught when it fails?

Nothing is traced and nothing but what the interpreter itself has loaded is imported before something fails, so
that neither the program's speed nor what it imports is changed: a `json.py` beside the script is the program's.
The command line is: `-c PROBE FOLDER --pipes R,W,D --parent PID,R,W --signal N [--interactive 1] --kind script|module|code|stdin|pytest -- TARGET ARGUMENTS`.
"""

from __future__ import annotations

import os
import sys

from . import hooks
from .channel import Channel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OWN = os.path.dirname(os.path.abspath(__file__))  # pathlib is not loaded yet


def main() -> None:
    """Run the program of the command line; returns or raises as the program would."""
    options, target, arguments = _parse(sys.argv[1:])
    reader, writer, dump = (int(number) for number in options["pipes"].split(","))
    parent, back_reader, back_writer = (int(number) for number in options["parent"].split(","))
    channel = Channel(reader, writer, parent, (back_reader, back_writer))
    hooks.install(channel, dump, int(options["signal"]), _OWN)
    if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        del sys.path[0]  # the empty one of `-c`
    hooks.STATE.path = list(sys.path)
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = [sys.executable, *_original(options["kind"], target), *arguments]
    hooks.STATE.interactive = options.get("interactive") == "1"
    if options.get("watch"):
        hooks.watch(options["watch"])
    _run(options["kind"], target, arguments)


def _parse(words: list[str]) -> tuple[dict[str, str], str, list[str]]:
    end = words.index("--")
    options = {words[i][2:]: words[i + 1] for i in range(0, end, 2)}
    return options, words[end + 1], words[end + 2 :]


def _original(kind: str, target: str) -> list[str]:
    return {"module": ["-m", target], "code": ["-c", target], "stdin": ["-"]}.get(kind, [target])


def _run(kind: str, target: str, arguments: list[str]) -> None:
    main_module = type(sys)("__main__")
    main_module.__dict__["__builtins__"] = sys.modules["builtins"]
    if sys.version_info < (3, 14):
        main_module.__dict__["__annotations__"] = {}  # noqa: RUF063  # as Python itself does
    kept = sys.modules["__main__"]  # its dictionary holds us
    sys.modules["__main__"] = main_module
    failure: BaseException | None = None
    try:
        hooks.STATE.inner = sys._getframe()
        if kind == "script":
            _script(target, arguments, main_module.__dict__)
        elif kind == "module":
            _module(target, arguments)
        elif kind == "pytest":
            _pytest(target, arguments)
        else:
            text = sys.stdin.buffer.read() if kind == "stdin" else target
            sys.argv[:] = ["-" if kind == "stdin" else "-c", *arguments]
            _front("")
            name = "<stdin>" if kind == "stdin" else "<string>"
            hooks.STATE.text = text.encode() if isinstance(text, str) else text
            if kind == "stdin":
                main_module.__dict__["__file__"] = name
            _execute(compile(text, name, "exec", dont_inherit=True), main_module.__dict__)
    except SystemExit as leaving:
        hooks.exiting(leaving)
        raise
    except BaseException as error:  # noqa: BLE001  # whatever ends a program
        failure = error
    if failure is not None:  # outside of the handler: a hook of the program's must not see one
        _failed(failure)
    del kept


def _script(path: str, arguments: list[str], namespace: dict[str, Any]) -> None:
    sys.argv[:] = [path, *arguments]
    if os.path.isdir(path) or path.endswith((".zip", ".pyz", ".whl", ".egg", ".pyc")):
        import runpy

        if not path.endswith(".pyc"):
            sys.path.insert(0, os.path.abspath(path) if sys.version_info >= (3, 9) else path)
            hooks.enter()
            runpy._run_module_as_main("__main__", False)  # type: ignore[attr-defined]  # what Python calls
        else:
            _front(os.path.dirname(os.path.realpath(path)))
            _execute(runpy._get_code_from_file(path, path)[0], namespace)  # type: ignore[attr-defined]
        return
    shown = os.path.join(os.getcwd(), path) if sys.version_info >= (3, 9) else path
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        sys.stderr.write(
            f"{sys.executable}: can't open file {shown!r}: [Errno {error.errno}] {error.strerror}\n"
        )
        raise SystemExit(2) from None
    _front(os.path.dirname(os.path.realpath(path)))
    loader = sys.modules["_frozen_importlib_external"].__dict__["SourceFileLoader"]
    namespace.update({"__file__": shown, "__loader__": loader("__main__", shown)})
    namespace.setdefault("__cached__", None)
    code = compile(source, shown, "exec", dont_inherit=True)
    del source
    _execute(code, namespace)


def _module(name: str, arguments: list[str]) -> None:
    import runpy

    sys.argv[:] = ["-m", *arguments]
    _front(os.getcwd())
    hooks.enter()
    runpy._run_module_as_main(name, True)  # type: ignore[attr-defined]  # what `python -m` itself calls


def _pytest(path: str, arguments: list[str]) -> None:
    """Run pytest with a plugin of ours; `path` is its script, or empty for `python -m pytest`."""
    _front(os.path.dirname(os.path.realpath(path)) if path else os.getcwd())
    import pytest

    sys.argv[:] = [path or os.path.join(os.path.dirname(pytest.__file__), "__main__.py"), *arguments]
    from . import pytests

    hooks.enter()
    raise SystemExit(pytest.main(plugins=[pytests.Plugin()]))


def _front(folder: str) -> None:
    if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        sys.path.insert(0, folder)


def _execute(code: Any, namespace: dict[str, Any]) -> None:
    hooks.enter()
    exec(code, namespace)  # noqa: S102  # it is the program


def _failed(error: BaseException) -> None:
    """Report what ended the program as Python would, let it be looked at, and end with Python's exit code."""
    hooks.strip(error)
    hooks.uncaught(error)
    if isinstance(error, KeyboardInterrupt) and os.getpid() == hooks.STATE.pid:
        sys.excepthook = _silent  # printed already; Python then ends by the signal, as it would
        raise error
    raise SystemExit(1)


def _silent(kind: type, value: BaseException, trace: Any) -> None:
    return None
