"""Which line makes this program give the wrong result? Takes what is expected from the command line."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from analyzers.errors import InputError, UsageError
from analyzers.facts import Route
from tui.options import add_format
from tui.report import report

_EXAMPLES = """\
examples:
  debugassist logic stats.py --expect 'mean([1, 2, 3]) == 2'
  debugassist logic stats.py --expect 'mean([]) == 0' --expect 'mean([4]) == 4'
  debugassist logic table.py --expect-output expected.txt

State cases that are right already, too: they tell the faulty lines from the others. The program runs in a copy
of the workspace without a network; your files are not changed.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the program and what is expected of it."""
    parser.epilog = _EXAMPLES
    parser.add_argument("file", metavar="FILE", help="the program")
    parser.add_argument(
        "--expect", action="append", default=[], metavar="EXPRESSION", help="what should be true; repeatable"
    )
    parser.add_argument("--expect-output", default="", metavar="FILE", help="what the program should print")
    parser.add_argument(
        "--workspace", default="", metavar="FOLDER", help="default: the repository's top, else this folder"
    )
    parser.add_argument(
        "--python", default="", metavar="PROGRAM", help="the interpreter; default: your environment's"
    )
    add_format(parser)


def run(args: Namespace) -> int:
    """Check the expectations, say which line breaks them, and return 1 when one does."""
    if not args.expect and not args.expect_output:
        raise UsageError(
            "nothing says what the program should do",
            f"state it: `debugassist logic {args.file} --expect 'f(3) == 6'`",
        )
    path = Path(args.file).resolve()
    if not path.is_file():
        raise InputError(f"there is no file `{args.file}`")
    output = None
    if args.expect_output:
        try:
            output = Path(args.expect_output).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot read `{args.expect_output}`: {error}") from error
    from analyzers.logic.expectation import CHECK
    from assistant.diagnose import Assistant, Settings
    from tools.intake import from_command, workspace_of

    workspace = Path(args.workspace).resolve() if args.workspace else workspace_of(path.parent)
    if not path.is_relative_to(workspace):
        raise UsageError(f"`{args.file}` lies outside the workspace `{workspace}`")
    problem = replace(
        from_command(("python", CHECK), workspace=str(workspace)),
        paths=(str(path.relative_to(workspace)),),
        expects=tuple(args.expect),
        output=output,
        folder=str(workspace),
    )
    settings = Settings(interpreter=args.python, capture=True)
    return report(Assistant(settings).run(problem, Route.LOGIC), args, problem)
