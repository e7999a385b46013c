"""Which options do several commands share?"""

import os
from argparse import ArgumentParser

from analyzers.errors import UsageError

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "quickfix")


def is_question(word: str) -> bool:
    """Whether a word of the command line is a sentence rather than the name of a file."""
    return (len(word.split()) > 2 or (" " in word and word.rstrip().endswith("?"))) and not os.path.lexists(
        word
    )


def add_common(parser: ArgumentParser) -> None:
    """Add what every command understands."""
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what matters")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="say more: steps, timings, what was skipped"
    )
    parser.add_argument("--no-color", action="store_true", help="no colour, whatever the terminal can do")
    parser.add_argument(
        "--trace",
        default="",
        metavar="FILE",
        help="write what is done, step by step, as OpenTelemetry spans; otlp: to a collector",
    )
    parser.add_argument(
        "--log", default="", metavar="FILE", help="write the same as a log, a line of JSON each"
    )


def add_format(parser: ArgumentParser) -> None:
    """Add the choice of a report's form and place."""
    parser.add_argument(
        "-o", "--output", default="", metavar="FILE", help="write the report to a file instead of stdout"
    )
    parser.add_argument(
        "--format",
        choices=(*FORMATS, "markdown", "html"),
        default="text",
        help="text for people (default), json for programs, markdown for an issue, html for a browser, sarif for code scanners,"
        " github and gitlab for their annotations, junit for test reports, quickfix for editors",
    )


def new_file(named: str) -> str:
    """Return the absolute path of a file that is to be written; raise UsageError where one is there."""
    if not named:
        return ""
    from pathlib import Path

    path = Path(named).resolve()
    if path.exists():
        raise UsageError(f"`{named}` exists", "name a file that does not: nothing is overwritten")
    return str(path)
