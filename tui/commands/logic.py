"""Which line makes this program give the wrong result? Takes what is expected from the command line."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from analyzers.errors import InputError, UsageError
from analyzers.facts import Route
from tui.expected import expecting, stated
from tui.models import add_models, settings_of
from tui.options import add_format, new_file
from tui.report import report

_EXAMPLES = """\
examples:
  debugassist logic stats.py --expect 'mean([1, 2, 3]) == 2'
  debugassist logic stats.py --expect 'mean([]) == 0' --expect 'mean([4]) == 4'
  debugassist logic stats.py 'mean([1, 2]) returns 1, should be 1.5'
  debugassist logic table.py --expect-output expected.txt
  debugassist logic stats.py --expect 'mean([4]) == 4' --write-test tests/test_stats.py
  debugassist logic game.py --ends 5

State cases that are right already, too: they tell the faulty lines from the others. The program runs in a copy
of the workspace without a network; your files are not changed.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the program and what is expected of it."""
    parser.epilog = _EXAMPLES
    parser.add_argument("file", metavar="FILE", help="the program")
    parser.add_argument(
        "question", nargs="?", default="", metavar="QUESTION", help="what it gives and what it should give"
    )
    parser.add_argument(
        "--expect", action="append", default=[], metavar="EXPRESSION", help="what should be true; repeatable"
    )
    parser.add_argument("--expect-output", default="", metavar="FILE", help="what the program should print")
    parser.add_argument(
        "--ends", type=float, default=0.0, metavar="SECONDS", help="it should come to its end, and by then"
    )
    parser.add_argument(
        "--write-test",
        default="",
        metavar="FILE",
        help="write the expectations as tests for pytest, seen to fail, and to pass with the first fix",
    )
    parser.add_argument(
        "--workspace", default="", metavar="FOLDER", help="default: the repository's top, else this folder"
    )
    parser.add_argument(
        "--python", default="", metavar="PROGRAM", help="the interpreter; default: your environment's"
    )
    add_format(parser)
    add_models(parser)


def run(args: Namespace) -> int:
    """Check the expectations, say which line breaks them, and return 1 when one does."""
    expects = _expectations(args)
    if args.write_test and not expects:
        raise UsageError("there is no expectation to write as a test", "state one with `--expect`")
    output = None
    if args.expect_output:
        try:
            output = Path(args.expect_output).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot read `{args.expect_output}`: {error}") from error
    from assistant.diagnose import Assistant

    problem = replace(
        expecting(args.file, expects, args.workspace),
        output=output,
        ends=args.ends > 0,
        question=args.question,
    )
    settings = settings_of(
        args,
        problem.workspace,
        interpreter=args.python,
        capture=True,
        time_limit=args.ends or 60.0,
        write_test=new_file(args.write_test),
    )
    return report(Assistant(settings).run(problem, Route.LOGIC), args, problem)


def _expectations(args: Namespace) -> tuple[str, ...]:
    """What should be true: as stated, or as a question says it."""
    expects = tuple(args.expect)
    if args.question:
        expects += (stated(args.question),)
    if not expects and not args.expect_output and not args.ends:
        raise UsageError(
            "nothing says what the program should do",
            f"state it: `debugassist logic {args.file} --expect 'f(3) == 6'`",
        )
    return expects
