"""What does this traceback, log, message or file mean?"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from analyzers.errors import InputError, UsageError
from analyzers.facts import Problem, Route
from tui.console import emit, is_terminal, narrate
from tui.exits import Exit
from tui.models import add_models, settings_of
from tui.options import add_format, is_question
from tui.report import report

_EXAMPLES = """\
examples:
  python app.py 2>&1 | debugassist
  debugassist explain build.log
  debugassist explain app.py error.txt       sources and reports together
  debugassist explain -c 'for i in range(3) print(i)'
  debugassist explain app.py 'why is it empty'
  debugassist 'why does totals.js print NaN'  a question may name the file it is about

Nothing is run, and no file is read but those named here and those of the workspace that the report is about.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the ways to hand a problem over."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="reports, logs or sources; `-` is standard input"
    )
    parser.add_argument("-c", "--code", metavar="CODE", help="a piece of code instead of a file")
    parser.add_argument(
        "--language", default="", metavar="NAME", help="of the code after `-c`; default: decided by its looks"
    )
    parser.add_argument(
        "-m", "--question", default="", metavar="TEXT", help="what you want to know, in your words"
    )
    parser.add_argument(
        "--workspace",
        default="",
        metavar="FOLDER",
        help="whose files may be read because a report names them; default: the repository's top, else this folder",
    )
    parser.add_argument(
        "--route",
        choices=("syntax", "runtime", "logic"),
        help="overrule the router, which you know better than",
    )
    parser.add_argument("--app", action="store_true", help="open the answer in the full-screen app")
    parser.add_argument(
        "--events", action="store_true", help="with `--format json`: each event as a line, as it happens"
    )
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of `--format json` and stop"
    )
    add_format(parser)
    add_models(parser)


def run(args: Namespace) -> int:
    """Explain what was handed over; 1 when a problem was found in it."""
    if args.schema:
        from tui.render.structured import schema

        emit(schema())
        return Exit.OK
    if args.events and args.format != "json":
        raise UsageError("`--events` needs `--format json`", "add `--format json`")
    problem = _problem(args)
    if args.app:
        from tui.opening import open_app

        return int(open_app(problem))
    from assistant.diagnose import Assistant

    settings = settings_of(args, problem.workspace)
    return report(Assistant(settings).run(problem, Route(args.route) if args.route else None), args, problem)


def _take_questions(args: Namespace) -> None:
    """Take sentences among the file names for questions; one that comes alone may name the files it is about."""
    asked = [word for word in args.files if is_question(word)]
    if not asked:
        return
    args.question = " ".join(filter(None, [args.question, *asked]))
    args.files = [word for word in args.files if word not in asked]
    if not args.files:
        named = (word.strip("`'\",;:?!()").rstrip(".") for word in args.question.split())
        args.files = [word for word in dict.fromkeys(named) if "." in word and Path(word).is_file()]


def _problem(args: Namespace) -> Problem:
    from tools import intake

    if args.code is not None:
        if args.files:
            raise UsageError(
                "`-c` and files exclude each other", "write the code to a file, or leave the files out"
            )
        return intake.from_code(
            args.code, language=args.language, question=args.question, workspace=args.workspace
        )
    stdin = None if sys.stdin is None else sys.stdin.buffer
    _take_questions(args)
    if args.question and not args.files and (stdin is None or is_terminal(sys.stdin)):
        return intake.from_text(args.question, workspace=args.workspace)
    if args.files:
        if "-" in args.files and is_terminal(sys.stdin):
            narrate("paste the report, then press Ctrl-D")
        return intake.from_files(args.files, stream=stdin, question=args.question, workspace=args.workspace)
    if stdin is None or is_terminal(sys.stdin):
        raise UsageError(
            "there is nothing to explain",
            "pipe a report in, name a file, or give `-` to paste one; see `debugassist --help`",
        )
    try:
        return intake.from_stream(stdin, question=args.question, workspace=args.workspace)
    except InputError:
        if args.question:
            return intake.from_text(args.question, workspace=args.workspace)
        raise
