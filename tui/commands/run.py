"""Why does this program fail? Runs it in the user's interpreter and inspects it where it stops."""

from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Sequence

from analyzers.errors import UsageError
from analyzers.facts import Route
from tui.models import add_models, settings_of
from tui.options import add_format
from tui.report import report

_EXAMPLES = """\
examples:
  debugassist run script.py --fast data.csv     a script with its arguments
  debugassist run -m package.module             a module
  debugassist run -- python -X dev script.py    a whole command
  debugassist run -- pytest tests/test_cart.py  tests
  debugassist run -i script.py                  step by step, from its first line
  debugassist run -i --break cart.py:12 -- pytest tests/test_cart.py

The program keeps its own input and output; nothing is watched until it fails. With `--format json` or `markdown`,
unless there is an `--output`, what it prints goes to stderr. Options of ours stand before the program, everything
after it is the program's. Step by step (`-i`), the prompt is on the terminal itself: `help` there lists the commands.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the program and what may be done with it."""
    parser.epilog = _EXAMPLES
    parser.add_argument("--question", default="", metavar="TEXT", help="what you want to know, in your words")
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
        help="for one run under inspection; default: 60",
    )
    parser.add_argument(
        "--route",
        choices=("syntax", "runtime", "logic"),
        help="overrule the router, which you know better than",
    )
    parser.add_argument("-i", "--interactive", action="store_true", help="debug it step by step")
    parser.add_argument(
        "--break",
        dest="breaks",
        action="append",
        default=[],
        metavar="WHERE",
        help="with -i, stop there: FILE:LINE or FUNCTION, also `WHERE if CONDITION`; may be repeated",
    )
    parser.add_argument(
        "--commands", default="", metavar="FILE", help="with -i, take the commands from a file, - for stdin"
    )
    add_format(parser)
    add_models(parser)
    parser.add_argument("-m", dest="module", action="store_true", help="the program is a module")
    parser.add_argument(
        "program", nargs=REMAINDER, metavar="PROGRAM ...", help="script, module or command, with arguments"
    )


def run(args: Namespace) -> int:
    """Run the program and explain its failure; 0 when it does not fail."""
    command = command_of(args.program, module=args.module)
    if not args.time_limit > 0:
        raise UsageError("the time limit must be positive")
    if args.interactive:
        from tui.stepping.start import interact

        return interact(args, command)
    if args.breaks or args.commands:
        raise UsageError("`--break` and `--commands` need `-i`", "add `-i` to debug step by step")
    from assistant.diagnose import Assistant
    from tools.intake import from_command

    problem = from_command(command, question=args.question, workspace=args.workspace)
    capture = args.format != "text" and not args.output  # two writers on stdout would spoil the document
    settings = settings_of(
        args, problem.workspace, interpreter=args.python, time_limit=args.time_limit, capture=capture
    )
    return report(Assistant(settings).run(problem, Route(args.route) if args.route else None), args, problem)


def command_of(words: Sequence[str], *, module: bool = False) -> tuple[str, ...]:
    """Return the command that the words after our options stand for.

    A script or `-m MODULE` is run by `python`, which stands for the user's interpreter. Raises UsageError without
    a program.
    """
    rest = list(words)
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if not rest:
        raise UsageError("there is no program to run", "name one: `debugassist run script.py`")
    if module:
        return ("python", "-m", *rest)
    if rest[0] in ("-m", "-c") or rest[0].endswith((".py", ".pyw")):
        return ("python", *rest)
    return tuple(rest)
