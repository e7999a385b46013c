"""Which command was asked for? Dispatch, errors for people, and exit codes.

Each command is a module with `configure(parser)` and `run(args) -> int`, imported only when it is chosen:
a git hook must not pay for the app.
"""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from analyzers.errors import AssistantError, InputError, UsageError
from tui.console import abandon_stdout, emit, is_terminal, narrate, width
from tui.exits import Exit

COMMANDS = {
    "explain": ("tui.commands.explain", "explain a traceback, a log, or a file"),
    "run": ("tui.commands.run", "run a program and inspect it where it fails"),
    "test": ("tui.commands.test", "run tests and find the line that makes them fail"),
    "logic": ("tui.commands.logic", "find the line that makes a wrong result"),
    "check": ("tui.commands.check", "check what is staged, or files, for syntax errors"),
    "fix": ("tui.commands.fix", "repair syntax errors, showing the difference first"),
    "undo": ("tui.commands.undo", "take the last applied fix back"),
    "hook": ("tui.commands.hook", "check every commit: install, uninstall, status"),
    "setup": ("tui.commands.setup", "choose what may be used, and make it ready"),
    "doctor": ("tui.commands.doctor", "say what is installed and reachable, and what to do next"),
    "route": ("tui.commands.route", "say which kind of problem a text is, and why"),
    "eval": ("tui.commands.eval", "measure the assistant on cases"),
    "triage": ("tui.commands.triage", "group the failures of many logs by their causes"),
    "index": ("tui.commands.index", "keep and search what others already solved"),
    "app": ("tui.commands.app", "open the full-screen app"),
    "serve": ("tui.commands.serve", "serve the app to a browser on this machine"),
    "mcp": ("tui.commands.mcp", "serve agents: a Model Context Protocol server"),
    "dap": ("tui.commands.dap", "debug from an editor: a Debug Adapter Protocol server"),
    "stats": ("tui.commands.stats", "say what came of the assistant's work here: fixes, routes, cost"),
    "shell": ("tui.commands.shell", "print completion and `why` for bash, zsh or fish"),
}

_USAGE = """\
usage: debugassist [FILE ...] ['QUESTION'] explain files: tracebacks, logs, sources
       COMMAND 2>&1 | debugassist          explain what a program printed
       debugassist COMMAND [OPTION ...]    see `debugassist COMMAND --help`
       debugassist                         open the app
       debugassist --session FILE          open it with the problems of a file"""

_EXAMPLES = """\
examples:
  python app.py 2>&1 | debugassist         why did it crash
  debugassist run -- python app.py --fast  run it, and look at the values where it crashes
  debugassist test tests/test_cart.py      why does this test fail
  debugassist fix broken.py                repair a file that does not parse
  debugassist hook install                 refuse commits that do not parse

options:
  -h, --help       show this help
  -V, --version    show the version
      --format F   text, json, markdown, html, sarif, github, gitlab, junit or quickfix
      --no-color   no colour; NO_COLOR and FORCE_COLOR are honoured
  -q, --quiet      say only what matters
  -v, --verbose    say more: steps, timings, what was skipped

exit codes: 0 nothing is wrong, 1 a problem was found, 2 usage, 3 unusable input, 4 the assistant failed"""

_RUNNING = frozenset({"run", "test", "logic"})  # commands that run programs
_terminated: list[bool] = []  # by SIGTERM

