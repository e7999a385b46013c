"""What do the messages of other languages' run times prove? Data: a pattern, and the same in plain words.

Only what the message itself says is claimed. `{0}`, `{1}`... are the pattern's groups. `operand` finds, on the line that was
running, the text that the message speaks of; its group is what is wrong, and `{x}` stands for it in the words.
"""

import re
from functools import cache

from analyzers.deferred import dataclass, regex


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is known: in which languages, and what it means."""

    kind: str  # last part of the diagnostic's code
    languages: str  # separated by spaces
    pattern: str  # searched in `Type: message`
    words: str
    help: str = ""
    operand: str = ""  # pattern for the line; `{0}` are groups of `pattern`, escaped


_QUOTES = "['\"`\u00b4\u2018\u2019\u201c\u201d]"
_TOKEN = regex(r"\\.|\[(?:\\.|[^\]\\])*\]|['\"]")
_VOWEL = regex(r"\b(a) (`[aeiou])", re.IGNORECASE)
_JS = "javascript typescript"
_JVM = "java kotlin scala"
_MOST = 2_000  # characters of a message
NIL = "something on this line is nil"
ASLEEP = "every goroutine waits for another one"
_PATH = r"([\w$.\[\]()'\"?]*[\w$\])])"  # what stands before a dot

KNOWN = (
    # JavaScript
    Known("null", _JS, r"Cannot read propert(?:y|ies) of (undefined|null) \(reading '(.+?)'\)", "`{x}` is {0}, so it has no `{1}`", operand=_PATH + r"\??\.{1}\b"),
    Known("null", _JS, r"Cannot set propert(?:y|ies) of (undefined|null) \(setting '(.+?)'\)", "`{x}` is {0}, so `{1}` cannot be set on it", operand=_PATH + r"\.{1}\b"),
    Known("null", _JS, r"Cannot destructure property '(.+?)' of '(.+?)' as it is (undefined|null)", "`{1}` is {2}, so `{0}` cannot be taken out of it"),
    Known("name", _JS, r"ReferenceError: ([\w$]+) is not defined", "`{0}` is not defined", operand=r"({0})"),
    Known("name", _JS, r"Cannot access '(.+?)' before initialization", "`{0}` is used above the line that gives it its value", operand=r"({0})"),
    Known("type", _JS, r"TypeError: (.+?) is not a function", "`{0}` is called, and is no function", operand=r"({0})"),
    Known("type", _JS, r"TypeError: (.+?) is not a constructor", "`{0}` is called with `new`, and is no class", operand=r"({0})"),
    Known("type", _JS, r"TypeError: (.+?) is not iterable", "`{0}` is looped over or spread, and cannot be", operand=r"({0})"),
    Known("state", _JS, r"Assignment to constant variable", "a `const` is given another value", "declare it with `let` if it has to change"),
    Known("recursion", _JS, r"Maximum call stack size exceeded", "functions call each other without end"),
    Known("import", _JS, r"Cannot find (?:module|package) '([./].*?)'", "there is no file `{0}` where it is looked for", "the path starts at the importing file's folder"),
    Known("import", _JS, r"Cannot find (?:module|package) '(.+?)'", "the package `{0}` is not installed here", "install it in this project, or correct the name"),
    Known("value", _JS, r"Unexpected token .{1,12} in JSON at position|is not valid JSON|Unexpected end of JSON input", "the text that is read as JSON is none", "print its first characters: an HTML page or an empty answer is common"),
    Known("value", _JS, r"RangeError: Invalid (array length|time value|count value)", "the number is not usable: invalid {0}"),
    Known("outside", _JS, r"ENOENT: no such file or directory, \w+ '(.+?)'", "there is no file `{0}`", "relative paths start at the folder the program is run in"),
    Known("outside", _JS, r"EADDRINUSE.*?(?:port: |:)(\d+)", "port {0} is in use by another process"),
    Known("memory", _JS, r"JavaScript heap out of memory", "the memory that node may use is used up"),
    # Java and its relatives
    Known("null", _JVM, r"Cannot (?:invoke|read|load|store|throw|enter|assign) (?:\w+ )*\"?(.+?)\"? because \"(.+?)\" is null", "`{1}` is null"),
    Known("null", _JVM, r"because the return value of \"(.+?)\" is null", "`{0}` returned null"),
    Known("null", _JVM, r"NullPointerException(?:$|:\s*$)", "something on this line is null"),
    Known("null", _JVM, r"lateinit property (\w+) has not been initialized", "`{0}` is read before it was given a value", operand=r"({0})"),
    Known("index", _JVM, r"[Ii]ndex (-?\d+) out of bounds for length (\d+)", "index {0} of something that has {1} elements", "the first index is 0"),
    Known("index", _JVM, r"StringIndexOutOfBoundsException: .*?(-?\d+).*?length (\d+)", "position {0} of a text that has {1} characters"),
    Known("type", _JVM, r"class (\S+) cannot be cast to class (\S+)", "an object of `{0}` is used as a `{1}`"),
    Known("value", _JVM, r"NumberFormatException: (?:For input string: )?\"(.*?)\"", "the text `{0}` is read as a number, and is none"),
    Known("value", _JVM, r"InputMismatchException(?:: For input string: \"(.*?)\")?", "the input is not what the scanner was asked for"),
    Known("state", _JVM, r"ConcurrentModificationException", "a collection is changed while it is gone through", "use the iterator's `remove`, `removeIf`, or a copy"),
    Known("state", _JVM, r"UnsupportedOperationException(?:$|:\s*$)", "the collection cannot be changed", "`List.of`, `Arrays.asList` and the like give fixed ones: copy it into a new `ArrayList`"),
    Known("key", _JVM, r"NoSuchElementException: (?:key not found: |Key (?=.+ is missing in the map))(.+?)(?: is missing in the map\.?)?$", "the map has no key `{0}`"),
    Known("state", _JVM, r"NoSuchElementException", "the next or only element is asked for, and there is none"),
    Known("import", _JVM, r"(?:ClassNotFoundException|NoClassDefFoundError): (\S+)", "the class `{0}` is not on the class path"),
    Known("import", _JVM, r"NoSuch(?:Method|Field)Error: (.+)", "`{0}` is missing from the library that was loaded", "it was compiled against another version than the one that runs"),
    Known("state", _JVM, r"No qualifying bean of type '(.+?)' available: expected single matching bean but found (\d+): ([^\s;]+)", "Spring knows {1} beans of type `{0}` and not which is meant: {2}", "name one with `@Qualifier`, or mark one `@Primary`"),
    Known("state", _JVM, r"No qualifying bean of type '(.+?)' available(?!.*more than one)", "Spring finds no bean of type `{0}` that fits", "is a class of that type annotated, and in a package that is scanned?"),
    Known("arithmetic", _JVM, r"ArithmeticException: / by zero", "a whole number is divided by zero"),
    Known("recursion", _JVM, r"StackOverflowError", "methods call each other without end"),
    Known("memory", _JVM, r"OutOfMemoryError: (.+)", "the memory that the JVM may use is used up: {0}"),
    # Go
    Known("index", "go", r"index out of range \[(-?\d+)\] with length (\d+)", "index {0} of something that has {1} elements"),
    Known("index", "go", r"slice bounds out of range \[(.+?)\](?: with (?:capacity|length) (\d+))?", "a slice `[{0}]` reaches beyond what is there"),
    Known("null", "go", r"invalid memory address or nil pointer dereference", NIL),
    Known("null", "go", r"assignment to entry in nil map", "the map was declared and never made", "make it before the first entry: `m = make(map[K]V)`"),
    Known("type", "go", r"interface conversion: (.+?) is (.+?), not (.+)", "the interface holds a `{1}`, not a `{2}`", "ask first: `value, ok := x.(T)`"),
    Known("arithmetic", "go", r"integer divide by zero", "a whole number is divided by zero"),
    Known("state", "go", r"all goroutines are asleep - deadlock", ASLEEP),
    Known("state", "go", r"send on closed channel|close of closed channel|close of nil channel", "a channel is used after it was closed, or never made"),
    Known("state", "go", r"concurrent map (\w+)", "several goroutines use one map at once", "guard it with a `sync.Mutex`, or use a `sync.Map`"),
    # Rust
    Known("null", "rust", r"called `Option::(\w+)\(\)` on a `None` value", "there is no value: the option that `{0}` is called on is `None`", operand=r"([^;={}]*)\.{0}\("),
    Known("state", "rust", r"called `Result::(\w+)\(\)` on an `Err` value: (.+)", "what `{0}` is called on failed: {1}", operand=r"([^;={}]*)\.{0}\("),
    Known("index", "rust", r"index out of bounds: the len is (\d+) but the index is (\d+)", "index {1} of something that has {0} elements"),
    Known("arithmetic", "rust", r"attempt to (\w+) with overflow", "the result of `{0}` does not fit the type of the number"),
    Known("arithmetic", "rust", r"attempt to (?:divide|calculate the remainder.*) by zero|with a divisor of zero", "a whole number is divided by zero"),
    Known("state", "rust", r"already (?:mutably )?borrowed", "a `RefCell` is borrowed twice at once, once to change it"),
    # C# and its relatives
    Known("null", "csharp dotnet", r"Object reference not set to an instance of an object", "something on this line is null"),
    Known("index", "csharp dotnet", r"Index was outside the bounds of the array|Index was out of range", "an index reaches beyond what is there"),
    Known("key", "csharp dotnet", r"The given key '(.*?)' was not present", "the dictionary has no key `{0}`", "`TryGetValue` says whether there is one"),
    Known("type", "csharp dotnet", r"Unable to cast object of type '(.+?)' to type '(.+?)'", "an object of `{0}` is used as a `{1}`"),
    Known("state", "csharp dotnet", r"Sequence contains (no|more than one)(?: matching)? elements?", "one element is asked for, and the sequence holds {0} such element"),
    Known("state", "csharp dotnet", r"Collection was modified", "a collection is changed while it is gone through"),
    Known("value", "csharp dotnet", r"[Ii]nput string (?:'(.*?)' )?was not in a correct format", "a text is read as a number, and is none"),
    Known("arithmetic", "csharp dotnet", r"Attempted to divide by zero", "a whole number is divided by zero"),
    # Ruby
    Known("null", "ruby", r"undefined method [`'](.+?)' for nil", "`{x}` is nil, so it has no `{0}`", operand=r"([\w.@\[\]:\"'()]*[\w\])])&?\.{0}"),
    Known("type", "ruby", r"undefined method [`'](.+?)' for (?:an instance of )?([A-Z]\w*(?:::\w+)*)", "a `{1}` has no method `{0}`", operand=r"({0})"),
    Known("name", "ruby", r"undefined local variable or method [`'](\w+)'", "`{0}` is not defined", operand=r"({0})"),
    Known("type", "ruby", r"(\w+) can't be coerced into (\w+)", "a `{0}` is combined with a `{1}`"),
    Known("type", "ruby", r"no implicit conversion of (\w+) into (\w+)", "a `{0}` is given where a `{1}` is needed"),
    Known("call", "ruby", r"wrong number of arguments \(given (\d+), expected (.+?)\)", "it is given {0} arguments and takes {1}"),
    Known("key", "ruby", r"key not found: (.+)", "the hash has no key `{0}`"),
    Known("state", "ruby", r"can't modify frozen (\w+)", "the `{0}` is frozen: it cannot be changed", "change a `dup` of it"),
    Known("import", "ruby", r"cannot load such file -- (\S+)", "`{0}` is not installed, or not on the load path"),
    Known("arithmetic", "ruby", r"ZeroDivisionError", "a whole number is divided by zero"),
    # PHP
    Known("type", "php", r"Call to a member function (\w+)\(\) on (bool|false)", "what `{0}()` is called on is false: the call that should have made it failed", "look at the error of that call first: a query's is `$db->error`", operand=r"(\$?[\w>\-()\[\]'\"$]*[\w)\]])\s*->\s*{0}\b"),
    Known("type", "php", r"Call to a member function (\w+)\(\) on (int|float|string|array)", "`{x}` is of type {1}, which has no `{0}()`", operand=r"(\$?[\w>\-()\[\]'\"$]*[\w)\]])\s*->\s*{0}\b"),
    Known("null", "php", r"Call to a member function (\w+)\(\) on null", "`{x}` is null, so it has no `{0}()`", operand=r"(\$?[\w>\-()\[\]'\"$]*[\w)\]])\s*->\s*{0}\b"),
    Known("name", "php", r"Undefined variable \$?(\w+)", "`${0}` has no value here", operand=r"(\${0})"),
    Known("name", "php", r"Call to undefined (?:function|method) (\S+?)\(\)", "there is no `{0}()`"),
    Known("key", "php", r"Undefined (?:array key|index|offset):? \"?(.+?)\"?$", "the array has no key `{0}`"),
    Known("import", "php", r"Class \"(.+?)\" not found", "the class `{0}` is not loaded", "check its namespace, its `use` line and the autoloader"),
    Known("type", "php", r"must be of type (.+?), (.+?) given", "a `{1}` is given where a `{0}` is needed"),
    Known("type", "php", r"Unsupported operand types: (.+)", "these cannot be combined: {0}"),
    Known("memory", "php", r"Allowed memory size of (\d+) bytes exhausted", "the memory that PHP may use ({0} bytes) is used up"),
    Known("arithmetic", "php", r"Division by zero|Modulo by zero", "a number is divided by zero"),
    # Elixir
    Known("key", "elixir", r"key (:?\S+) not found", "there is no key `{0}`"),
    Known("value", "elixir", r"no match of right hand side value: (.+)", "the value on the right does not have the shape on the left: {0}"),
    Known("call", "elixir", r"no function clause matching in (\S+)", "no clause of `{0}` fits its arguments"),
    Known("name", "elixir", r"function (\S+) is undefined", "there is no function `{0}`"),
    Known("arithmetic", "elixir", r"bad argument in arithmetic expression", "something that is no number, or a zero, is calculated with"),
    # Swift, Dart
    Known("null", "swift", r"Unexpectedly found nil while (?:implicitly )?unwrapping", "an optional that holds nil is unwrapped", "`if let` or `guard let` asks first"),
    Known("index", "swift", r"Index out of range", "an index reaches beyond what is there"),
    Known("null", "dart", r"Null check operator used on a null value", "`!` is used on a value that is null"),
    Known("null", "dart", r"The (?:method|getter) '(.+?)' was called on null", "`{0}` is asked of null"),
    # C and C++
    Known("memory", "c cpp native", r"AddressSanitizer: heap-use-after-free", "memory is used after it was freed"),
    Known("memory", "c cpp native", r"AddressSanitizer: (\w+)-buffer-overflow", "a place beyond the end of a {0} buffer is used"),
    Known("memory", "c cpp native", r"AddressSanitizer: attempting double-free", "memory is freed twice"),
    Known("memory", "c cpp native", r"Invalid (read|write) of size (\d+)", "a {0} of {1} bytes hits memory that is not the program's"),
    Known("memory", "c cpp native", r"SIGSEGV|Segmentation fault", "memory is used that is not the program's: a pointer is null, stale, or beyond its array"),
)  # fmt: skip

# What databases, networks and files answer, whichever language passes it on: searched after a language's own messages.
ANYWHERE = (
    Known("duplicate", "", r"duplicate key value violates unique constraint \"(.+?)\"(?s:.{0,200}?Key \((.+?)\)=\((.*?)\) already exists)", "a row with `{1}` = `{2}` is there already, and `{0}` allows only one"),
    Known("duplicate", "", r"duplicate key value violates unique constraint \"(.+?)\"", "such a row is there already, and `{0}` allows only one"),
    Known("duplicate", "", r"Duplicate entry '(.*?)' for key '(.+?)'", "a row with `{0}` is there already, and the key `{1}` allows only one"),
    Known("duplicate", "", r"UNIQUE constraint failed: index '(.+?)'", "such a row is there already, and the index `{0}` allows only one"),
    Known("duplicate", "", r"UNIQUE constraint failed: ([\w.]+(?:, [\w.]+)*)", "a row with the same `{0}` is there already"),
    Known("duplicate", "", r"Violation of (?:PRIMARY|UNIQUE) KEY constraint '(.+?)'", "such a row is there already, and `{0}` allows only one"),
    Known("duplicate", "", r"E11000 duplicate key error (?:collection: (\S+) )?.*?dup key: (\{.*?\})", "a document with {1} is there already"),
    Known("empty", "", r"null value in column \"(.+?)\"(?: of relation \"(.+?)\")? violates not-null constraint", "the column `{0}` is given no value, and needs one"),
    Known("empty", "", r"NOT NULL constraint failed: ([\w.]+)|Column '(.+?)' cannot be null", "the column `{0}{1}` is given no value, and needs one"),
    Known("reference", "", r"insert or update on table \"(.+?)\" violates foreign key constraint \"(.+?)\"", "a row of `{0}` refers to a row that is not there (`{1}`)"),
    Known("reference", "", r"update or delete on table \"(.+?)\" violates foreign key constraint \"(.+?)\"", "other rows still refer to this row of `{0}` (`{1}`)"),
    Known("reference", "", r"Cannot add or update a child row: a foreign key constraint fails", "the row refers to one that is not there"),
    Known("reference", "", r"Cannot delete or update a parent row: a foreign key constraint fails", "other rows still refer to this one"),
    Known("reference", "", r"FOREIGN KEY constraint failed", "a row refers to one that is not there, or would be left doing so"),
    Known("name", "", r"column \"([^\"]+)\" of relation \"([^\"]+)\" does not exist", "the table `{1}` has no column `{0}`"),
    Known("name", "", r"(?<!of )(?<!for )relation \"(.+?)\" does not exist|no such table: (\S+)|Table '(.+?)' doesn't exist", "the database finds no table `{0}{1}{2}`", "were the migrations run on the database that this program is connected to?"),
    Known("name", "", r"column \"?([\w.]+)\"? does not exist|no such column: (\S+)|Unknown column '(.+?)'", "the database knows no column `{0}{1}{2}` there"),
    Known("outside", "", r"\bECONNREFUSED ((?:/|[\w.\[\]:-]+:\d)[^\s,;)]*)|dial tcp (\S+): connect: connection refused|connect to (\S+ port \d+) failed: Connection refused", "nothing listens at {0}{1}{2}", "is the server running, and is this its address from where the program runs?"),
    Known("outside", "", r"getaddrinfo EAI_AGAIN (\S+)", "the name of the host {0} could not be looked up: whoever knows the names did not answer", "is there a network here, and does this process (a container's, perhaps) reach a name server?"),
    Known("outside", "", r"Temporary failure in name resolution", "a host's name could not be looked up: whoever knows the names did not answer"),
    Known("outside", "", r"getaddrinfo ENOTFOUND (\S+)|lookup (\S+?)(?: on \S+)?: no such host|Unable to resolve host \"(.+?)\"|UnknownHostException: ([\w-]+\.[\w.-]+|localhost)", "no address is known for the host `{0}{1}{2}{3}`"),
    Known("outside", "", r"ENOSPC.*\bwatch\b|\bwatch\b.*ENOSPC|file watchers reached|inotify (?:instances|watch)|too many open files, watch", "the system lets no more files be watched", "raise `fs.inotify.max_user_watches` and `max_user_instances`, or watch fewer folders"),
    Known("outside", "", r"[Tt]oo many open files(?! in system)|\bEMFILE\b", "the process has as many files and connections open as it may", "close them where they are opened in a loop; `ulimit -n` is the limit"),
    Known("outside", "", r"\A(?!(?s:.*)shared memory)(?s:.*?)(?:No space left on device|\bENOSPC\b)", "no room is left on the disk that is written to"),
)  # fmt: skip


def known(language: str, text: str) -> tuple[Known, re.Match[str]] | None:
    """Return what is known of `Type: message` in a language, the first that fits; of a long message the beginning is read."""
    text = text[:_MOST]
    for one in (*(one for one in KNOWN if language in one.languages.split()), *ANYWHERE):
        match = compiled(one.pattern).search(text)
        if match is not None:
            return one, match
    return None


def worded(found: Known, match: re.Match[str], operand: str = "") -> str:
    """Return in plain words what a message says; `operand` is what the line has it about."""
    words = found.words
    for number, group in enumerate(match.groups()):
        words = words.replace(f"{{{number}}}", " ".join((group or "").split())[:80])
    words = words.replace("{x}", operand) if operand else words.replace("`{x}`", "a value")
    return _VOWEL.sub(r"\1n \2", words)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern of a message, with any quotation marks where it has its own: people retype messages."""
    spelt = _TOKEN.sub(lambda token: _QUOTES if token[0].strip("\\") in ("'", '"') else token[0], pattern)
    return re.compile(spelt, re.MULTILINE)
