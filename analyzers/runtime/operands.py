"""Why does this operation not work on these values?"""

from analyzers.deferred import regex
from analyzers.runtime.crash import Asking, Crash, Finding
from analyzers.runtime.fitting import argument, index_type, joined, unhashable
from analyzers.runtime.misuse import called, iterated, single, subscript
from analyzers.runtime.pairs import binary, concatenation, multiplied, ordering

_OPERAND = regex(r"unsupported operand type\(s\) for (\S+?)(?: or pow\(\))?: '([^']+)' and '([^']+)'")
_ORDER = regex(r"'([<>]=?)' not supported between instances of '([^']+)' and '([^']+)'")
_CONCATENATE = regex(r"can only concatenate (\w+) \(not \"?([\w.]+)\"?\) to (\w+)")
_MULTIPLY = regex(r"can't multiply sequence by non-int of type '([^']+)'")
_UNARY = regex(r"bad operand type for (unary .|abs\(\)): '([^']+)'")
_NO_SUBSCRIPT = regex(r"'([^']+)' object (?:is not subscriptable|is unsubscriptable)")
_NO_STORE = regex(r"'([^']+)' object does not support item (assignment|deletion)")
_NOT_CALLABLE = regex(r"'([^']+)' object is not callable")
_NOT_ITERABLE = regex(
    r"(?:'([^']+)' object is not (?:iterable|an iterator)|cannot unpack non-iterable (\S+) object|argument of type '([^']+)' is not (?:iterable|a container or iterable))"
)
_UNHASHABLE = regex(r"unhashable type: '([^']+)'")
_INDICES = regex(
    r"(string|list|tuple|byte|str) indices must be integers(?: or slices)?,? ?(?:not (?:'?([\w.]+)'?))?"
)
_NO_LEN = regex(r"object of type '([^']+)' has no len\(\)")
_NOT_INTEGER = regex(r"'([^']+)' object cannot be interpreted as an integer")
_JOIN = regex(r"sequence item (\d+): expected (?:str instance|a bytes-like object), (\S+) found")
_NEEDS = regex(
    r"(?:must be|expected) (?:a |an )?(?:real number|str|string|number|bytes|int|path-like|a string or a real number)[\w ,'()-]*, ?(?:not|got) '?(NoneType|[\w.]+)'?"
)
_CONVERT = regex(r"(int|float|complex)\(\) argument must be a string[^']*'([^']+)'")


def explain(crash: Crash) -> Asking:
    """Explain a TypeError that is about the values of an operation."""
    if crash.site is None or not crash.ours:
        return None
    for pattern, explainer in (
        (_OPERAND, binary),
        (_CONCATENATE, concatenation),
        (_ORDER, ordering),
        (_MULTIPLY, multiplied),
        (_UNARY, single),
        (_NO_SUBSCRIPT, subscript),
        (_NO_STORE, subscript),
        (_NOT_CALLABLE, called),
        (_NOT_ITERABLE, iterated),
        (_UNHASHABLE, unhashable),
        (_INDICES, index_type),
        (_NO_LEN, argument),
        (_NOT_INTEGER, argument),
        (_JOIN, joined),
        (_CONVERT, argument),
        (_NEEDS, argument),
    ):
        if found := pattern.search(crash.message):
            asking = explainer(crash, found)
            return asking if asking is None or isinstance(asking, Finding) else (yield from asking)
    return None
