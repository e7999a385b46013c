"""Which edits does a model's proposal come to, and may they be tried at all?

A proposal names a file, the text to be replaced and what replaces it. It is tried by running the changed program,
so that what could harm the machine, or make a check pass without mending anything, is refused by its form: words
that the file did not have before, of the kinds below. Pure: nothing is run here.
"""

import ast
import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analyzers.facts import Edit, Span
from analyzers.logic.subject import is_test_file

MAX_EDITS = 6
_MAX_LINES = 40  # changed by one proposal


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Modules that compute and touch nothing outside the process.
_HARMLESS_MODULES = _words(
    "math cmath decimal fractions statistics random itertools functools operator collections heapq bisect copy re "
    "string textwrap datetime time calendar json csv dataclasses enum typing abc contextlib numbers unicodedata "
    "__future__ types array struct zoneinfo html uuid hashlib base64 binascii difflib pprint"
)
# What reaches outside the process, into the interpreter, or ends the program.
_REACHES = _words(
    "open exec eval compile __import__ input breakpoint globals vars exit quit _exit abort system popen spawn fork "
    "execv execve execvp execl kill killpg remove unlink rmdir removedirs rmtree rename renames chmod chown symlink "
    "link truncate mkdir makedirs write_text write_bytes writelines touch urlopen urlretrieve socket connect sendto "
    "sendall send check_output check_call Popen getoutput getstatusoutput run_path run_module import_module "
    "load_module loads_module ctypes CDLL setattr delattr putenv environ settrace setprofile "
    "_getframe set_trace excepthook atexit skip skipTest xfail importorskip"
)


class Unusable(Exception):
    """The proposal cannot be tried, and why, in words that its author can act on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Replace one text by another in a file."""

    path: str
    old: str
    new: str