_FLAGS = frozenset({"-q", "--quiet", "-v", "--verbose", "--no-color"})


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal; told its width, argparse need not import shutil to ask."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=min(width(sys.stdout), 100) - 2)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises errors in the voice of the house instead of exiting."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the request as a UsageError."""
        raise UsageError(message, f"see `{self.prog} --help`")


def main(argv: list[str] | None = None) -> int:
    """Run the command that the arguments name and return the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        code = _dispatch(words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as stopped:  # argparse, after it has printed help
        return stopped.code if isinstance(stopped.code, int) else Exit.USAGE
    except KeyboardInterrupt:
        if _terminated:
            return Exit.TERMINATED
        narrate("interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        abandon_stdout()
        return Exit.PIPE_CLOSED
    except AssistantError as error:
        return tell(error)
    except Exception as error:  # noqa: BLE001  # the top of a front end
        return _report_defect(error, verbose="-v" in words or "--verbose" in words)
    return code


def _dispatch(words: list[str]) -> int:
    lead = next((index for index, word in enumerate(words) if word not in _FLAGS), len(words))
    first = words[lead] if lead < len(words) else ""
    if first in ("-h", "--help", "help"):
        emit(_help())
        return Exit.OK
    if first in ("-V", "--version"):
        emit(f"debugassist {version()}")
        return Exit.OK
    if first == "worker" and len(words) == 1:  # the other end of `import debugassist`
        from tui.worker import serve

        return _followed(first, argparse.Namespace(trace="", log=""), lambda _: serve())
    if first == "--attach":
        from tui.stepping.attach import be_prompt

        return be_prompt(words[lead + 1 :])
    if first == "--session" or first.startswith("--session="):
        return _command("app", words)
    if first in COMMANDS:
        return _command(first, words[:lead] + words[lead + 1 :])
    if not words and is_terminal(sys.stdin):
        if is_terminal(sys.stdout):
            return _command("app", [])
        raise UsageError("there is nothing to explain", "see `debugassist --help`")
    if first and not first.startswith("-") and not os.path.lexists(first) and len(words) == lead + 1:
        from tui.options import is_question

        if is_question(first):
            return _command("explain", words, prog="debugassist")
        raise _unknown(first)
    return _command("explain", words, prog="debugassist")


def _command(name: str, words: list[str], prog: str = "") -> int:
    module_name, summary = COMMANDS[name]
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        raise UsageError(f"the command `{name}` is not part of this installation") from error
    from tui.options import add_common

    parser = Parser(
        prog=prog or f"debugassist {name}",
        description=summary[0].upper() + summary[1:] + ".",
        allow_abbrev=False,
        formatter_class=Help,
    )
    module.configure(parser)
    add_common(parser)
    if name in _RUNNING:
        _end_in_order()
    if name == "app":
        words = module.with_program(words)
    return _followed(name, parser.parse_args(words), module.run)


def _followed(name: str, args: argparse.Namespace, run: Callable[[argparse.Namespace], int]) -> int:
    """Run a command, told to whoever wants to know; an import less where nobody does."""
    if not (args.trace or args.log or "DEBUGASSIST_TRACE" in os.environ or "DEBUGASSIST_LOG" in os.environ):
        return int(run(args))
    from tui.observed import observed

    return observed(name, args, lambda: run(args))


def everything() -> Parser:
    """Return one parser with every command below it, for completion and the manual; nothing is run by it."""
    from tui.options import add_common

    parser = Parser(
        prog="debugassist",
        description="Finds out what kind of problem broken code has, and comes back with the cause, the evidence and a"
        " fix that it has checked.",
        epilog=_EXAMPLES,
        allow_abbrev=False,
        formatter_class=Help,
    )
    parser.add_argument("-V", "--version", action="store_true", help="show the version")
    below = parser.add_subparsers(metavar="COMMAND")
    for name, (module_name, summary) in COMMANDS.items():
        command = below.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + ".", formatter_class=Help
        )
        import_module(module_name).configure(command)
        add_common(command)
    return parser


def _end_in_order() -> None:
    """Let SIGTERM end the work the way Ctrl-C does: programs that run are ended, copies deleted, the terminal given back."""
    import signal

    def terminated(*_: object) -> None:
        _terminated.append(True)
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, terminated)


def _unknown(word: str) -> AssistantError:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    if near and "." not in word:
        return UsageError(f"`{word}` is neither a command nor a file", f"the nearest command is `{near[0]}`")
    return InputError(f"there is no file `{word}`", "see `debugassist --help` for the commands")


def _help() -> str:
    commands = "\n".join(f"  {name:<8} {summary}" for name, (_, summary) in COMMANDS.items())
    return f"{_USAGE}\n\ncommands:\n{commands}\n\n{_EXAMPLES}\n"


def version() -> str:
    """Return the version of the installed distribution."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("debugassist")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "(not installed)"


def tell(error: AssistantError) -> int:
    """Say what went wrong and what can be done; return the code to exit with."""
    from analyzers.text import visible

    narrate(f"error: {visible(error.message)}")
    if error.hint:
        narrate(f"help: {visible(error.hint)}")
    match error:
        case UsageError():
            return Exit.USAGE
        case InputError():
            return Exit.INPUT
        case _:
            return Exit.FAILED


def _report_defect(error: Exception, *, verbose: bool) -> int:
    from analyzers.text import visible

    if verbose:
        import traceback

        narrate(visible("".join(traceback.format_exception(error))).rstrip())
    narrate(f"error: the assistant itself failed: {type(error).__name__}: {visible(str(error))}")
    if not verbose:
        narrate("help: run the same command with `--verbose` to see where, and report it")
    return Exit.FAILED
