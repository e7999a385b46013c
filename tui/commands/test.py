"""Why do these tests fail? Runs them on a copy, ranks the suspicious lines and looks for a fix."""

from argparse import REMAINDER, SUPPRESS, ArgumentParser, Namespace

from analyzers.errors import UsageError
from analyzers.facts import Route
from tui.console import narrate
from tui.exits import Exit
from tui.models import add_models, settings_of
from tui.options import add_format, new_file
from tui.report import report

_EXAMPLES = """\
examples:
  debugassist test                                every test that pytest finds
  debugassist test tests/test_cart.py -k total    arguments of pytest
  debugassist test -- python -m unittest -v       any command: unittest, doctest, a script that checks itself
  debugassist test --write-test test_again.py -- python -m doctest stats.py
  debugassist test --changed main                 only the tests that import what differs from `main`

The tests run in a copy of the workspace without a network; your files are not changed. Tests that crash, or cannot be
loaded, are run once more as you would run them, under the debugger: `debugassist run -- python -m pytest` does the same.
"""


def configure(parser: ArgumentParser) -> None:
    """Add what is to be run and in which interpreter."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--workspace", default="", metavar="FOLDER", help="default: the repository's top, else this folder"
    )
    parser.add_argument(
        "--python", default="", metavar="PROGRAM", help="the interpreter; default: your environment's"
    )
    parser.add_argument(
        "--time-limit",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="for one run of the tests; default: 60",
    )
    parser.add_argument(
        "--changed",
        nargs="?",
        const="",
        metavar="BASE",
        help="only the tests that belong to what differs from a commit; default: where the branch left its upstream",
    )
    parser.add_argument(
        "--write-test",
        default="",
        metavar="FILE",
        help="write what fails as tests of their own, seen to fail, and to pass with the first fix",
    )
    parser.add_argument("--push", action="store_true", help=SUPPRESS)
    add_format(parser)
    add_models(parser)
    parser.add_argument(
        "words", nargs=REMAINDER, metavar="ARGUMENT ...", help="for pytest, or `--` and a command"
    )


def run(args: Namespace) -> int:
    """Run the tests, say what makes them fail, and return 1 when something does."""
    if not args.time_limit > 0:
        raise UsageError("the time limit must be positive")
    words = list(args.words)
    if args.push:
        from tui.changed import before_push

        return before_push(args)
    if args.changed is not None:
        from tools.changes import since
        from tui.changed import related

        tests = related(since(args.changed))
        if not tests:
            narrate("no test belongs to what was changed")
            return Exit.OK
        if words[:1] == ["--"]:
            raise UsageError(
                "`--changed` chooses the tests, so it takes no command", "leave out what follows `--`"
            )
        words = [*tests, *words]
    if words[:1] == ["--"]:
        command = tuple(words[1:])
        if not command:
            raise UsageError(
                "there is no command after `--`", "name one: `debugassist test -- python -m unittest`"
            )
    else:
        command = ("python", "-m", "pytest", *words)
    from assistant.diagnose import Assistant
    from tools.intake import from_command

    problem = from_command(command, workspace=args.workspace)
    settings = settings_of(
        args,
        problem.workspace,
        interpreter=args.python,
        time_limit=args.time_limit,
        capture=True,
        write_test=new_file(args.write_test),
    )
    return report(Assistant(settings).run(problem, Route.LOGIC), args, problem)
