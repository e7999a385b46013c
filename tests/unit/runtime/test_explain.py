"""What is said of a crash must follow from the report and the source, and from nothing else."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.facts import Frame, Raised, Traceback, Variable, Verdict
from analyzers.runtime.assemble import assemble
from analyzers.runtime.explain import _EXPLAINERS, explain, load
from analyzers.runtime.names import never_meant
from analyzers.runtime.static import finish
from tests.unit.runtime.crashes import crash, explained

CASES = [
    ("x = [1]\ny = x.sort()\nlen(y)  # here", "TypeError: object of type 'NoneType' has no len()", "",
     "`y` is `None`: `x.sort()` returned it at main.py:2, as methods that change their object in place do"),
    ("import re\nm = re.match('a', 'b')\nm.group()  # here", "AttributeError: 'NoneType' object has no attribute 'group'",
     "m.group", "`m` is `None`: `re.match('a', 'b')` returned it at main.py:2"),
    ("totl = 1\nprint(total)  # here", "NameError: name 'total' is not defined", "total",
     "`total` is not defined; `totl` is bound in main.py"),
    ("print(math.pi)  # here", "NameError: name 'math' is not defined", "math", "`math` is never imported in main.py"),
    ("print(raw_input())  # here", "NameError: name 'raw_input' is not defined", "raw_input",
     "`raw_input` is not a name of Python 3; `input` is"),
    ("print(late)  # here\nlate = 1", "NameError: name 'late' is not defined", "late",
     "`late` is used at line 1 but only defined further down, at line 2"),
    ("x = [1]\nx.push(2)  # here", "AttributeError: 'list' object has no attribute 'push'", "x.push",
     "`x` is a `list`, which has no attribute `push`; it has `append`"),
    ("a = 1\nb = 'x'\na + b  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'str'", "a + b",
     "`a` is an `int` and `b` is a `str`, which `+` does not take"),
    ("n = 5\nn[0]  # here", "TypeError: 'int' object is not subscriptable", "n[0]",
     "`n` is an `int`, which cannot be subscripted"),
    ("n = 5\nn()  # here", "TypeError: 'int' object is not callable", "n()", "`n` is an `int`, which cannot be called"),
    ("n = 5\nfor i in n:  # here\n    pass", "TypeError: 'int' object is not iterable", "n",
     "`n` is an `int`, which cannot be iterated over"),
    ("k = [1]\nd = {}\nd[k] = 1  # here", "TypeError: unhashable type: 'list'", "d[k]",
     "a `list` is used where a hashable value is needed: as a key or in a set"),
    ("t = 'abc'\nt['a']  # here", "TypeError: string indices must be integers, not 'str'", "t['a']",
     "`t` is a `str`, whose index must be an integer, not a `str`"),
    ("','.join([1])  # here", "TypeError: sequence item 0: expected str instance, int found", "','.join([1])",
     "item 0 of `[1]` is an `int`, and `join` takes only text"),
    ("d = {'colour': 1}\nd['color']  # here", "KeyError: 'color'", "d['color']",
     "`d` has no key `'color'`; a key written in the source is `'colour'`"),
    ("x = []\nx[0]  # here", "IndexError: list index out of range", "x[0]", "`x` is shorter than its use here needs"),
    ("x = []\nx.pop()  # here", "IndexError: pop from empty list", "x.pop()", "`x` is empty"),
    ("n = 0\n5 / n  # here", "ZeroDivisionError: division by zero", "5 / n",
     "`n` is zero, and something is divided by it"),
    ("int('4.5')  # here", "ValueError: invalid literal for int() with base 10: '4.5'", "int('4.5')",
     "the text `'4.5'` is not an integer: it has a decimal point"),
    ("float('1,200')  # here", "ValueError: could not convert string to float: '1,200'", "float('1,200')",
     "the text `'1,200'` is not a number: it has thousands separators"),
    ("a, b = 'x'.split()  # here", "ValueError: not enough values to unpack (expected 2, got 1)", "a, b",
     "`'x'.split()` has 1 value where 2 are unpacked"),
    ("max([])  # here", "ValueError: max() arg is an empty sequence", "max([])",
     "`[]` is empty, so it has no smallest or largest item"),
    ("import jsn  # here", "ModuleNotFoundError: No module named 'jsn'", "", "there is no module `jsn`; there is `json`"),
    ("import ConfigParser  # here", "ModuleNotFoundError: No module named 'ConfigParser'", "",
     "`ConfigParser` is the module's name in Python 2; in Python 3 it is `configparser`"),
    ("open('a.txt')  # here", "FileNotFoundError: [Errno 2] No such file or directory: 'a.txt'", "open('a.txt')",
     "there is no file or folder `a.txt`"),
    ("open('a')  # here", "IsADirectoryError: [Errno 21] Is a directory: 'a'", "open('a')", "`a` is a folder, not a file"),
    ("b.decode()  # here",
     "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "b.decode()",
     "the bytes are not utf-8 text: byte 0xff at position 0"),
    ("json.loads('')  # here", "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "",
     "the text is not JSON from its first character on: it is empty, or something else"),
    ("d = {1: 2}\nfor k in d:  # here\n    del d[k]", "RuntimeError: dictionary changed size during iteration", "d",
     "`d` is changed while a loop goes over it"),
    ("next(iter([]))  # here", "StopIteration", "next(iter([]))", "`iter([])` has nothing left to give"),
    ("x = 1\nassert x == 2  # here", "AssertionError", "", "the assertion `x == 2` does not hold"),
    ("db.execute('select * from user')  # here", "sqlite3.OperationalError: no such table: user", "",
     "the database has no table `user`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "mark", "cause"), CASES, ids=[case[1][:40] for case in CASES])
def test_the_cause_is_said_in_one_true_sentence(text: str, error: str, mark: str, cause: str) -> None:
    found = explained(crash(text, error, ("here", "<module>"), mark=mark))

    assert found.cause == cause


@pytest.mark.parametrize("name", sorted({name for names in _EXPLAINERS.values() for name in names}))
def test_every_explainer_of_the_table_can_be_loaded(name: str) -> None:
    assert callable(load(name))


def test_a_missing_return_is_confirmed_only_when_nothing_else_can_be_none() -> None:
    text = """
    def size(x):
        if x:
            return 1

    size(0) + 1  # here
    """
    found = explained(
        crash(
            text, "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", ("here", "<module>")
        )
    )

    assert found.hypotheses[-1].code == "runtime/none-from-missing-return"
    assert found.hypotheses[-1].verdict is Verdict.CONFIRMED


def test_a_missing_return_is_left_open_when_another_path_may_return_none() -> None:
    text = """
    def find(d, k):
        if k in d:
            return d[k]

    find({}, 1) + 1  # here
    """
    found = explained(
        crash(
            text, "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", ("here", "<module>")
        )
    )

    assert found.hypotheses[-1].verdict is Verdict.INCONCLUSIVE


def test_no_part_is_blamed_when_several_could_have_raised() -> None:
    """Without an underline nothing tells which of the two subscripts failed."""
    found = explained(
        crash("a[i] + b[j]  # here", "IndexError: list index out of range", ("here", "<module>"))
    )

    assert found.cause == "an index here is outside its sequence"


def test_a_key_missing_inside_a_call_is_not_put_on_the_subscript_beside_it() -> None:
    text = "TEXTS = {'a': '{x}'}\nTEXTS['a'].format(y=1)  # here"

    found = explained(crash(text, "KeyError: 'x'", ("here", "<module>"), mark="TEXTS['a'].format(y=1)"))

    assert "`TEXTS` has no key" not in found.cause


def test_nothing_is_said_of_imports_when_only_one_line_of_the_file_is_known() -> None:
    raised = Raised(
        type="NameError",
        message="name 'math' is not defined",
        frames=(Frame(file="/else/where.py", line=7, function="f", code="return math.pi"),),
    )
    one = assemble(Traceback(chain=(raised,)), lambda _: None, lambda _: None)

    found = finish(explain(one), one)

    assert "import" not in found.cause
    assert found.fixes == ()


def test_a_file_that_changed_since_the_report_is_not_explained_by_its_line() -> None:
    raised = Raised(
        type="KeyError", message="'a'", frames=(Frame(file="m.py", line=1, function="f", code="old['a']"),)
    )

    one = assemble(Traceback(chain=(raised,)), lambda _: ("m.py", "new['b']\n"), lambda _: None)

    assert one.sites[0].source.partial


def test_the_callees_own_frame_is_preferred_to_a_library_of_the_same_name() -> None:
    """`subprocess.run` must not be described by the workspace's own `run`."""
    text = """
    import subprocess

    def run(a, b):
        return a

    subprocess.run(text=1, foo=2)  # here
    """
    found = explained(
        crash(text, "TypeError: run() got an unexpected keyword argument 'foo'", ("here", "<module>"))
    )

    assert not any("run(a, b)" in (hypothesis.claim) for hypothesis in found.hypotheses)


