"""Is a method handed on instead of its result, a day instead of the moment, a list that a cache keeps?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import Index, bindings
from analyzers.runtime.report import edit, replace, shown
from analyzers.runtime.source import Function, Source, inside

_METHOD = regex(r"'(?:method|function)'")
_OF_A_DAY = regex(
    r"'datetime\.date' object has no attribute '(?:hour|minute|second|time|timestamp|tzinfo|astimezone)'"
)
_CACHES = frozenset(["lru_cache", "cache", "memoize", "memoized", "cached"])
_CHANGES = frozenset(
    ["append", "pop", "remove", "insert", "extend", "sort", "reverse", "clear", "update", "add", "discard"]
)


def not_called(crash: Crash) -> Iterator[Evident]:
    """A call on the stack is given a method by its name, where others are given values: `distinction(self.gpa)`."""
    if crash.type != "TypeError" or not _METHOD.search(crash.message):
        return
    methods = {
        one.name for source in crash.sources.values() for one in source.functions if source.class_of(one)
    }
    for site in crash.sites[:-1]:
        for call in _calls(site.source, site.line):
            for given in (*call.args, *(word.value for word in call.keywords)):
                if isinstance(given, ast.Attribute) and given.attr in methods:
                    end = site.source.span(given).end
                    fix = edit(site.source, end, end, "()", f"call `{given.attr}`", "not-called")
                    reason = f"{shown(site.source, given)} is a method, handed on without calling it"
                    yield Evident(site.source, given, fix, reason)


def only_the_day(crash: Crash) -> Iterator[Evident]:
    """A call on the stack is given the day of a moment, where the moment is asked for: `next_after(now.date())`."""
    if not _OF_A_DAY.search(crash.message):
        return
    for site in crash.sites[:-1]:
        for call in _calls(site.source, site.line):
            for given in (*call.args, *(word.value for word in call.keywords)):
                match given:
                    case ast.Call(func=ast.Attribute(value=moment, attr="date"), args=[]):
                        text = site.source.segment(moment)
                        fix = replace(site.source, given, text, f"hand on `{text}` itself", "only-the-day")
                        yield Evident(site.source, given, fix, "this hands on the day, which has no time")


def cached_and_changed(crash: Crash) -> Iterator[Evident]:
    """What a cached function returned is changed in place: the cache then holds the changed one."""
    index = Index.of(crash.sources)
    for source in crash.sources.values():
        for function in () if source.partial else source.functions:
            for node in inside(function.body):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=how)) if how in _CHANGES:
                        pass
                    case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                        pass
                    case _:
                        continue
                made = bindings(source, function, name)
                if len(made) != 1 or not isinstance(value := made[0].value, ast.Call) or made[0].how != "is":
                    continue
                found = index.callable_of(source, value)
                if found is not None and isinstance(found[1], Function) and _is_cached(found[1]):
                    text = f"{source.segment(value)}.copy()"
                    fix = replace(source, value, text, "change a copy", "cached-and-changed")
                    reason = f"`{found[1].name}` keeps what it returned, and `{name}` is changed in place"
                    yield Evident(source, value, fix, reason)


def _is_cached(function: Function) -> bool:
    called = [getattr(one, "func", one) for one in function.decorator_list]
    return any(getattr(one, "attr", getattr(one, "id", "")) in _CACHES for one in called)


def _calls(source: Source, line: int) -> Iterator[ast.Call]:
    """The calls of a statement at a line."""
    statement = source.statement(line)
    for node in ast.walk(statement) if statement is not None else ():
        if isinstance(node, ast.Call) and node.lineno <= line <= (node.end_lineno or line):
            yield node