def edits_of(replacements: Sequence[Replacement], texts: Mapping[str, str]) -> tuple[Edit, ...]:
    """Return the edits, each as small as it can be. Raises Unusable.

    `texts` are the files that may be changed.
    """
    if not replacements:
        raise Unusable("there is no edit")
    if len(replacements) > MAX_EDITS:
        raise Unusable(f"there are more than {MAX_EDITS} edits")
    edits: list[Edit] = []
    for one in replacements:
        if one.path not in texts:
            known = ", ".join(f"`{path}`" for path in sorted(texts)[:8])
            raise Unusable(f"`{one.path[:80]}` is none of the files that may be changed: {known}")
        edits += _narrowed(_place(one, texts[one.path]), texts[one.path])
    edits = sorted(set(edits), key=lambda edit: (edit.span.path, edit.span.start))
    for first, second in pairwise(edits):
        if first.span.path == second.span.path and first.span.end > second.span.start:
            raise Unusable("two edits change the same text")
    if not edits:
        raise Unusable("the edits change nothing")
    for path in {edit.span.path for edit in edits}:
        before = texts[path]
        after = applied(before, [edit for edit in edits if edit.span.path == path])
        objection = _objection(path, before, after)
        if objection:
            raise Unusable(objection)
    return tuple(edits)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with its edits made."""
    for edit in sorted(edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _place(one: Replacement, text: str) -> Replacement:
    """The replacement with its old text as the file really has it."""
    if not one.old.strip():
        raise Unusable("`old` is empty: give the line that is to be replaced, as it stands")
    count = text.count(one.old)
    if count == 1:
        start = text.index(one.old)
        margin = text[text.rfind("\n", 0, start) + 1 : start]
        below = [line for line in one.new.split("\n")[1:] if line.strip()]
        if margin and not margin.strip() and any(not line.startswith(margin) for line in below):
            return _loosely(one, text) or one  # not only the first line lacks its margin
        return one
    if count > 1:
        raise Unusable(f"`old` stands {count} times in `{one.path}`: give the whole line, or more lines")
    found = _loosely(one, text)
    if found is None:
        raise Unusable(f"`old` does not stand in `{one.path}`: copy it exactly, without line numbers")
    return found


def _loosely(one: Replacement, text: str) -> Replacement | None:
    """The same where only the margin differs, as it does when a model leaves it out."""
    wanted = [line.strip() for line in one.old.strip("\n").split("\n")]
    lines = text.split("\n")
    starts = [
        index
        for index in range(len(lines) - len(wanted) + 1)
        if [line.strip() for line in lines[index : index + len(wanted)]] == wanted
    ]
    if len(starts) != 1:
        return None
    old = lines[starts[0] : starts[0] + len(wanted)]
    fresh = one.new.strip("\n").split("\n")
    margin = _margin(old[0])
    given = _margin(fresh[0])
    moved = [margin + line.removeprefix(given) if line.strip() else line for line in fresh]
    end = "\n" if one.old.endswith("\n") else ""
    return Replacement(path=one.path, old="\n".join(old) + end, new="\n".join(moved) + end)


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _narrowed(one: Replacement, text: str) -> list[Edit]:
    """The edits of the lines that differ; what a model only repeats is not touched."""
    start = text.index(one.old)
    old, fresh = one.old.splitlines(keepends=True), one.new.splitlines(keepends=True)
    places = [start]
    for line in old:
        places.append(places[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old, fresh, autojunk=False)
    return [
        Edit(Span(one.path, places[first], places[last]), "".join(fresh[begin:end]))
        for kind, first, last, begin, end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _objection(path: str, before: str, after: str) -> str:
    """Why a changed file may not be tried, or an empty string."""
    if not path.endswith((".py", ".pyw")):
        return f"`{path}` is no Python file"
    if is_test_file(path):
        return f"`{path}` states what is expected: it is the program that is to be changed"
    changed = sum(
        line.startswith(("+", "-"))
        for line in difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    )
    if changed - 2 > 2 * _MAX_LINES:
        return f"it changes more than {_MAX_LINES} lines"
    try:
        tree = ast.parse(after)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"`{path}` does not parse with it: {error}"[:200]
    try:
        old = ast.parse(before)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        old = ast.Module(body=[], type_ignores=[])
    return _reaching(old, tree) or _hiding(old, tree)


def _reaching(old: ast.AST, fresh: ast.AST) -> str:
    """What it names that the file did not name before, and that reaches too far."""
    before, after = _counts(old), _counts(fresh)
    for name, count in after.items():
        kind, _, word = name.partition(":")
        if count <= before.get(name, 0):
            continue
        if kind == "import" and word.partition(".")[0] not in _HARMLESS_MODULES and name not in before:
            return f"it imports `{word}`, which is not tried"
        if kind == "name" and (word in _REACHES or re.fullmatch(r"__\w+__", word) and word not in _DUNDERS):
            return f"it uses `{word}`, which is not tried"
    return ""


_DUNDERS = _words(
    "__name__ __init__ __len__ __iter__ __next__ __eq__ __hash__ __lt__ __le__ __gt__ __ge__ __repr__ __str__ "
    "__add__ __sub__ __mul__ __contains__ __getitem__ __setitem__ __call__ __enter__ __exit__ __bool__ "
    "__post_init__ __slots__ __all__ __ne__ __radd__ __iadd__ __neg__ __missing__ __delitem__"
)


def _counts(tree: ast.AST) -> dict[str, int]:
    counts: dict[str, int] = {}

    def note(kind: str, name: str) -> None:
        counts[f"{kind}:{name}"] = counts.get(f"{kind}:{name}", 0) + 1

    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                note("name", name)
            case ast.Constant(value=str(text)) if text in _REACHES:
                note("name", text)  # for `getattr` and its like
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
                pass
            case ast.Call(func=ast.Name(id="getattr" | "hasattr")):
                note("name", "delattr")  # whatever it is called with
            case ast.Import(names=names):
                for alias in names:
                    note("import", alias.name)
            case ast.ImportFrom(module=module, names=names):
                note("import", module or ".")
                for alias in names:
                    note("name", alias.name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                note("name", name)
            case _:
                pass
    return counts


def _hiding(old: ast.AST, fresh: ast.AST) -> str:
    """How it would make the failure go away without mending it."""
    if _number(fresh, _is_swallowing) > _number(old, _is_swallowing):
        return "it catches every exception and goes on, which hides the failure"
    if _number(fresh, _is_end) > _number(old, _is_end):
        return "it ends the program, which hides the failure"
    if _number(fresh, _is_check) < _number(old, _is_check):
        return "it takes a check away"
    return ""


def _number(tree: ast.AST, wanted: Callable[[ast.AST], bool]) -> int:
    return sum(wanted(node) for node in ast.walk(tree))


def _is_swallowing(node: ast.AST) -> bool:
    """A handler of everything that does not raise."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        return name == "suppress"
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = node.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught] if caught is not None else []
    broad = not names or any(isinstance(one, ast.Name) and one.id in _EVERYTHING for one in names)
    idle = all(isinstance(one, ast.Pass | ast.Continue | ast.Break) for one in node.body)
    raises = any(isinstance(one, ast.Raise) for one in ast.walk(node))
    return (broad or idle) and not raises


_EVERYTHING = frozenset(["Exception", "BaseException"])


def _is_end(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="SystemExit" | "KeyboardInterrupt"):
            return True
        case ast.Attribute(value=ast.Name(id="sys"), attr="exit"):
            return True
    return False


def _is_check(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert)