def test_the_printed_locals_of_a_report_are_evidence() -> None:
    text = "d = {'x': 1}\nd[k]  # here"

    found = explained(
        crash(text, "KeyError: 'y'", ("here", "<module>"), mark="d[k]", variables=(("d", "{'yy': 1}"),))
    )

    assert found.diagnostic.notes == ("`d` has 1 key",)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.sampled_from("abx =+[](){}.:'\n\t0,"), max_size=80),
    line=st.integers(-2, 12),
    kind=st.sampled_from([*_EXPLAINERS, "Odd", ""]),
    message=st.one_of(
        st.text(max_size=60),
        st.sampled_from([case[1].partition(": ")[2] for case in CASES]),
    ),
    mark=st.one_of(st.none(), st.tuples(st.integers(0, 9), st.integers(0, 20))),
)
def test_no_report_and_no_source_stops_the_explainers(
    text: str, line: int, kind: str, message: str, mark: tuple[int, int] | None
) -> None:
    lines = text.split("\n")
    code = lines[line - 1].strip() if 1 <= line <= len(lines) else ""
    shown = Frame(file="m.py", line=line, function="f", code=code, mark=mark)
    raised = Raised(type=kind, message=message, frames=(shown,))

    one = assemble(Traceback(chain=(raised,)), lambda _: ("m.py", text), lambda _: None)

    assert finish(explain(one), one).cause


