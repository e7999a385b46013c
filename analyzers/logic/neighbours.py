"""Which questions near those of the tests tell repaired programs apart, and how sure is the old answer to each?

Where a test passed, what the program answers nearby is evidence of what it should go on answering; where one
failed, answers nearby only show which repairs behave alike.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzers.logic.fixtures import fixtures_of, prepared
from analyzers.logic.literals import Domain, near
from analyzers.logic.program import Function, Program

_MOST = 90  # questions
_ORDERS = 24  # questions that only change an order
_BY_TEST = 14  # questions made from the text of one test
_MUTABLE = (list, dict, set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A call that a test made, with arguments that their text alone can make again."""

    file: str
    function: str
    arguments: tuple[tuple[str, str], ...]
    passed: bool  # whether the test that made it passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A function `probe` to be run in a module, and where it comes from."""

    file: str
    source: str
    shown: str  # for people: the expression that is asked
    passed: bool  # whether it is near a test that passed
    seen: bool = False  # a test itself asks it
    reorders: int | None = None  # the question that asks the same of the same items in another order


def near_calls(calls: Sequence[Seen]) -> list[Question]:
    """Return the calls themselves and calls near them, those of each function in turn."""
    by_function: dict[tuple[str, str], list[Seen]] = {}
    for call in calls:
        by_function.setdefault((call.file, call.function), []).append(call)
    streams = [list(_of_function(group)) for group in by_function.values()]
    questions = _in_turn(streams, _MOST)
    orders = [made for group in by_function.values() for made in _reordered(group)][:_ORDERS]
    places = {question.source: number for number, question in enumerate(questions)}
    told = set(places)
    for base, question in orders:
        if question.source not in told:
            told.add(question.source)
            questions.append(replace(question, reorders=places.get(base)))
    return questions


def _reordered(calls: Sequence[Seen]) -> Iterator[tuple[str, Question]]:
    """Each call with the items of one list, or its two arguments, in another order, and the source of the call as it was."""
    values = [{name: ast.literal_eval(text) for name, text in call.arguments} for call in calls]
    domains: dict[str, Domain] = {}
    for held in values:
        for name, value in held.items():
            domains.setdefault(name, Domain()).add(value)
    for call, held in zip(calls, values, strict=True):
        base = _question(call, held, seen=True).source
        match list(held.items()):
            case [(one, first), (two, second)] if type(first) is type(second) and first != second:
                yield base, _question(call, {one: second, two: first}, seen=False)
        for name, value in held.items():
            if isinstance(value, list) and len(value) > 1 and not domains[name].rising:
                for other in (value[::-1], value[1:] + value[:1]):
                    yield base, _question(call, {**held, name: other}, seen=False)


def _of_function(calls: Sequence[Seen]) -> Iterator[Question]:
    values = [{name: ast.literal_eval(text) for name, text in call.arguments} for call in calls]
    domains: dict[str, Domain] = {}
    for held in values:
        for name, value in held.items():
            domains.setdefault(name, Domain()).add(value)
    equal = _equal_lengths(values)
    told: set[str] = set()

    def asked(call: Seen, held: Mapping[str, object], *, seen: bool) -> Question | None:
        question = _question(call, held, seen=seen)
        if question.source in told:
            return None
        told.add(question.source)
        return question

    for call, held in zip(calls, values, strict=True):
        question = asked(call, held, seen=True)
        if question is not None:
            yield question
    rounds = [list(_varied(held, domains, equal)) for held in values]
    for number in range(max(map(len, rounds), default=0)):
        for call, varied in zip(calls, rounds, strict=True):
            if number < len(varied):
                question = asked(call, varied[number], seen=False)
                if question is not None:
                    yield question


def _varied(
    held: Mapping[str, object], domains: Mapping[str, Domain], equal: frozenset[str]
) -> Iterator[dict[str, object]]:
    """One argument changed at a time, then one taken from another call."""
    streams = []
    for name, value in held.items():
        made: list[dict[str, object]] = []
        for other in near(value, domains[name]):
            if name in equal and len(other) != len(value):  # type: ignore[arg-type]  # both have a length
                continue
            made.append({**held, name: other})
        if len(held) > 1 and name not in equal:
            for other in domains[name].seen:
                if type(other) is type(value) and repr(other) != repr(value):
                    made.insert(min(len(made), 3), {**held, name: other})
                    break
        streams.append(made)
    for number in range(max(map(len, streams), default=0)):
        for stream in streams:
            if number < len(stream):
                yield stream[number]


