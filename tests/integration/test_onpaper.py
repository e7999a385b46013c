"""Code that comes with a question is answered without a run: what it does, and which edit does what was expected."""

from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Problem, Route, Status
from assistant.diagnose import Assistant
from tools.intake import from_files, from_text
from tui.report import found_problem


def _diagnosis(text: str, route: Route) -> Diagnosis:
    last = list(Assistant().run(from_text(text), route))[-1]
    assert isinstance(last, Done)
    return last.diagnosis


_WRONG = {
    "average": (
        """avg([2, 4, 6]) gives 3.33 but I expected 4

```python
def avg(nums):
    total = 0
    for i in range(1, len(nums)):
        total += nums[i]
    return total / len(nums)
```""",
        "for i in range(0, len(nums)):",
    ),
    "vowels": (
        """count("Apple") gives me 1 instead of 2

```python
def count(text):
    n = 0
    for c in text:
        if c in "aeiou":
            n += 1
    return n
```""",
        "for c in text.lower():",
    ),
    "remark": (
        """why does it skip some

xs = [1, 2, 2, 3, 4]
for x in xs:
    if x % 2 == 0:
        xs.remove(x)
print(xs)  # expected [1, 3] got [1, 2, 3]""",
        "for x in list(xs):",
    ),
    "only what is wanted": (
        """I expected [[1,0],[0,0]] but both rows change

grid = [[0]*2]*2
grid[0][0] = 1
print(grid)""",
        "grid = [[0]*2 for _ in range(2)]",
    ),
    "nested": (
        """flatten([[1,[2]],3]) returns [1,[2],3] should be [1,2,3]

def flatten(xs):
    out = []
    for x in xs:
        if isinstance(x, list):
            out.extend(x)
        else:
            out.append(x)
    return out""",
        "out.extend(flatten(x))",
    ),
    "one line": (
        """Expected output:
1 2 3

for i in range(1, 4):
    print(i)""",
        'print(i, end=" ")',
    ),
    "example": (
        """```python
def fact(n):
    '''
    >>> fact(5)
    120
    '''
    r = 1
    for i in range(1, n):
        r *= i
    return r
```

why is the result too small?""",
        "for i in range(1, n + 1):",
    ),
    "assertion": (
        """wrong result

```python
def last(xs):
    return xs[0]

assert last([1, 2, 3]) == 3
assert last([4]) == 4
```""",
        "return xs[-1]",
    ),
}


@pytest.mark.parametrize(("text", "line"), _WRONG.values(), ids=_WRONG.keys())
def test_a_wrong_value_gets_the_edit_that_makes_it_right(text: str, line: str) -> None:
    diagnosis = _diagnosis(text, Route.LOGIC)

    assert diagnosis.diagnostics[0].code == "logic/wrong-value"
    assert diagnosis.suspects
    fix, code = diagnosis.fixes[0], diagnosis.code[0]
    changed = code.text
    for edit in sorted(fix.edits, key=lambda one: -one.span.start):
        changed = changed[: edit.span.start] + edit.text + changed[edit.span.end :]
    assert line in changed
    assert fix.status is Status.UNVERIFIED
    assert "nothing was run" in fix.check


def test_a_loop_that_goes_past_its_end_is_shown_with_the_values_it_takes() -> None:
    diagnosis = _diagnosis(
        "never ends, why?\n\n```python\nn = 10\nwhile n != 0:\n    n -= 3\n```", Route.LOGIC
    )

    assert diagnosis.diagnostics[0].code == "logic/never-ends"
    assert "`n` is 10, 7, 4, …" in diagnosis.cause
    assert [fix.title for fix in diagnosis.fixes] == ["replace `!=` by `>` at line 5"]


def test_a_loop_that_changes_nothing_is_proven_to_go_on() -> None:
    text = "hangs\n\n```python\nlo, hi = 0, 3\nwhile lo < hi:\n    mid = (lo + hi) // 2\n    lo = mid\n```"

    assert "a round leaves everything as it was" in _diagnosis(text, Route.LOGIC).cause