def test_a_long_recursion_is_explained_from_its_ends() -> None:
    text = textwrap.dedent("""
    def f(n):
        if n == 0:
            return 1
        return f(n - 1)  # here
    """).strip("\n")
    each = Frame(file="main.py", line=4, function="f", code="return f(n - 1)  # here")
    raised = Raised(type="RecursionError", message="maximum recursion depth exceeded", frames=(each,) * 2_000)

    one = assemble(Traceback(chain=(raised,)), lambda _: ("main.py", text), lambda _: None)

    assert len(one.sites) < 100
    assert finish(explain(one), one).cause == "`f` calls itself until the limit of the stack is reached"


def test_the_reports_own_suggestion_is_taken_up() -> None:
    text = "def run(given):\n    return given.dryrun  # here"
    error = "AttributeError: 'Namespace' object has no attribute 'dryrun'. Did you mean: 'dry_run'?"

    found = explained(crash(text, error, ("here", "run")))

    assert found.cause.endswith("it has `dry_run`")
    assert [fix.edits[0].text for fix in found.fixes] == ["dry_run"]


def test_a_key_that_a_library_did_not_find_is_looked_for_in_the_table() -> None:
    text = "def total(table):\n    return table['price']  # here"
    raised = Raised(
        type="KeyError",
        message="'price'",
        frames=(Frame(file="main.py", line=2, function="total"), Frame(file="/lib/python3.12/x.py", line=1)),
    )
    one = assemble(
        Traceback(chain=(raised,)),
        lambda path: ("main.py", text) if path == "main.py" else None,
        lambda _: None,
    )
    table = Variable(name="table", type="pandas.DataFrame", repr="DataFrame(...)", size=2)
    names = (Variable(name="[0]", type="str", repr="'price '"),)
    answers = iter([table, Variable(name="table.columns", type="list", repr="...", parts=names)])
    asking = explain(one)
    next(asking)
    try:
        while True:
            asking.send(next(answers))
    except StopIteration as ended:
        found = ended.value

    assert found.cause == "`table` has no key `'price'`; it has `'price '`"
    assert found.hypotheses[-1].verdict is Verdict.CONFIRMED
    assert found.diagnostic.notes == ("the two differ in white space only: 'price '",)


def test_the_text_that_a_pattern_did_not_match_is_shown() -> None:
    text = "def took(line):\n    return P.search(line).group(1)  # here"
    error = "AttributeError: 'NoneType' object has no attribute 'group'"

    found = explained(crash(text, error, ("here", "took"), variables=(("line", "'7ms'"),)))

    assert found.cause == "`P.search(line)` is `None` where `line` is `'7ms'`"