def _equal_lengths(values: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Arguments that are as long as another one in every call, and not always alike."""
    names = [
        name for name in values[0] if all(isinstance(held.get(name), list | tuple | str) for held in values)
    ]
    found: set[str] = set()
    if len(values) < 2:
        return frozenset()
    for index, one in enumerate(names):
        for two in names[index + 1 :]:
            lengths = {(len(held[one]), len(held[two])) for held in values}  # type: ignore[arg-type]  # sized
            if all(first == second for first, second in lengths) and len(lengths) > 1:
                found |= {one, two}
    return frozenset(found)


def _question(call: Seen, held: Mapping[str, object], *, seen: bool) -> Question:
    rows = [f"    {name} = {_text(value)}" for name, value in held.items()]
    kept = [name for name, value in held.items() if isinstance(value, _MUTABLE)]
    words = ", ".join(held)
    rows.append(f"    _result = {call.function}({words})")
    if kept:  # an argument that was changed is a part of the answer
        held_now = f"repr(({', '.join(kept)},))"
        rows.insert(-1, f"    _before = {held_now}")
        rows.append(f"    if {held_now} != _before:")
        rows.append(f"        return _result, {', '.join(kept)}")
    source = "\n".join(["def probe():", *rows, "    return _result", ""])
    shown = f"{call.function}({', '.join(map(_text, held.values()))})"
    return Question(file=call.file, source=source, shown=shown, passed=call.passed, seen=seen)


def _text(value: object) -> str:
    return "set()" if value == set() and isinstance(value, set) else repr(value)


def near_tests(program: Program, passed: Mapping[str, bool]) -> list[Question]:
    """Return questions made from tests by their names: what they look at, with one literal changed at a time."""
    streams: list[list[Question]] = []
    fixtures = fixtures_of(program)
    for node in ast.walk(program.tree):
        if isinstance(node, ast.FunctionDef) and node.name in passed and not node.decorator_list:
            owner = program.parents.get(node)
            rows = prepared(node, fixtures)
            if rows is not None:
                streams.append(list(_of_test(program, node, owner, rows, passed=passed[node.name])))
    return _in_turn(streams, _MOST)


def _of_test(
    program: Program, test: Function, owner: ast.AST | None, rows: Sequence[str], *, passed: bool
) -> Iterator[Question]:
    head = ["def probe():", "    _kept = []", *(f"    {row}" for row in rows)]
    if isinstance(owner, ast.ClassDef) and test.args.args:
        case = any("Case" in ast.unparse(base) for base in owner.bases)
        head.append(f"    self = {owner.name}({test.name!r})" if case else f"    self = {owner.name}()")
        names = {item.name for item in owner.body if isinstance(item, Function)}
        for name, call in (("setUp", "setUp()"), ("setup_method", "setup_method(None)")):
            if name in names:
                head.append(f"    self.{call}")
    plain = _asking(test, None)
    if plain is None:
        return
    body, constants = plain
    tail = ["    return _kept", ""]
    yield Question(
        file=program.path,
        source="\n".join([*head, *body, *tail]),
        shown=_first_kept(body),
        passed=passed,
        seen=True,
    )
    domain = Domain()
    for _, value in constants:
        domain.add(value)
    count = 0
    for round_ in range(4):
        for place, value in constants:
            options = near(value, domain)
            if round_ >= len(options) or count >= _BY_TEST:
                continue
            changed = _asking(test, (place, options[round_]))
            if changed is not None:
                count += 1
                source = "\n".join([*head, *changed[0], *tail])
                yield Question(file=program.path, source=source, shown=_first_kept(changed[0]), passed=passed)


def _first_kept(body: Sequence[str]) -> str:
    row = next((row.strip() for row in reversed(body) if "_kept.append(" in row), "")
    return row.removeprefix("_kept.append(").removesuffix(")")


def _asking(
    test: Function, change: tuple[int, object] | None
) -> tuple[list[str], list[tuple[int, object]]] | None:
    """A test that keeps what it looks at rather than judging it, and its literals by number."""
    asker = _Asker(change)
    tree = ast.parse(ast.unparse(ast.Module(body=list(test.body), type_ignores=[])))
    try:
        changed = ast.fix_missing_locations(asker.visit(tree))
        text = ast.unparse(changed)
    except (ValueError, RecursionError):
        return None
    if not asker.asks:
        return None
    return [f"    {row}" for row in text.split("\n")], asker.constants


class _Asker(ast.NodeTransformer):
    def __init__(self, change: tuple[int, object] | None) -> None:
        self.change = change
        self.constants: list[tuple[int, object]] = []
        self.asks = 0

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        return self._kept(_looked_at(node.test))

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        match node.value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name), args=[first, *_]) if (
                name.startswith("assert")
            ):
                if "Raises" in name or "Warns" in name:
                    return ast.Pass()
                second = node.value.args[1] if len(node.value.args) > 1 else first
                if name in ("assertIn", "assertNotIn"):
                    first = ast.Compare(left=first, ops=[ast.In()], comparators=[second])
                elif isinstance(first, ast.Constant):
                    first = second
                return self._kept(first)
        return self.generic_visit(node)  # type: ignore[return-value]  # a statement stays one

    def _kept(self, asked: ast.expr) -> ast.stmt:
        self.asks += 1
        asked = self.visit(asked)
        call = ast.Call(
            func=ast.Attribute(value=ast.Name(id="_kept", ctx=ast.Load()), attr="append", ctx=ast.Load()),
            args=[asked],
            keywords=[],
        )
        return ast.Expr(value=call)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, int | float | str) or isinstance(node.value, bool):
            return node
        place = len(self.constants)
        self.constants.append((place, node.value))
        if self.change is not None and self.change[0] == place:
            return ast.Constant(value=self.change[1])  # type: ignore[arg-type]  # a number or a text
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return node


def _looked_at(test: ast.expr) -> ast.expr:
    """The side of a comparison that is not what was expected."""
    match test:
        case ast.Compare(ops=[ast.In() | ast.NotIn()]):
            return test
        case ast.Compare(left=left, ops=[_], comparators=[right]):
            return right if isinstance(left, ast.Constant) else left
        case _:
            return test


def _in_turn(streams: Sequence[Sequence[Question]], most: int) -> list[Question]:
    found: list[Question] = []
    for number in range(max(map(len, streams), default=0)):
        found += [stream[number] for stream in streams if number < len(stream)]
    return sorted(found[:most], key=lambda question: not question.seen)
