"""What does the message of an exception say by itself, where neither the program nor its traceback is at hand?

The same kind of table as `foreign_causes`, for Python, and the search for any known message inside what somebody
wrote; what shells and their tools say is in `commands`.
"""

import re

from analyzers.deferred import regex
from analyzers.reports import searchable
from analyzers.runtime.commands import COMMANDS
from analyzers.runtime.foreign_causes import Known, compiled, known
from analyzers.runtime.known import told_by

_P = "python"
_LANGUAGES = (
    "javascript", "java", "go", "rust", "csharp", "ruby", "php", "elixir", "kotlin", "swift", "dart", "cpp",
)  # fmt: skip
_MESSAGE = regex(
    r"(?:(?<![\w$.])(?:[A-Za-z_$][\w$]*(?:\.|::|/|\\))*[A-Z][\w$]*(?:Error|Exception|Iteration|Interrupt|Warning|Exit|Panic)\b[^\n]*"
    r"|\bpanic: [^\n]+|\bfatal error: [^\n]+|\b[Ff]atal error: [^\n]+|panicked at [^\n]*(?:\n[^\n]+)?|\b[Ss]egmentation fault|\bSIGSEGV\b"
    r"|\b(?:Maximum call stack|Cannot read propert|Cannot find module|EADDRINUSE|ENOENT)[^\n]*|AddressSanitizer: [^\n]+)"
)
_MOST = 8  # messages of a text

