"""Expressions are evaluated without running any code but the evaluator's own."""

import collections
import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.debugger.inside import static
from tools.debugger.inside.allowed import Raises, Refused, check
from tools.debugger.inside.pure import evaluate

CALLED: list[str] = []


class Trap:
    """Every way into it is noted."""

    inner = 5

    def __init__(self) -> None:
        self.plain = [1, 2]

    @property
    def computed(self) -> int:
        CALLED.append("property")
        return 1

    def __getattr__(self, name: str) -> Any:
        CALLED.append("getattr")
        raise AttributeError(name)

    def __repr__(self) -> str:
        CALLED.append("repr")
        return "Trap"

    def __eq__(self, other: object) -> bool:
        CALLED.append("eq")
        return True

    def __hash__(self) -> int:
        CALLED.append("hash")
        return 1

    def __len__(self) -> int:
        CALLED.append("len")
        return 1

    def __bool__(self) -> bool:
        CALLED.append("bool")
        return True

    def __iter__(self) -> Any:
        CALLED.append("iter")
        return iter(())

    def __getitem__(self, key: object) -> int:
        CALLED.append("getitem")
        return 1

    def __contains__(self, key: object) -> bool:
        CALLED.append("contains")
        return True

    def __add__(self, other: object) -> int:
        CALLED.append("add")
        return 1

    def __call__(self) -> int:
        CALLED.append("call")
        return 1

    def method(self) -> int:
        CALLED.append("method")
        return 1


class Tricky(dict):  # type: ignore[type-arg]  # any mapping will do
    def __getitem__(self, key: object) -> int:
        CALLED.append("getitem")
        return 1

    def __missing__(self, key: object) -> int:
        CALLED.append("missing")
        return 1


NAMES: dict[str, Any] = {
    "trap": Trap(),
    "holder": [Trap()],
    "tricky": Tricky(a=1),
    "default": collections.defaultdict(list, a=[1]),
    "items": [3, 1, 2],
    "table": {"a": 1, "b": None},
    "text": "Hello World",
    "number": 12,
    "none": None,
    "pair": (1, "x"),
    "day": datetime.date(2024, 2, 29),
    "user": type("User", (), {"__slots__": ("name",)})(),
    "length": len,
    "run": eval,
}
NAMES["user"].name = "ann"


def names(name: str) -> Any:
    import builtins

    return NAMES.get(name, getattr(builtins, name, static.MISSING))


@pytest.fixture(autouse=True)
def untouched() -> Any:
    CALLED.clear()
    yield
    assert CALLED == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("items[0] + number * 2", 27),
        ("len(items)", 3),
        ("sorted(items)[-1]", 3),
        ("table['a']", 1),
        ("table.get('c', 7)", 7),
        ("'a' in table", True),
        ("list(table.keys())", ["a", "b"]),
        ("[k for k in table if table[k] is None]", ["b"]),
        ("{k: v for k, v in table.items() if v}", {"a": 1}),
        ("text.lower().split()", ["hello", "world"]),
        ("text[:5]", "Hello"),
        ("type(none) is type(None)", True),
        ("isinstance(number, int)", True),
        ("none is None and number > 3", True),
        ("'big' if number > 10 else 'small'", "big"),
        ("not none", True),
        ("f'{number} and {text!r}'", "12 and 'Hello World'"),
        ("user.name", "ann"),
        ("trap.plain[1]", 2),
        ("trap.inner", 5),
        ("hasattr(user, 'name')", True),
        ("getattr(user, 'nope', 0)", 0),
        ("day.year", 2024),
        ("day < day", False),
        ("max(items) - min(items)", 2),
        ("sum(x * x for x in items)", 14),
        ("any(x > 2 for x in items)", True),
        ("(1, 2) + pair", (1, 2, 1, "x")),
        ("list(enumerate(items))", [(0, 3), (1, 1), (2, 2)]),
        ("list(zip(items, text))", [(3, "H"), (1, "e"), (2, "l")]),
        ("-number // 5", -3),
        ("{1, 2} & {2, 3}", {2}),
        ("callable(trap)", True),
        ("none == 0", False),
        ("trap is none", False),
        ("len(default)", 1),
    ],
)
def test_what_is_harmless_is_evaluated(expression: str, expected: object) -> None:
    assert evaluate(expression, names, seconds=5) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "import os",
        "x = 1",
        "(x := 1)",
        "lambda: 1",
        "(lambda: 1)()",
        "print(1)",
        "open('/etc/passwd')",
        "open('/etc/passwd').read()",
        "eval('1')",
        "exec('1')",
        "compile('1', '', 'eval')",
        "__import__('os')",
        "__builtins__",
        "globals()",
        "locals()",
        "input()",
        "breakpoint()",
        "setattr(user, 'name', 1)",
        "delattr(user, 'name')",
        "user.__class__",
        "().__class__.__base__.__subclasses__()",
        "''.__class__",
        "len([].append(1))",
        "items.append(1)",
        "items.sort()",
        "items.pop()",
        "table.pop('a')",
        "table.update(x=1)",
        "table.setdefault('z', 1)",
        "table.clear()",
        "'{0.__class__}'.format(text)",
        "text.format_map(table)",
        "text.translate(table)",
        "f'{number:>100000000}'",
        "max(items, key=print)",
        "sorted(items, key=lambda x: x)",
        "len(*[items])",
        "dict(**table)",
        "[*items]",
        "{**table}",
        "items[0](1)",
        "(print)(1)",
        "len(open('x'))",
        "table.get(open('x'))",
        "[open(n) for n in text]",
        "sorted([1], reverse=open('x'))",
        "await trap",
        "(yield 1)",
        "[x async for x in items]",
        "vars()['x'] if open('x') else 1",
        "a.gi_frame",
        "a.f_globals",
        "a.tb_frame",
        "a.co_code",
        "x" * 3_000,
        "(" * 300 + "1" + ")" * 300,
        "+".join(["1"] * 500),
        "1 if",
        "",
        "1; 2",
        "os.system('true')",
        "text.encode('utf-8').decode('utf-8').__len__()",
        "super().x",
        "type('X', (), {})()",
    ],
)
def test_what_could_run_code_is_refused_by_its_form(expression: str) -> None:
    assert check(expression) != ""
    with pytest.raises(Refused):
        evaluate(expression, names)


