"""What does a crash say about the edits worth trying?"""

import ast
import re
from collections.abc import Mapping, Sequence

from analyzers.deferred import dataclass, field, regex
from analyzers.facts import StateFrame, Variable
from analyzers.logic.program import Program
from analyzers.logic.subject import is_test_file
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.locate import marked
from analyzers.runtime.oddities import raw_keys

_MOST_UNTOUCHED = 6
_NO_ATTRIBUTE = regex(
    r"(?:'(?P<owner>\w+)' object |module '(?P<module>[\w.]+)' )?has no attribute '(?P<name>\w+)'"
)
_MISSING_KEY = regex(r"^(['\"])(.*)\1$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The facts of a crash, and the names of the program, that decide which edits make sense."""

    type: str
    message: str
    key: str = ""  # the text that is no key
    attribute: str = ""  # the attribute that is missing
    owner: str = ""  # the type of the object that lacks it, where it is one
    module: str = ""  # the module that lacks it, where it is one
    line: int = 0  # where it failed, in `path`
    path: str = ""
    function: str = ""  # that was running
    functions: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=dict)
    classes: Mapping[str, ast.ClassDef] = field(default_factory=dict)
    strings: tuple[str, ...] = ()  # texts of the program that may be keys
    keys: tuple[str, ...] = ()  # texts that are, of dictionaries that are written out
    loaded: frozenset[str] = frozenset()  # attributes that are read somewhere
    stored: frozenset[str] = frozenset()  # attributes that are set somewhere
    unread: tuple[str, ...] = ()  # functions and classes that nothing names
    raw_keys: tuple[tuple[str, int, str], ...] = ()  # path, line and what is done to the key elsewhere
    wraps: bool = False  # something is taken modulo somewhere
    hurt: tuple[str, ...] = ()  # texts of the expressions whose value is bad
    untouched: tuple[str, ...] = ()  # names in the data of the program that its texts do not mention
    alike: bool = False  # a key much like the missing one is there
    seen: str = ""  # what the bad values were seen to be, in the words of a message
    stack: frozenset[tuple[str, int]] = frozenset()  # paths and lines of the calls that were running
    frames: tuple[StateFrame, ...] = ()  # what their names held, deepest last

    def held(self, program: Program, node: ast.expr) -> Variable | None:
        """What a name, attribute or evaluated part of a running function held when it failed, None where unknown."""
        function = program.function(node)
        name, text = getattr(function, "name", "<module>"), program.source(node)
        owner, _, attribute = text.rpartition(".")
        for frame in reversed(self.frames):
            inside = frame.function == name or frame.function.startswith("<") and frame.function != "<module>"
            if not inside or not frame.file.replace("\\", "/").endswith(program.path):
                continue
            for one in (*frame.expressions, *frame.variables):
                if one.name == text:
                    return one
                if one.name == owner:
                    for part in one.parts:
                        if part.name.lstrip(".") == attribute:
                            return part
        return None

    def says(self, *parts: str) -> bool:
        """Whether the message, or what was seen, holds one of some texts."""
        return any(part in self.message or part in self.seen for part in parts)


def about_of(
    crash: Crash, finding: Finding, programs: Mapping[str, Program], data: Sequence[str] = ()
) -> About:
    """Gather what the edits of all files go by; `data` are the names of columns and keys in the files that it reads."""
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    classes: dict[str, ast.ClassDef] = {}
    strings: dict[str, None] = {}
    loaded: set[str] = set()
    stored: set[str] = set()
    keys: dict[str, None] = {}
    wraps = False
    names: set[str] = set()
    for program in programs.values():
        tests = is_test_file(program.path)  # whose texts are data, and no part of the program
        for node in program.parents:
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    functions.setdefault(node.name, node)
                case ast.ClassDef():
                    classes.setdefault(node.name, node)
                case ast.Constant(value=str() as text) if not tests and (
                    0 < len(text) < 60 or "create table" in text.lower()[:200]
                ):
                    strings.setdefault(text)
                case ast.Dict(keys=named):
                    keys |= dict.fromkeys(
                        one.value
                        for one in named
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    )
                case ast.BinOp(left=left, op=ast.Mod()) if not isinstance(left, ast.Constant | ast.JoinedStr):
                    wraps = True
                case ast.Name(ctx=ast.Load()):
                    names.add(node.id)
                case ast.Attribute(ctx=ast.Load()):
                    loaded.add(node.attr)
                case ast.Attribute():
                    stored.add(node.attr)
    key = _MISSING_KEY.match(crash.message.strip()) if crash.type == "KeyError" else None
    attribute = _NO_ATTRIBUTE.search(crash.message)
    site = crash.site
    hurt = [ast.unparse(trail.node) for trail in finding.trails if crash.sites[trail.site] is site]
    exact = marked(site) if site is not None else None
    if isinstance(exact, ast.Subscript):
        hurt.append(ast.unparse(exact.value))
    return About(
        type=crash.type,
        message=crash.message,
        key=key[2] if key else "",
        attribute=attribute["name"] if attribute else "",
        owner=(attribute["owner"] or "") if attribute else "",
        module=(attribute["module"] or "") if attribute else "",
        line=site.line if site else 0,
        path=site.source.path if site else "",
        function=site.function if site else "",
        functions=functions,
        classes=classes,
        strings=tuple(strings),
        keys=tuple(keys),
        loaded=frozenset(loaded),
        stored=frozenset(stored),
        unread=tuple(name for name in (*functions, *classes) if name not in names | loaded),
        raw_keys=tuple((source.path, node.lineno, form) for source, node, form in raw_keys(crash))
        if crash.type == "KeyError"
        else (),
        wraps=wraps,
        hurt=tuple(dict.fromkeys(hurt)),
        untouched=tuple(one for one in dict.fromkeys(data) if one not in strings)[:_MOST_UNTOUCHED],
        alike=crash.type == "KeyError"
        and ("; it has `" in finding.cause or "not the same as" in finding.cause),
        stack=frozenset((one.source.path, one.line) for one in crash.sites),
        frames=crash.frames,
        seen=" ".join(sorted({"'NoneType'" for trail in finding.trails if trail.bad == "none"})),
    )