PYTHON = (
    Known("key", _P, r"KeyError: ('[^'\n]*'|\"[^\"\n]*\"|\([^()\n]*\)|[^\s,;?!]+)", "a dictionary (or a column, or a set) is asked for {0}, and holds no such key", "print its keys: look for another spelling, a number where a text is meant, spaces; `.get(...)` gives None instead"),
    Known("index", _P, r"IndexError: (list|tuple|string|deque|range object|array|bytearray) (?:assignment )?index out of range", "an index reaches beyond the end of a {0}, or the {0} is empty", "indices run from 0 to `len(...) - 1`; print the length and the index"),
    Known("index", _P, r"IndexError: pop from (?:an )?empty (list|deque|\w+)", "`pop` is called on an empty {0}", "ask first whether anything is left: `while stack:`"),
    Known("index", _P, r"IndexError: index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", "index {0} along axis {1} of an array that has {2} there", "indices run from 0"),
    Known("name", _P, r"NameError: (?:global )?name '(\w+)' is not defined", "nothing is called `{0}` where it is used", "a typing error, a missing import, a missing pair of quotes, or it is given its value only inside another function or further down"),
    Known("scope", _P, r"(?:cannot access local variable|local variable) '(\w+)' (?:where it is not associated with a value|referenced before assignment)", "`{0}` is given a value somewhere in the function, so it is local there, and it is read before that", "pass it in as an argument; or give it a value on every path; `global {0}` or `nonlocal {0}` if the outer one is meant"),
    Known("scope", _P, r"cannot access free variable '(\w+)'", "the inner function reads `{0}` before the function around it has given it a value"),
    Known("none", _P, r"'NoneType' object has no attribute '(\w+)'", "what stands before `.{0}` is None", "find what gave the None: a function without `return`, a search that found nothing (`re.match`, `dict.get`, `find`), a method that changes in place (`list.sort`)"),
    Known("none", _P, r"'NoneType' object is not (subscriptable|iterable|callable|an iterator)", "a value is None, and so not {0}", "find what gave the None: a function without `return`, a method that changes in place (`list.sort`, `random.shuffle`), a `.get` that found nothing"),
    Known("none", _P, r"unsupported operand type\(s\) for (\S+): (?:'NoneType' and '(?:\w+)'|'\w+' and 'NoneType')", "one side of `{0}` is None", "find what gave the None: mostly a function that does not `return` on every path"),
    Known("type", _P, r"can only concatenate (str|list|tuple) \(not \"(\w+)\"\) to \1", "a `{1}` is added to a `{0}`", "convert one of them: `str(...)`, `int(...)`, `[...]`; or use an f-string"),
    Known("type", _P, r"unsupported operand type\(s\) for (\S+): '(\w+)' and '(\w+)'", "`{0}` stands between a `{1}` and a `{2}`", "convert one of them: what `input()`, a file or JSON text gives is `str` until `int(...)` or `float(...)`"),
    Known("type", _P, r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'", "`{0}` compares a `{1}` with a `{2}`", "convert one of them; what `input()` or a file gives is `str`"),
    Known("type", _P, r"must be str, not (\w+)|expected str instance, (\w+) found", "a text is needed where something else is given", "`str(...)` it first; for a list: `', '.join(map(str, items))`"),
    Known("type", _P, r"(?:list|tuple|string|str|range) indices must be integers(?: or slices)?,? not (?:'?)(\w+)", "a list or text is indexed with a `{0}`", "for `str`: is it a list of dictionaries, so `[0]['name']`? for `float`: `//` or `int(...)`; in `for x in items`, `x` is the item, not its index"),
    Known("type", _P, r"'(\w+)' object is not callable", "a `{0}` is called like a function", "a variable has the name of a function (`list = ...`, `str = ...`), brackets too many, or an operator is missing before `(`"),
    Known("type", _P, r"'(\w+)' object is not iterable", "a `{0}` is gone through, unpacked or given to `list`, `sum`, `in`...", "for a number: `range(n)`; else look at what gave it"),
    Known("type", _P, r"'(\w+)' object is not subscriptable", "a `{0}` is indexed with `[...]`", "round brackets may be meant, or it is not the list or dictionary it should be"),
    Known("type", _P, r"'(\w+)' object does not support item assignment", "an item of a `{0}` is set, which cannot be changed", "make a new one: for a text, a list of characters joined again, or `replace`; for a tuple, a list"),
    Known("type", _P, r"unhashable type: '(\w+)'", "a `{0}` is used as a key of a dictionary or an item of a set", "use a tuple (of tuples) or a frozenset"),
    Known("type", _P, r"cannot unpack non-iterable (\w+) object", "several names are to be filled from a single `{0}`", "the function returns one value, or None on some path"),
    Known("type", _P, r"object of type '(\w+)' has no len\(\)", "`len` is asked of a `{0}`"),
    Known("type", _P, r"'(\w+)' object cannot be interpreted as an integer", "a `{0}` is given where a whole number is needed, as in `range(...)`", "`int(...)`, or `//` instead of `/`"),
    Known("type", _P, r"(?:int|float)\(\) argument must be a string.*?not '(\w+)'", "a `{0}` is converted to a number"),
    Known("type", _P, r"Object of type (\w+) is not JSON serializable", "JSON has no way to write a `{0}`", "convert it first (`str`, `list`, `.isoformat()`), or give `default=` to `json.dumps`"),
    Known("type", _P, r"a bytes-like object is required, not 'str'", "text is given where bytes are needed", "`.encode()` it, or open the file in text mode"),
    Known("type", _P, r"expected string or bytes-like object", "something that is no text is given to a function of `re`", "is it None, a list or a match?"),
    Known("call", _P, r"(\S+?)\(\) missing (\d+) required (?:positional|keyword-only) arguments?: (.+)", "`{0}` is called without {2}", "for `self`: call it on an object (`Thing().method()`), not on the class"),
    Known("call", _P, r"(\S+?)\(\) takes (.+?) positional arguments? but (\d+) (?:was|were) given", "`{0}` takes {1} arguments and is given {2}", "for a method one more than you wrote: the object itself; is `self` missing in its definition?"),
    Known("call", _P, r"(\S+?)\(\) got an unexpected keyword argument '(\w+)'", "`{0}` has no argument `{1}`", "a typing error, or another version of the library"),
    Known("call", _P, r"(\S+?)\(\) got multiple values for argument '(\w+)'", "`{0}` is given `{1}` twice: by its place and by its name", "is `self` missing in its definition?"),
    Known("call", _P, r"(\w+)\(\) takes no arguments", "`{0}` takes no arguments", "is `__init__` spelt with two underscores on both sides?"),
    Known("attribute", _P, r"module '([\w.]+)' has no attribute '(\w+)'", "the module `{0}` has no `{1}`", "is a file of yours called `{0}.py`? print `{0}.__file__`; else a typing error or another version"),
    Known("attribute", _P, r"partially initialized module '([\w.]+)' has no attribute '(\w+)'", "`{0}` is still being imported when `{1}` is asked of it", "a file of yours may be called `{0}.py`, or the imports go in a circle"),
    Known("attribute", _P, r"'str' object has no attribute 'decode'", "the value is text already; `decode` is for bytes", "leave `.decode(...)` out: what gave bytes in an earlier version or in Python 2 gives text now"),
    Known("attribute", _P, r"'bytes' object has no attribute '(?:encode|format)'", "the value is bytes, not text", "leave `.encode(...)` out, or `.decode(...)` it first"),
    Known("attribute", _P, r"'dict' object has no attribute '(?:has_key|iteritems|itervalues|iterkeys)'", "that method of dictionaries was Python 2's", "`key in d`, `d.items()`, `d.values()`, `d.keys()`"),
    Known("attribute", _P, r"'DataFrame' object has no attribute '(append|ix|iteritems|as_matrix)'", "this version of pandas has no `{0}` any more", "`append`: `pd.concat([df, other])`; `ix`: `loc` or `iloc`; `iteritems`: `items`; `as_matrix`: `to_numpy`"),
    Known("attribute", _P, r"'(list|tuple|set|ResultSet)' object has no attribute '(split|strip|lower|upper|replace|get|text|format|find|click|send_keys|startswith)'", "a `{0}` has no `{1}`; its items may have it", "take one item, or go through them with a loop"),
    Known("attribute", _P, r"'(\w+)' object has no attribute '(\w+)'", "a `{0}` has no `{1}`", "a typing error, another type than expected (print `type(...)`), or an attribute that `__init__` does not set"),
    Known("value", _P, r"too many values to unpack \(expected (\d+)\)", "there are more than {0} values for {0} names", "for a dictionary: `.items()`; for the rest: `a, *rest = ...`"),
    Known("value", _P, r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)", "there are {1} values for {0} names", "a line without the separator, an empty line, or a shorter result than expected"),
    Known("value", _P, r"invalid literal for int\(\) with base (\d+): (.+)", "{1} is to be a whole number, and is none", "spaces and line ends are fine; points, commas, letters and an empty text are not: `float` first, or clean it"),
    Known("value", _P, r"could not convert string to float: (.+)", "{0} is to be a number, and is none", "thousands separators, a decimal comma, units, or an empty text"),
    Known("value", _P, r"(\S+) is not in list|list\.remove\(x\): x not in list", "a list does not hold the item that is looked for or removed", "ask with `in` first"),
    Known("value", _P, r"time data (.+?) does not match format (.+)", "the date {0} is not written as {1} says"),
    Known("value", _P, r"Invalid isoformat string: (.+)", "{0} is no date in the ISO form `2024-05-31`"),
    Known("value", _P, r"math domain error", "a function of `math` is given a number it is not defined for: the root or logarithm of a negative number or zero"),
    Known("value", _P, r"(min|max)\(\) (?:arg is an empty sequence|iterable argument is empty)", "`{0}` is asked of nothing: the sequence is empty", "`{0}(..., default=...)`"),
    Known("value", _P, r"truth value of (?:an array with more than one element|a (?:Series|DataFrame)) is ambiguous", "`if`, `and` or `or` stands over a whole array", "`&`, `|`, `~` with brackets, or `.any()`, `.all()`"),
    Known("value", _P, r"operands could not be broadcast together with shapes (.+)", "arrays of these shapes cannot be combined: {0}"),
    Known("value", _P, r"embedded null byte", "a text or path holds a character of value 0"),
    Known("arithmetic", _P, r"ZeroDivisionError|division by zero|modulo by zero", "a number is divided by zero", "what is counted or summed may be empty: ask first"),
    Known("arithmetic", _P, r"OverflowError: (.+)", "a number is too large: {0}"),
    Known("import", _P, r"No module named '([\w.]+)'", "there is no module `{0}` where this Python looks", "install the package into the Python that runs the program (`python -m pip install ...`), or correct the name; for your own module: from which folder is it run?"),
    Known("import", _P, r"cannot import name '(\w+)' from partially initialized module '([\w.]+)'", "`{1}` is still being imported when `{0}` is taken from it: the imports go in a circle", "import inside the function that needs it, or move what both need elsewhere"),
    Known("import", _P, r"cannot import name '(\w+)' from '([\w.]+)'", "`{1}` has no `{0}`", "a typing error, another version of the library, or a file of yours called like it"),
    Known("import", _P, r"attempted relative import with no known parent package", "a file with `from . import` is run as a script", "run it as a module from the folder above: `python -m package.module`"),
    Known("recursion", _P, r"maximum recursion depth exceeded", "a function calls itself without end", "is there a case that returns without calling, and does every call come closer to it? for a property: does it read itself?"),
    Known("outside", _P, r"No such file or directory: (.+)", "there is no file or folder {0}", "relative paths start at the folder the program is run in: print `os.getcwd()`"),
    Known("outside", _P, r"Permission denied: (.+)", "{0} may not be read or written by this user", "is it a folder, open elsewhere, or someone else's?"),
    Known("outside", _P, r"Is a directory: (.+)", "{0} is a folder, and opened like a file"),
    Known("outside", _P, r"FileExistsError.*?: (.+)", "{0} is there already", "`exist_ok=True` for folders"),
    Known("outside", _P, r"ConnectionRefusedError|Connection refused", "nothing listens at the address that the program connects to", "is the server running, on that host and port?"),
    Known("outside", _P, r"Name or service not known|getaddrinfo failed|nodename nor servname", "the host's name cannot be resolved"),
    Known("outside", _P, r"CERTIFICATE_VERIFY_FAILED", "the server's certificate cannot be checked", "old root certificates, a proxy that puts in its own, or a wrong clock"),
    Known("outside", _P, r"Address already in use", "the port is in use by another process, perhaps an earlier run"),
    Known("outside", _P, r"BrokenPipeError", "who read the program's output has gone"),
    Known("outside", _P, r"TimeoutError|timed out", "something did not answer in time"),
    Known("data", _P, r"JSONDecodeError: Expecting value: line 1 column 1 \(char 0\)", "the text that is read as JSON is empty or no JSON at all", "print its first characters: an HTML page, an error message and an empty answer are common"),
    Known("data", _P, r"JSONDecodeError: Expecting property name enclosed in double quotes: (.+)", "JSON wants double quotes around names: {0}", "single quotes mean that it is Python's own notation (`ast.literal_eval`), or a comma stands before `}`"),
    Known("data", _P, r"JSONDecodeError: Extra data: (.+)", "after one JSON value there is more: {0}", "one JSON text per line? read line by line"),
    Known("data", _P, r"JSONDecodeError: (.+)", "the text is no valid JSON: {0}"),
    Known("data", _P, r"'(\S+)' codec can't decode byte (0x\w+) in position (\d+)", "the bytes are not `{0}`: at {2} stands {1}", "which encoding was it written in? `encoding='cp1252'` or `'latin-1'` is common; a picture or archive is no text"),
    Known("data", _P, r"'(\S+)' codec can't encode character '?(\S+?)'? in position (\d+)", "`{0}` has no sign for `{1}`", "`encoding='utf-8'` when the file is opened, `PYTHONIOENCODING=utf-8` for the terminal"),
    Known("state", _P, r"(dictionary|Set|set|deque|OrderedDict) (?:changed size|keys changed|mutated) during iteration", "a collection is changed while it is gone through", "go through a copy: `for key in list(d):`"),
    Known("state", _P, r"StopIteration", "`next` is asked of an iterator that has no more", "`next(it, None)`"),
    Known("state", _P, r"generator raised StopIteration", "a `next` inside a generator finds nothing more", "catch it there, and `return`"),
    Known("state", _P, r"coroutine '(\S+)' was never awaited", "`{0}` is called without `await`, so it never ran"),
    Known("state", _P, r"asyncio\.run\(\) cannot be called from a running event loop", "`asyncio.run` is called where a loop runs already, as in a notebook", "`await` it instead"),
    Known("state", _P, r"This event loop is already running", "a loop is to be run inside itself", "`await` it instead"),
    Known("state", _P, r"I/O operation on closed file", "a file is used after it was closed", "keep the work inside its `with`"),
    Known("state", _P, r"EOFError: EOF when reading a line", "`input` finds nothing to read", "the input has ended: a pipe, a judge, or an editor without a terminal"),
    Known("state", _P, r"threads can only be started once", "a thread is started twice: make a new one"),
    Known("memory", _P, r"MemoryError", "the memory is used up", "what grows without end, or is read whole?"),
    Known("guard", _P, r"AssertionError", "a condition that the program asserts does not hold"),
    Known("class", _P, r"Can't instantiate abstract class (\w+) (?:with|without)", "`{0}` does not define all that its base class asks for"),
    Known("class", _P, r"object\.__init__\(\) takes exactly one argument", "arguments reach a base class that takes none"),
)  # fmt: skip


def told_alone(text: str) -> tuple[Known, re.Match[str], str] | None:
    """Return the first message in a text that is known, and the line that holds it."""
    text = searchable(text)
    for number, found in enumerate(_MESSAGE.finditer(text)):
        if number >= _MOST:
            break
        line = found[0].strip()
        told = known_python(line)
        for language in _LANGUAGES if told is None else ():
            told = known(language, line)
            if told is not None:
                break
        if told is not None:
            return *told, line
    situation = told_by(text)
    if situation is not None:
        seen, named, words = situation
        return Known(seen.code, _P, "", words, seen.help), named, f"{named[1]}{named[2]}{named[3]}".strip()
    for one in COMMANDS:
        match = compiled(one.pattern).search(text)
        if match is not None:
            return one, match, match[0].strip(": \n")
    return None


def known_python(text: str) -> tuple[Known, re.Match[str]] | None:
    """Return what is known of Python's `Type: message`, the first that fits."""
    for one in PYTHON:
        match = compiled(one.pattern).search(text)
        if match is not None:
            return one, match
    return None