@pytest.mark.parametrize(
    "expression",
    [
        "trap.computed",
        "trap.missing",
        "trap == 1",
        "1 == trap",
        "trap == trap",
        "trap + 1",
        "trap[0]",
        "1 in trap",
        "not trap",
        "trap and 1",
        "1 if trap else 2",
        "[x for x in trap]",
        "len(trap)",
        "bool(trap)",
        "str(trap)",
        "repr(trap)",
        "f'{trap}'",
        "list(trap)",
        "sorted(holder)",
        "holder == [1]",
        "1 in holder",
        "holder.index(1)",
        "holder.count(1)",
        "repr(holder)",
        "str(holder)",
        "{trap}",
        "{trap: 1}",
        "table[trap]",
        "trap in table",
        "table.get(trap)",
        "hasattr(trap, 'computed')",
        "getattr(trap, 'missing', 1)",
        "tricky['a']",
        "default['missing']",
        "max(holder)",
        "sum(holder)",
        "isinstance(1, trap)",
        "trap.method",
    ],
)
def test_code_of_the_program_is_never_called(expression: str) -> None:
    """The `untouched` fixture sees whether any hook ran; a bound method as a value is the one thing that may be had."""
    try:
        evaluate(expression, names)
    except Refused:
        return
    assert expression == "trap.method"


@pytest.mark.parametrize(
    "expression",
    [
        "9 ** 9 ** 9",
        "1 << 10 ** 9",
        "'x' * 10 ** 10",
        "[0] * 10 ** 9",
        "list(range(10 ** 12))",
        "sum(range(10 ** 12))",
        "[x for x in range(10 ** 9)]",
        "[y for x in range(10 ** 5) for y in range(10 ** 5)]",
        "len([x for x in range(10 ** 7)])",
        "'%1000000000d' % 1",
        "int('9' * 100000)",
        "str(10 ** 4999 * 10 ** 4999 * 10 ** 4999)",
        "text.replace('l', 'x' * 1900000).replace('x', 'y' * 1900000)",
        "(text * 100000).join(['a'] * 1000)",
        "b'x'.decode('rot13')",
        "text.encode('idna')",
    ],
)
def test_what_would_take_long_or_much_is_refused_at_once(expression: str) -> None:
    with pytest.raises((Refused, Raises)):
        evaluate(expression, names, seconds=0.3)


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("table['zz']", "KeyError: 'zz'"),
        ("items[9]", "IndexError"),
        ("none.name", "AttributeError: `NoneType` has no attribute `name`"),
        ("none[0]", "TypeError"),
        ("unknown_name", "NameError"),
        ("1 / 0", "ZeroDivisionError"),
        ("int('x')", "ValueError"),
        ("user.nope", "AttributeError"),
        ("number + text", "TypeError"),
    ],
)
def test_an_exception_is_told_in_words(expression: str, error: str) -> None:
    with pytest.raises(Raises, match=error):
        evaluate(expression, names, seconds=5)


def test_an_alias_of_a_dangerous_builtin_is_not_called() -> None:
    with pytest.raises(Refused):
        evaluate("run('1')", names)


def test_a_builtin_that_the_program_has_replaced_is_not_called() -> None:
    def replaced(name: str) -> Any:
        return Trap() if name == "len" else names(name)

    with pytest.raises(Refused, match="not the builtin"):
        evaluate("len(items)", replaced)


def test_a_name_bound_in_a_comprehension_is_not_called() -> None:
    with pytest.raises(Refused):
        evaluate("[len(x) for len in items for x in items]", names)


@given(st.text(max_size=200))
def test_no_text_makes_the_check_fail(text: str) -> None:
    assert isinstance(check(text), str)


@given(
    st.recursive(
        st.sampled_from(["trap", "holder", "items", "table", "number", "none", "text", "1", "'a'"]),
        lambda inner: st.builds(
            lambda form, a, b: form.format(a=a, b=b),
            st.sampled_from(
                ["({a} + {b})", "{a}[{b}]", "({a} == {b})", "({a} in {b})", "len({a})", "str({a})", "{a}.plain",
                 "list({a})", "[x for x in {a}]", "({a} and {b})", "({a} if {b} else {a})", "{{{a}: {b}}}",
                 "sorted({a})", "getattr({a}, 'computed', {b})", "{a}.get({b})", "f'{{{a}}}'", "-{a}", "({a} < {b})"]
            ),
            inner,
            inner,
        ),
        max_leaves=6,
    )
)  # fmt: skip
def test_no_combination_calls_code_of_the_program(expression: str) -> None:
    try:
        evaluate(expression, names)
    except (Refused, Raises):
        pass
    assert CALLED == []
