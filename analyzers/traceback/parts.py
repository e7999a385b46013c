"""What do the formats share: splitting `Type: message`, and knowing where a message ends?"""

from collections.abc import Sequence

from analyzers.deferred import regex

# A dotted name as Python prints an exception's type: `KeyError`, `pkg.mod.Error`, `__main__.f.<locals>.Odd`.
TYPE = r"[^\W\d]\w*(?:\.(?:<locals>|[^\W\d]\w*))*"
_EXCEPTION = regex(rf"({TYPE})(?::(?: (.*)|$)|$)")
_NAMED_LIKE_ONE = regex(
    r"(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Group|Fault|Timeout|Failure|Failed|NotFound"
    r"|DoesNotExist|Denied|Missing|Invalid\w*|Aborted|Refused|Cancelled|Skipped)$"
)

_LEVEL = (
    r"(?:TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE|ALERT|EMERG(?:ENCY)?|PANIC)"
)
_DATE = r"\d{4}[-/.]\d\d[-/.]\d\d(?:[T ]\d\d:\d\d|,|\b)|\d\d[-/.]\d\d[-/.]\d{4} \d\d:\d\d"
# The start of another log record. What follows a message in a log is one of these far more often than not.
_RECORD = regex(
    rf"(?:[\[(<]?(?:{_DATE})"
    r"|\[\d\d?/\w{3}/\d{4}[: ]|\d+\.\d+\.\d+\.\d+(?::\d+)? - "
    r"|[\[(]?\d\d:\d\d:\d\d\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d"
    rf"|\[?{_LEVEL}\]?(?:[:\s\]|/-]|$)"
    r"|\[(?:debug|info|notice|warn|warning|error|critical|fatal)\s*\]"
    r"|(?:debug|info|warn|warning|error|level|time|ts)[=]"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d"
    r"|\[\d+(?:\.\d+)?\]\s"
    r'|\{"(?:@?timestamp|time|ts|date|asctime|level\w*|severity|log\w*|msg|message|event|name|pid)": ?["\d])'
)
# Other things that follow a report, told apart from what a message may hold.
_AFTER = regex(
    # build tools and runners
    r"make(?:\[\d+\])?: \*\*\* |npm ERR!|error Command failed|##\[|::error|Error: Process completed with exit code"
    r"|.{0,80}?\b(?:exited|finished|failed|completed|returned|terminated|ended)(?: with| because)?"
    r"(?:(?: a)?(?: non-zero)?(?: exit)? (?:code|status):?|(?<=exited with)) -?\d"
    r"|exit status \d|Command exited|[\w.-]+: exit \d+ \(|\[end of output\]|(?:START|END|REPORT) RequestId: "
    # prompts of shells, interpreters and debuggers
    r"|\$ \S|[\w.-]*[@~:/][\w.@~:/-]*[$%#](?: |$)|\(\S+\) [\w.@~:/-]*[$%#] |PS [A-Z]:\\|[A-Z]:\\[^>:]*>|\w\S*:\S*[$%#]$"
    r"|➜ |❯ |>>>(?: |$)|In \[\d+\]:|\(Pdb\)|\(gdb\)|ipdb> |> \S+\(\d+\)\S+\(\)"
    # fences, rules and markup
    r"|```|~~~~*$|-{20,}\s*$|={20,}|={3,} .* ={3,}$|\*{20,}|_{5,} |</|==> .* <==$"
    # the next report, and what the interpreter says around one
    r"|(?:During handling of the above|The above exception was|Exception in thread|Exception ignored in|Error in sys\.)"
    r"|Original exception was:|Traceback \(|Exception Group Traceback|(?:Task|Future) exception was never retrieved"
    r"|Unhandled exception|Fatal Python error|Current thread 0x|Thread 0x|Extension modules: |Process \S+:$|\"\"\"$|'''$"
    r"|Aborted(?: \(core dumped\))?$|Segmentation fault|ERROR: |Warning: |\[Finished in|\[Inferior "
)
# How a paragraph that still belongs to a message begins: a list, a diff, `First differing element`.
_CONTINUES = regex(r"[ \t]|[-+?!*] |(?:First|Second) (?:differing|extra|has|list|tuple|sequence)|Diff is ")


def exception(line: str) -> tuple[str, str] | None:
    """Split `Type: message` or `Type`; None when the line does not begin with a dotted name."""
    match = _EXCEPTION.match(line)
    return None if match is None else (match[1], match[2] or "")


def named_like_an_exception(name: str) -> bool:
    """Tell whether a name looks like an exception's without any context: by its suffix, or as a built-in."""
    return bool(_NAMED_LIKE_ONE.search(name)) or name in (
        "GeneratorExit",
        "StopIteration",
        "KeyboardInterrupt",
    )


# Messages that the interpreter words itself, on one line: what is printed below them are notes (PEP 678).
_WORDED = regex(
    r"\[Errno -?\d+\]|\[WinError \d+\]|division by zero$|(?:integer|float|Decimal) \w+ by zero$"
    r"|name '\w+' is not defined|(?:list|string|tuple|range|deque) (?:assignment )?index out of range$"
    r"|.* object has no attribute |.* object is not \w+|invalid literal for int\(\)|could not convert string to"
    r"|unsupported operand type|.* missing \d+ required |.* takes .* positional argument|No module named "
    r"|cannot import name|cannot access local|local variable '|(?:too many|not enough) values to unpack"
)
_NOTE = regex(r"(?i:notes?\b)|(?:while|when|added note) ")


def notes_of(name: str, message: str, more: Sequence[str]) -> int:
    """Return how many of a message's further lines belong to it, where the rest can only be notes."""
    if not more or name == "KeyError" or _WORDED.match(message):
        return 0
    if not message.endswith((":", ",")):
        for count, line in enumerate(more):
            if _NOTE.match(line):
                return count
    return len(more)


def begins_record(line: str) -> bool:
    """Tell whether a line begins another record of a log."""
    return bool(_RECORD.match(line))


def ends_report(line: str) -> bool:
    """Tell whether a line cannot belong to the message of the report before it."""
    return bool(_RECORD.match(line) or _AFTER.match(line))


def indent(line: str) -> int:
    """Return the number of blanks a line begins with."""
    return len(line) - len(line.lstrip())


def message_end(lines: Sequence[str], start: int, base: int = 0, first: str = "") -> int:
    """Return the line after a message that goes on at `start`, where it must be indented by `base`.

    `first` is the message's first line. A blank line ends a message unless what follows is indented deeper
    or is announced by it: a question that somebody typed below a report is no part of the report.
    """
    end = position = start
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            position += 1
            continue
        body = line[base:]
        if line[:base].strip() or ends_report(body):
            break
        if position > end:
            before = lines[end - 1].rstrip() if end > start else first.rstrip()
            if body.lstrip().startswith(('File "', "Traceback (")):
                break
            if first.strip() and not (_CONTINUES.match(body) or before.endswith(":")):
                break
        position += 1
        end = position
    return end


def dedented(lines: Sequence[str], base: int) -> list[str]:
    """Return lines without their first `base` blanks."""
    return [line[base:] if not line[:base].strip() else line.lstrip() for line in lines]
