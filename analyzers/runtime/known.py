"""What does a well-known message of a library mean, in plain words?

Each situation restates what the message itself says, so it holds wherever the message comes from; names that the
message lists are compared with the one it complains about. Nothing is said of the program's values.
"""

import ast
import re

from analyzers.deferred import dataclass, regex
from analyzers.runtime.crash import Crash, Finding, Trail
from analyzers.runtime.locate import failing
from analyzers.runtime.report import diagnostic
from analyzers.runtime.similar import similar


@dataclass(frozen=True, slots=True)
class Situation:
    """A message, and how it is said: `{1}` is the pattern's first group."""

    code: str
    types: tuple[str, ...]  # last parts of exception names
    message: str  # a pattern
    cause: str
    help: str = ""
    weight: float = 0.5  # how likely the line that failed is the fault


_TYPED = regex(r"(?<!\w)([A-Z]\w{2,60})\b(?=(:?)([^\n]{0,400}))")
_BROAD = frozenset(
    {"RuntimeError", "ValueError", "TypeError", "AttributeError", "KeyError", "OperationalError"}
)

_S = Situation
_ANY: tuple[str, ...] = ()
SITUATIONS = (
    # data and text
    _S("not-json", ("TypeError",), r"Object of type (\w+) is not JSON serializable",
       "JSON has no form for a `{1}`", "convert it first, or give `default=`"),
    _S("not-picklable", ("TypeError", "PicklingError", "AttributeError"), r"[Cc]an't pickle (?:local object )?'?([^']+?)'?(?: object)?$",
       "`{1}` cannot be pickled", "use something defined at the top of a module"),
    _S("not-picklable", ("TypeError",), r"cannot pickle '([^']+)' object", "a `{1}` cannot be pickled"),
    _S("pairs-expected", ("ValueError",), r"dictionary update sequence element #(\d+) has length (\d+); 2 is required",
       "a dictionary is made of pairs, and element {1} has {2} parts", weight=0.45),
    _S("pairs-expected", ("TypeError",), r"cannot convert dictionary update sequence element #(\d+) to a sequence",
       "a dictionary is made of pairs, and element {1} is a single thing", weight=0.45),
    _S("bad-pattern", ("error", "PatternError"), r"^(.+) at position (\d+)", "the regular expression is wrong at position {2}: {1}",
       "escape what is meant literally", 0.7),
    _S("bad-uuid", ("ValueError",), r"badly formed hexadecimal UUID string", "the text is no UUID", weight=0.4),
    _S("bad-address", ("ValueError", "AddressValueError"), r"'([^']+)' does not appear to be an IPv4 or IPv6 (\w+)",
       "`{1}` is no IP {2}", weight=0.4),
    _S("no-such-day", ("ValueError",), r"^day is out of range for month", "the month does not have that day", weight=0.4),
    _S("no-such-day", ("ValueError",), r"^month must be in 1\.\.12", "the month is not from 1 to 12", weight=0.4),
    _S("no-such-day", ("ValueError",), r"^(hour|minute|second) must be in (\S+)", "the {1} is not in {2}", weight=0.4),
    _S("not-a-member", ("ValueError",), r"^(.+) is not a valid ([A-Z]\w*)$", "`{2}` does not accept {1}", weight=0.4),
    _S("bad-decimal", ("InvalidOperation",), r"ConversionSyntax", "the text is not a decimal number", weight=0.4),
    _S("unfit-buffer", ("error", "struct.error"), r"unpack(?:_from)? requires a buffer of (?:at least )?(\d+) bytes",
       "the format needs {1} bytes, and there is another number of them", weight=0.4),
    _S("bad-base64", ("Error",), r"[Ii]ncorrect padding", "the text is not whole base64: it is padded wrongly", weight=0.4),
    _S("bad-xml", ("ParseError",), r"^(.+): line (\d+), column (\d+)", "the XML is wrong at line {2}, column {3}: {1}", weight=0.3),
    _S("bad-zip", ("BadZipFile",), r"not a zip file", "the file is no zip archive", weight=0.3),
    _S("no-section", ("NoSectionError",), r"No section: '([^']+)'", "the configuration has no section `{1}`", weight=0.4),
    _S("no-option", ("NoOptionError",), r"No option '([^']+)' in section: '([^']+)'",
       "the section `{2}` of the configuration has no option `{1}`", weight=0.4),
    _S("headless-config", ("MissingSectionHeaderError",), r"", "the configuration begins with a line that is in no section", weight=0.3),
    _S("wrong-format", ("ValueError",), r"unsupported format character '(.)' \(0x\w+\) at index (\d+)",
       "the format has a `%` before `{1}`, at index {2}, which is no kind of field", "write `%%` for the sign itself", 0.6),
    _S("wrong-format", ("TypeError",), r"not enough arguments for format string", "the format has more fields than there are values", weight=0.5),
    _S("wrong-format", ("TypeError",), r"not all arguments converted during string formatting", "what stands before `%` is text, which has fewer fields than there are values", weight=0.5),
    _S("too-large", ("OverflowError",), r"math range error", "the result is too large for a `float`", weight=0.5),
    _S("cut-pickle", ("EOFError",), r"Ran out of input", "the pickled data are empty or end too early", weight=0.35),
    _S("input-ended", ("EOFError",), r"EOF when reading a line", "`input` is asked for a line, and there is nothing more to read",
       "give it more to read: at a terminal, from a file or from a pipe; or leave the loop where the input ends"),
    # objects and classes
    _S("frozen", ("FrozenInstanceError",), r"cannot assign to field '(\w+)'", "the data class is frozen, so `{1}` cannot be set",
       "make a changed copy with `dataclasses.replace`", 0.6),
    _S("mutable-default", ("ValueError",), r"mutable default <class '(\w+)'> for field (\w+) is not allowed",
       "every object would share the `{1}` that is the default of `{2}`", "use `field(default_factory={1})`", 0.7),
    _S("default-order", ("TypeError",), r"non-default argument '(\w+)' follows default argument",
       "`{1}` has no default and stands after a field that has one", weight=0.6),
    _S("no-context-manager", ("TypeError", "AttributeError"), r"'?([\w.]+)'? object does not support the (asynchronous )?context manager protocol",
       "a `{1}` cannot be used in a `with` statement", weight=0.6),
    _S("read-only", ("TypeError", "ValueError"), r"assignment destination is read-only|output array is read-only", "the array may not be changed",
       "make a copy first", 0.5),
    _S("read-only", ("AttributeError",), r"property '(\w+)' of '(\w+)' object has no setter", "`{1}` of `{2}` is a property that can only be read", weight=0.55),
    _S("read-only", ("AttributeError",), r"can't set attribute '(\w+)'", "`{1}` can only be read", weight=0.55),
    _S("class-conflict", ("TypeError",), r"Cannot create a consistent method resolution order \(MRO\)", "the base classes contradict each other in their order",
       "name a subclass before its base", 0.7),
    _S("class-conflict", ("TypeError",), r"metaclass conflict", "the base classes have metaclasses that do not fit together", weight=0.7),
    _S("deleted-object", ("ReferenceError",), r"weakly-referenced object no longer exists", "the object behind a weak reference is gone", weight=0.4),
    # files, processes, threads, loops
    _S("closed-file", ("ValueError",), r"I/O operation on closed file", "the file is closed already", "keep the work inside the `with` block", 0.5),
    _S("file-mode", ("UnsupportedOperation",), r"^not (readable|writable)", "the file was not opened to be {1}", weight=0.4),
    _S("failed-command", ("CalledProcessError",), r"returned non-zero exit status (\d+)", "the command that was run failed with exit status {1}", weight=0.4),
    _S("failed-command", ("CalledProcessError",), r"died with <Signals\.(\w+)", "the command that was run was ended by {1}", weight=0.4),
    _S("late-command", ("TimeoutExpired",), r"timed out after (\S+) seconds", "the command that was run took longer than {1} s", weight=0.4),
    _S("loop-closed", ("RuntimeError",), r"Event loop is closed", "the event loop is closed already", weight=0.5),
    _S("other-loop", ("RuntimeError",), r"is bound to a different event loop|attached to a different loop", "an object of one event loop is used in another",
       "create it inside the coroutine that uses it", 0.4),
    _S("no-loop", ("RuntimeError",), r"no running event loop|There is no current event loop", "there is no running event loop here", weight=0.5),
    _S("thread-started-twice", ("RuntimeError",), r"threads can only be started once", "a thread is started a second time", weight=0.5),
    _S("lock-not-held", ("RuntimeError",), r"release unlocked lock|cannot release un-acquired lock", "a lock is released that nobody holds", weight=0.5),
    _S("pool-closed", ("RuntimeError",), r"cannot schedule new futures after (?:interpreter )?shutdown", "the pool takes no work after it was shut down", weight=0.5),
    _S("pool-broken", ("BrokenProcessPool",), r"", "a process of the pool ended without an answer", weight=0.3),
    _S("unguarded-main", ("RuntimeError",), r"An attempt has been made to start a new process before",
       "a process starts others while its main module is still being imported", "put the start under `if __name__ == \"__main__\":`", 0.6),
    # requests, httpx, urllib
    _S("no-scheme", ("MissingSchema", "UnsupportedProtocol", "InvalidURL", "ValueError"), r"Invalid URL '?([^':]*)'?: No scheme supplied|missing an 'http://' or 'https://' protocol|unknown url type: '?([^']*)'?",
       "the address has no `http://` or `https://`", weight=0.4),
    _S("http-status", ("HTTPError", "HTTPStatusError"), r"(\d{3})[ :]+(?:Client Error: |Server Error: )?([A-Z][\w ]*?)(?:'| for url| for URL|$)", "the server answered {1} {2}", weight=0.35),
    _S("too-many-redirects", ("TooManyRedirects",), r"Exceeded (?:maximum allowed )?(?:30 )?redirects", "the server redirects again and again", weight=0.3),
    _S("answer-read", ("ResponseNotRead", "StreamConsumed", "StreamClosed"), r"", "the body of the answer is not there: it was streamed and not read, or read already", weight=0.5),
    _S("client-closed", ("RuntimeError",), r"Cannot send a request, as the client has been closed", "the client is closed already", weight=0.5),
    # numpy
    _S("truth-of-many", ("ValueError",), r"truth value of an array with more than one element is ambiguous|truth value of a (Series|DataFrame|Index) is ambiguous",
       "a condition asks for one yes or no, and there are many values", "use `.any()`, `.all()`, `&` and `|`", 0.6),
    _S("ragged-array", ("ValueError",), r"setting an array element with a sequence|inhomogeneous shape", "the rows of the array do not have the same length or depth", weight=0.4),
    _S("unfit-reshape", ("ValueError",), r"cannot reshape array of size (\d+) into shape (\([\d,\- ]+\))", "{1} elements cannot be put into the shape {2}", weight=0.5),
    _S("singular-matrix", ("LinAlgError",), r"Singular matrix", "the matrix has no inverse", weight=0.35),
    _S("not-square", ("LinAlgError",), r"Last 2 dimensions of the array must be square", "the matrix is not square", weight=0.4),
    _S("no-such-axis", ("AxisError", "ValueError"), r"axis (-?\d+) is out of bounds for array of dimension (\d+)", "the array has {2} dimensions, so there is no axis {1}", weight=0.55),
    _S("not-one-value", ("TypeError",), r"only (?:integer|length-1|0-dimensional|size-1)[\w -]* arrays can be converted to", "one number is needed, and there is an array", weight=0.5),
    _S("unfit-index", ("IndexError",), r"arrays used as indices must be of integer", "an array is indexed with an array that holds no integers", weight=0.5),
    _S("unfit-index", ("IndexError",), r"too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed", "the array has {1} dimensions and is given {2} indices", weight=0.5),
    _S("unfit-lengths", ("ValueError",), r"all the input array dimensions .* must match exactly.*size (\d+).*size (\d+)", "arrays of size {1} and {2} cannot be joined along this axis", weight=0.5),
    # pandas
    _S("unfit-lengths", ("ValueError",), r"Length of values \((\d+)\) does not match length of index \((\d+)\)", "{1} values are given for {2} rows", weight=0.5),
    _S("unfit-lengths", ("ValueError",), r"All arrays must be of the same length", "the columns do not have the same length", weight=0.45),
    _S("unfit-lengths", ("ValueError",), r"Length mismatch: Expected axis has (\d+) elements, new values have (\d+) elements", "{2} names are given for {1} columns or rows", weight=0.55),
    _S("duplicate-labels", ("ValueError", "InvalidIndexError"), r"cannot reindex on an axis with duplicate labels|Reindexing only valid with uniquely valued", "a label stands in the index more than once", weight=0.4),
    _S("ragged-csv", ("ParserError",), r"Expected (\d+) fields in line (\d+), saw (\d+)", "line {2} of the file has {3} fields where there should be {1}", weight=0.3),
    _S("empty-csv", ("EmptyDataError",), r"No columns to parse from file", "the file has no columns", weight=0.3),
    _S("missing-to-integer", ("ValueError", "IntCastingNaNError"), r"[Cc]annot convert (?:float NaN|non-finite values|NA or inf).*to integer", "a missing value cannot become an integer", "fill or drop it first", 0.45),
    _S("nothing-to-join", ("MergeError",), r"No common columns to perform merge on", "the two tables have no column in common", weight=0.5),
    _S("nothing-to-join", ("ValueError",), r"No objects to concatenate", "there is nothing to join", weight=0.4),
    _S("index-outside", ("IndexError",), r"positional indexers? (?:is|are) out-of-bounds", "there is no row or column at that place", weight=0.5),
    _S("not-a-column", ("KeyError",), r"\"?(?:None of )?(?:\[|Index\(\[)(.+?)\].* (?:are in the \[(?:columns|index)\]|not in index)", "no column or row is called {1}", weight=0.5),
    # machine learning
    _S("unfit-shapes", ("RuntimeError",), r"mat1 and mat2 shapes cannot be multiplied \((\d+x\d+) and (\d+x\d+)\)", "a {1} and a {2} matrix cannot be multiplied: the layer expects another number of features", weight=0.45),
    _S("two-devices", ("RuntimeError",), r"[Ee]xpected all tensors to be on the same device, but found at least two devices, (\S+) and (\S+?)[!,. ]", "one tensor is on {1}, another on {2}", "move model and data to the same one: `.to(device)`", 0.45),
    _S("device-full", ("OutOfMemoryError", "RuntimeError"), r"CUDA out of memory", "the graphics card has no memory left", "a smaller batch, no graph where none is needed (`torch.no_grad()`), or another process on the card", 0.3),
    _S("not-fitted", ("NotFittedError",), r"This (\w+) instance is not fitted yet", "the `{1}` is used before `fit` was called", weight=0.5),
    _S("unfit-lengths", ("ValueError",), r"inconsistent numbers of samples: \[(\d+), (\d+)\]", "there are {1} rows on one side and {2} on the other", weight=0.45),
    _S("missing-values", ("ValueError",), r"Input (?:\w+ )?contains NaN", "the data have missing values, which this method does not take", "fill or drop them first", 0.35),
    _S("wrong-dimensions", ("ValueError",), r"Expected 2D array, got (1D|scalar) array instead", "a table is needed (rows and columns), and there is a {1} array", "`x.reshape(-1, 1)` for one column, `x.reshape(1, -1)` for one row", 0.45),
    # databases
    _S("no-table", ("OperationalError", "ProgrammingError", "UndefinedTable"), r"no such table: (\S+)|relation \"([^\"]+)\" does not exist|Table '([^']+)' doesn't exist",
       "the database has no table `{1}`", "were the migrations (or `create_all`) run, and on this very database file or server?", 0.35),
    _S("no-such-column", ("OperationalError", "ProgrammingError", "UndefinedColumn"), r"no such column: (\S+)|column \"?([\w.]+)\"? does not exist|Unknown column '([^']+)'",
       "the table has no column `{1}`", "a typing error, a migration that was not run, or a text without its quotes", 0.45),
    _S("no-row", ("NoResultFound",), r"", "the query found no row where one was needed", weight=0.4),
    _S("many-rows", ("MultipleResultsFound",), r"", "the query found several rows where one was needed", weight=0.4),
    _S("row-exists", ("IntegrityError", "UniqueViolation"), r"UNIQUE constraint failed: (\S+)|duplicate key value violates unique constraint \"([^\"]+)\"|Duplicate entry '([^']*)'",
       "there is a row with that `{1}` already", weight=0.35),
    _S("value-missing", ("IntegrityError", "NotNullViolation"), r"NOT NULL constraint failed: (\S+)|null value in column \"([^\"]+)\"", "`{1}` must have a value and was given none", weight=0.35),
    _S("no-parent-row", ("IntegrityError", "ForeignKeyViolation"), r"FOREIGN KEY constraint failed|violates foreign key constraint", "a foreign key would refer to a row that does not exist", weight=0.35),
    _S("locked-database", ("OperationalError",), r"database is locked", "the database is locked", weight=0.4),
    _S("session-gone", ("DetachedInstanceError",), r"is not bound to a Session", "the object belongs to no session, which is needed to load the rest of it", weight=0.4),
    _S("rolled-back", ("PendingRollbackError", "TransactionManagementError"), r"rolled back|error occurred in the current transaction", "an earlier statement of the transaction failed, and it was not rolled back", weight=0.3),
    _S("no-property", ("InvalidRequestError", "ArgumentError"), r"has no property ['\"](\w+)['\"]", "the mapped class has no `{1}`", weight=0.5),
    _S("ambiguous-join", ("AmbiguousForeignKeysError", "NoForeignKeysError"), r"", "it is not clear by which columns the tables belong together", "name them with `foreign_keys`", 0.5),
    # django
    _S("settings-missing", ("ImproperlyConfigured",), r"settings are not configured", "the settings were not loaded before they were used", "set DJANGO_SETTINGS_MODULE, then call `django.setup()`", 0.5),
    _S("settings-missing", ("ImproperlyConfigured",), r"The (\w+) setting must not be empty", "the setting `{1}` is empty: the settings that are loaded do not give it a value",
       "is the environment variable or `.env` that it is read from set where this runs, and DJANGO_SETTINGS_MODULE the one that is meant?", 0.4),
    _S("host-not-allowed", ("DisallowedHost",), r"Invalid HTTP_HOST header: '([^']+)'", "the settings do not allow requests to `{1}`", "add it to `ALLOWED_HOSTS`", 0.4),
    _S("apps-not-ready", ("AppRegistryNotReady",), r"", "models are used before the applications are loaded", "call `django.setup()` first", 0.5),
    _S("no-such-field", ("FieldError",), r"Cannot resolve keyword '(\w+)' into field\. Choices are: (.+)$", "the model has no field `{1}`", weight=0.5),
    _S("no-such-field", ("FieldDoesNotExist",), r"(\w+) has no field named '?(\w+)'?", "`{1}` has no field `{2}`", weight=0.5),
    _S("no-row", ("DoesNotExist", "ObjectDoesNotExist"), r"(\w+) matching query does not exist", "no `{1}` fits the query", weight=0.4),
    _S("many-rows", ("MultipleObjectsReturned",), r"returned more than one (\w+)", "more than one `{1}` fits the query", weight=0.4),
    _S("no-route", ("NoReverseMatch",), r"Reverse for '([^']+)' not found", "no route is called `{1}`", weight=0.4),
    _S("no-template", ("TemplateDoesNotExist", "TemplateNotFound"), r"^(\S+)", "there is no template `{1}`", weight=0.4),
    _S("undefined-in-template", ("UndefinedError",), r"'([\w.]+)' is undefined", "the template uses `{1}`, which it is not given", weight=0.35),
    # tests
    _S("no-fixture", ("FixtureLookupError",), r"fixture '(\w+)' not found", "no fixture is called `{1}`", weight=0.5),
    _S("fixture-called", ("Failed",), r'Fixture "(\w+)" called directly', "the fixture `{1}` is called like a function", "name it as a parameter", 0.6),
)  # fmt: skip