def test_the_exception_that_code_ends_in_is_explained_as_if_its_report_were_there() -> None:
    text = "why?\n\n```python\nxs = [1, 2, 3]\nfor i in range(len(xs) + 1):\n    print(xs[i])\n```"
    diagnosis = _diagnosis(text, Route.RUNTIME)

    assert diagnosis.cause == "`xs` has 3 items, so there is no index 3"
    assert diagnosis.traceback is not None
    assert diagnosis.traceback.final.type == "IndexError"
    assert diagnosis.suspects[0].line == 5
    assert diagnosis.fixes[0].status is Status.UNVERIFIED
    assert "runs to its end and prints `3` last" in diagnosis.fixes[0].check


def test_a_call_that_only_the_question_makes_is_made_on_paper() -> None:
    text = (
        "mean([]) dies with ZeroDivisionError\n\n```python\ndef mean(xs):\n    return sum(xs) / len(xs)\n```"
    )

    assert "`xs` is empty" in _diagnosis(text, Route.RUNTIME).cause


def test_nothing_is_said_of_another_exception_than_the_one_asked_about() -> None:
    text = "why do I get a KeyError?\n\n```python\nprint([1][3])\n```"

    assert _diagnosis(text, Route.RUNTIME).traceback is None


def test_names_that_were_left_out_are_no_fault() -> None:
    text = "it crashes, why?\n\n```python\nprint(rows[0])\n```"

    assert _diagnosis(text, Route.RUNTIME).traceback is None


@pytest.mark.parametrize(
    "text",
    [
        "def f(n):\n    return n + 1\n",
        "# adds one\ndef f(n):\n    return n + 1  # the next\n\nprint(f(1))\n",
        "if True: print(1)\nimport os\n",
    ],
)
def test_nothing_is_claimed_of_sound_code_that_came_without_a_word(text: str) -> None:
    diagnosis = _diagnosis(text, Route.LOGIC)

    assert diagnosis.cause == "the python code parses; no check came with it that says what it should do"
    assert [found.code for found in diagnosis.diagnostics] == ["unclear/question"]
    assert not found_problem(diagnosis, Problem(text=text))


@pytest.mark.parametrize(
    "remark",
    ["it should print 6 but prints 3", "expected 6, got 3", "Should print 6!", "prints 3 instead of 6"],
)
def test_a_remark_under_the_code_is_no_code(remark: str) -> None:
    text = f"def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    return total\n\nprint(f(3))\n\n{remark}\n"
    diagnosis = _diagnosis(text, Route.LOGIC)

    assert diagnosis.diagnostics[0].code in ("logic/wrong-value", "logic/failing-check")
    assert found_problem(diagnosis, Problem(text=text))


_ACCOUNT = (
    "class Account:\n    def __init__(self, start):\n        self.balance = start\n"
    "    def withdraw(self, amount):\n        self.balance += amount\n\n"
    "a = Account(100)\na.withdraw(30)\nprint(a.balance)\n"
)


def test_a_call_of_the_code_is_not_what_the_question_speaks_of() -> None:
    diagnosis = _diagnosis(f"I expect 70 but it says 130.\n\n{_ACCOUNT}", Route.LOGIC)

    assert diagnosis.cause == "`the output` gave `130` where the question expects `70`"
    assert [fix.title for fix in diagnosis.fixes] == ["replace `+=` by `-=` at line 7"]


def test_the_last_call_is_meant_where_it_gives_what_was_seen() -> None:
    code = "def total(prices):\n    s = 0\n    for p in prices:\n        s += p\n        return s\n\ntotal([1, 2])\n"
    diagnosis = _diagnosis(f"{code}\ngives 1 but I want 3\n", Route.LOGIC)

    assert diagnosis.cause == "`total([1, 2])` gave `1` where the question expects `3`"
    assert diagnosis.fixes[0].title == "indent `return s` less at line 5"


