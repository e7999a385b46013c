"""Where does a message of the interpreter end, and where has somebody shortened a report by hand?"""

import re

from analyzers.deferred import regex

# Whoever shortens a report by hand leaves a sign where lines are missing.
ELIDED = regex(
    r"\s*[\[(<]?\s*(?:(?:\.{3,}|…)(?:.*\b(?:omitted|skipped|snip\w*|truncated|cut|more|lines?|frames?)\b.*)?"
    r"|\d+ (?:more )?(?:lines?|frames?) (?:omitted|skipped|cut|more)|snip\w*)\s*(?:\.{3,}|…)?\s*[\])>]?\s*$",
    re.IGNORECASE,
)
# What the interpreter itself says is one line: what stands below was printed by somebody else.
ONE_LINE = regex(
    r"(?:Type|Attribute|Index|Name|UnboundLocal|ZeroDivision|Value|Recursion|Overflow)Error: (?:"
    r"can only concatenate \w+ \(not \"[\w.]+\"\) to \w+|unsupported operand type\(s\) for .+: '[\w.]+' and '[\w.]+'"
    r"|'[\w.]+' object (?:is not (?:iterable|subscriptable|callable|an iterator)|has no attribute '\w+')"
    r"|(?:list|tuple|string|range object|pop) (?:assignment )?index out of range|pop from empty \w+"
    r"|(?:integer |float )?(?:division|modulo)(?: or modulo)? by zero|name '\w+' is not defined"
    r"|local variable '\w+' referenced before assignment"
    r"|cannot access local variable '\w+' where it is not associated with a value"
    r"|invalid literal for int\(\) with base \d+: '.*'|could not convert string to float: '.*'"
    r"|(?:not enough|too many) values to unpack \(expected \d+(?:, got \d+)?\)"
    r"|maximum recursion depth exceeded(?: .*)?)$"
)