def explain_known(crash: Crash) -> Finding | None:
    """Explain an exception whose message is in the table."""
    if crash.site is None:
        return None
    for one in SITUATIONS:
        if one.types != _ANY and crash.type not in one.types and crash.qualified not in one.types:
            continue
        found = re.search(one.message, crash.message, re.DOTALL)
        if found is not None:
            return _found(crash, one, found)
    return None


def told_by(text: str) -> tuple[Situation, re.Match[str], str] | None:
    """Return the first situation that a text names with exception and message, those in groups 1 to 3, and its words."""
    of_type: dict[str, list[Situation]] = {}
    for one in SITUATIONS:
        for name in one.types:
            of_type.setdefault(name, []).append(one)
    for named in _TYPED.finditer(text):
        for one in of_type.get(named[1], ()):
            if not one.message and (named[1] in _BROAD or not named[2]):
                continue  # the name of an exception alone may be spoken of for many reasons
            found = re.search(one.message, named[3].strip(), re.DOTALL)
            if found is not None:
                groups = [group for group in found.groups() if group is not None]
                return one, named, _filled(one.cause, groups)
    return None


def _found(crash: Crash, situation: Situation, found: re.Match[str]) -> Finding:
    groups = [group for group in found.groups() if group is not None]
    cause = _filled(situation.cause, groups)
    if situation.code == "no-such-field" and len(groups) > 1:
        near = similar(groups[0], re.findall(r"\w+", groups[1]))
        cause += f"; it has `{near[0]}`" if near else ""
    assert crash.site is not None
    parts = [
        argument
        for call in failing(crash.site, ast.Call)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        if not isinstance(argument, ast.Starred | ast.Constant)
    ]
    return Finding(
        cause=cause,
        diagnostic=diagnostic(situation.code, cause, crash, help=_filled(situation.help, groups)),
        trails=tuple(Trail(part, -1, "value", 0.7 / len(parts) ** 0.5) for part in parts[:4]),
        crash_weight=situation.weight,
    )


def _filled(text: str, groups: list[str]) -> str:
    for number, group in enumerate(groups, 1):
        flat = " ".join(group.split()).replace("`", "'")
        text = text.replace(f"{{{number}}}", flat if len(flat) <= 80 else f"{flat[:77]}...")
    return text