def test_a_missing_module_is_never_said_to_be_the_file_that_imports_it() -> None:
    text = "import report\n"
    place = Frame(file="test_report.py", line=1, function="<module>", code="import report")
    raised = Raised(type="ModuleNotFoundError", message="No module named 'report'", frames=(place,))
    found = assemble(
        Traceback(chain=(raised,)),
        lambda name: (name, text) if name == "test_report.py" else None,
        lambda _: None,
    )
    finding = finish(explain(found), found)

    assert "test_report" not in finding.cause
    assert not finding.fixes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def after(points, days):\n    return score - days  # here\n", ["points"]),
        (
            "def after(points, days):\n    if not days:\n        return points\n    return score - days  # here\n",
            ["points"],
        ),
        (
            "def before(score):\n    return score\n\n\ndef after(points):\n    if points:\n        return score  # here\n",
            ["points"],
        ),
        (
            "def before(day, score):\n    return score\n\n\ndef after(points):\n    if points:\n        return score  # here\n",
            [],
        ),
        ("def after(days, points=0):\n    return score - days  # here\n", []),
        ("def after(days, *, points=0):\n    return score - days  # here\n", []),
        ("def after(days, **points):\n    return score - days  # here\n", []),
        ("def after(points, days):\n    print(points)\n    return score - days  # here\n", []),
        (
            "def after(points, days):\n    if points:\n        return 0\n    return score - days  # here\n",
            [],
        ),
        ("def after(points, days):\n    return score_of_app() - days  # here\n", []),
        (
            "def after(points, days):\n    return score - days  # here\n\n\ndef before():\n    return score\n",
            [],
        ),
    ],
)
def test_a_parameter_stands_for_an_unknown_name_only_where_it_is_passed_for_nothing(
    text: str, expected: list[str]
) -> None:
    name = "score_of_app" if "score_of_app" in text else "score"
    found = explained(crash(text, f"NameError: name '{name}' is not defined", ("here", "after"), mark=name))

    assert [fix.edits[0].text for fix in found.fixes] == expected


@pytest.mark.parametrize(
    ("head", "unknown", "put", "never"),
    [
        ("value, debug=False", "factor", "debug", True),
        ("value, debug", "FACTOR_of_app", "debug", True),
        ("value, *, debug=False", "FACTOR", "debug", True),
        ("value, debug", "factor", "debug", False),
        ("value, factor=2", "factr", "factor", False),
        ("value, factor=2", "FACTOR", "factor", False),
        ("value, debug=False", "factor", "debug[0]", False),
    ],
)
def test_an_option_or_a_small_name_is_never_meant_by_an_unknown_one_that_is_not_like_it(
    head: str, unknown: str, put: str, never: bool
) -> None:
    text = f"def scale({head}):\n    return value * {unknown}  # here\n"
    one = crash(text, f"NameError: name '{unknown}' is not defined", ("here", "scale"), mark=unknown)
    start = text.index(f"{unknown}  #")

    assert never_meant(one, "main.py", ((start, start + len(unknown), put),)) is never


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("def scale(value, debug):\n    return value * factor  # here\n\n\nscale(3, True)\nscale(4, debug=False)\n", True),
        ("DEBUG = False\n\n\ndef scale(value, debug):\n    return value * factor  # here\n\n\nscale(3, DEBUG)\n", True),
        ("def scale(value, debug: bool):\n    return value * factor  # here\n", True),
        ("class A:\n    def scale(self, value, debug):\n        return value * factor  # here\n\n\nA().scale(3, True)\n", True),
        ("def scale(value, by):\n    return value * factor  # here\n\n\nscale(3, 2)\nscale(4, True)\n", False),
        ("def scale(value, by):\n    return value * factor  # here\n", False),
    ],
)  # fmt: skip
def test_a_switch_that_nothing_reads_is_never_meant_by_an_unknown_name(text: str, never: bool) -> None:
    one = crash(text, "NameError: name 'factor' is not defined", ("here", "scale"), mark="factor")
    start, put = text.index("factor  #"), "by" if "by" in text else "debug"

    assert never_meant(one, "main.py", ((start, start + len("factor"), put),)) is never
    assert [fix.edits[0].text for fix in explained(one).fixes] == ([] if never else [put])