@pytest.mark.parametrize(
    "code",
    [
        "x = 1\ny = 2\nx y 3 4\n",
        "xs = [1]\nprint f(1 2)\nf 3 4\n",
        "out = []\nfor x in xs:\n    out.append(x)\nout.append(f(1)\n",
    ],
)
def test_a_broken_file_is_not_said_to_parse(code: str, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(code)
    last = list(Assistant().run(from_files([str(tmp_path / "broken.py")])))[-1]

    assert isinstance(last, Done)
    assert last.diagnosis.decision.route is Route.SYNTAX
    assert last.diagnosis.diagnostics[0].code.startswith("syntax/")


def test_what_hangs_on_the_outside_is_not_worked_through() -> None:
    text = "f(2) gives 3, should be 4\n\n```python\nimport requests\ndef f(x):\n    return requests.get(x).status\n```"
    diagnosis = _diagnosis(text, Route.LOGIC)

    assert diagnosis.diagnostics[0].code == "logic/failing-check"
    assert not diagnosis.fixes


def test_code_of_another_language_is_marked_where_it_stops() -> None:
    text = "```js\nconst a = [1];\nconsole.log(a[1].toFixed(2));\n```"
    diagnosis = _diagnosis(text, Route.RUNTIME)

    assert diagnosis.cause == "worked through on paper, the code stops here with `TypeError`"
    assert diagnosis.diagnostics[0].primary is not None


def test_what_a_comment_or_a_title_says_should_be_printed_is_an_expectation() -> None:
    remark = "```python\ndef f(x, acc=[]):\n    acc.append(x)\n    return acc\n\nf(1)\nprint(f(2))  # should be [2]\n```\nwrong"
    assert _diagnosis(remark, Route.LOGIC).cause == "`f(2)` gave `[1, 2]` where the question expects `[2]`"

    title = (
        "expected output:\n*\n**\nactual output:\n*\n*\n\ncode:\nfor i in range(1, 3):\n    print('*' * 1)\n"
    )
    diagnosis = _diagnosis(title, Route.LOGIC)
    assert [edit.text for edit in diagnosis.fixes[0].edits] == ["i"]


def test_the_cure_of_a_pitfall_comes_before_other_edits() -> None:
    text = "why?\n\n```python\ndef odd(ns):\n    for n in ns:\n        if n % 2 == 0:\n            ns.remove(n)\n    return ns\n\nprint(odd([1, 2, 2, 3]))  # expected [1, 3]\n```"
    diagnosis = _diagnosis(text, Route.LOGIC)

    assert "changed while it is gone through" in diagnosis.diagnostics[0].notes[0]
    assert [edit.text for edit in diagnosis.fixes[0].edits] == ["list(ns)"]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("KeyError: 'name'", "is asked for 'name', and holds no such key"),
        (
            'I always get TypeError: can only concatenate str (not "int") to str',
            "an `int` is added to a `str`",
        ),
        (
            "TypeError: Cannot read properties of undefined (reading 'map')",
            "a value is undefined, so it has no `map`",
        ),
        ("java.lang.ArithmeticException: / by zero", "a whole number is divided by zero"),
        ("bash: pyhton: command not found", "the shell finds no program `pyhton`"),
    ],
)
def test_a_message_alone_is_put_into_plain_words(text: str, cause: str) -> None:
    assert cause in _diagnosis(text, Route.RUNTIME).cause


def test_what_the_code_prints_is_shown_where_nothing_says_what_it_should() -> None:
    text = "average is wrong with negative numbers\n\ndef avg(xs):\n    return sum(abs(x) for x in xs) / len(xs)\n\nprint(avg([1, -1]))"
    diagnosis = _diagnosis(text, Route.LOGIC)

    assert [each.code for each in diagnosis.hypotheses] == ["logic/prints"]
    assert diagnosis.hypotheses[0].evidence[0].value == "1.0"


def test_words_above_code_are_no_code() -> None:
    problem = from_text("grade always C\n\ndef grade(s):\n    return 'C'\n")

    assert problem.code[0].text.startswith("def grade")
