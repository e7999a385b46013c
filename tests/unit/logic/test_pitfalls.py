"""Ways of writing that mean something else are pointed out, sound code is left in peace, and cures still parse."""

import ast
import sysconfig
from pathlib import Path

import pytest

from analyzers.facts import Code, Decision, Done, Problem, Route, Stage, Status
from analyzers.logic.pitfalls import pitfalls
from analyzers.logic.pitfalls.conditions import implies
from analyzers.traceback import Reading
from assistant.blocking import drive
from assistant.diagnose import Task
from assistant.paths.logic import follow
from tools.workspace import Workspace

_PYTHON = {
    "same-object": ("rows = [[0] * 3] * 2\n", "rows = [[0] * 3 for _ in range(2)]\n"),
    "missing-comma": (
        "NOTES = ['E', 'F', 'F#' 'G', 'G#']\n",
        "NOTES = ['E', 'F', 'F#', 'G', 'G#']\n",
    ),
    "never-matches": ("op = r'<|>|<=|>=|=='\n", "op = r'<=|>=|==|<|>'\n"),
    "set-of-characters": (
        "def name(path):\n    return path.rstrip('.json')\n",
        "def name(path):\n    return path.removesuffix('.json')\n",
    ),
    "shared-default": (
        "def add(x, xs=[]):\n    xs.append(x)\n    return xs\n",
        "def add(x, xs=None):\n    if xs is None:\n        xs = []\n    xs.append(x)\n    return xs\n",
    ),
    "shared-attribute": (
        "class A:\n    items = []\n    def __init__(self):\n        self.n = 0\n    def add(self, x):\n        self.items.append(x)\n",
        "class A:\n    items = []\n    def __init__(self):\n        self.items = []\n        self.n = 0\n    def add(self, x):\n        self.items.append(x)\n",
    ),
    "second-name": (
        "a = [1]\nb = a\nb.append(2)\nprint(a)\n",
        "a = [1]\nb = a.copy()\nb.append(2)\nprint(a)\n",
    ),
    "late-bound": (
        "fs = []\nfor i in range(3):\n    fs.append(lambda: i)\n",
        "fs = []\nfor i in range(3):\n    fs.append(lambda i=i: i)\n",
    ),
    "returns-none": ("xs = [2, 1]\nxs = xs.sort()\n", "xs = [2, 1]\nxs.sort()\n"),
    "thrown-away": ("s = ' a'\ns.strip()\n", "s = ' a'\ns = s.strip()\n"),
    "not-called": ("xs = [2, 1]\nxs.sort\n", "xs = [2, 1]\nxs.sort()\n"),
    "no-return": (
        "def twice(x):\n    y = x * 2\n\nprint(twice(2))\n",
        "def twice(x):\n    y = x * 2\n    return y\n\nprint(twice(2))\n",
    ),
    "never-reached": ("if n % 3 == 0:\n    a()\nelif n % 15 == 0:\n    b()\n", None),
    "turned-operator": ("n = 0\nn =+ 1\n", "n = 0\nn += 1\n"),
    "stops-early": (
        (
            "def find(a, x):\n    lo, hi = 0, len(a) - 1\n    while lo < hi:\n        m = (lo + hi) // 2\n        if a[m] == x:\n            return m\n"
            "        if a[m] < x:\n            lo = m + 1\n        else:\n            hi = m - 1\n    return -1\n"
        ),
        (
            "def find(a, x):\n    lo, hi = 0, len(a) - 1\n    while lo <= hi:\n        m = (lo + hi) // 2\n        if a[m] == x:\n            return m\n"
            "        if a[m] < x:\n            lo = m + 1\n        else:\n            hi = m - 1\n    return -1\n"
        ),
    ),
    "used-up": (
        "g = (x for x in 'ab')\nprint(list(g))\nprint(sum(g))\n",
        "g = list(x for x in 'ab')\nprint(list(g))\nprint(sum(g))\n",
    ),
    "identity": ("if x is 5:\n    pass\n", "if x == 5:\n    pass\n"),
    "always-false": ("if len(xs) < 0:\n    pass\n", "if len(xs) == 0:\n    pass\n"),
    "always-true": ("if x == 1 or 2:\n    pass\n", "if x in (1, 2):\n    pass\n"),
    "float-equality": ("print(a * 3 == 0.3)\n", None),
    "text-and-number": ("n = input()\nif n == 3:\n    pass\n", "n = int(input())\nif n == 3:\n    pass\n"),
    "changed-while-looping": (
        "for x in xs:\n    if x < 0:\n        xs.remove(x)\n",
        "for x in list(xs):\n    if x < 0:\n        xs.remove(x)\n",
    ),
    "first-round": ("def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n        return t\n", None),
    "endless": ("n = 3\nwhile n > 0:\n    print(n)\n", None),
    "moves-away": ("while n > 0:\n    print(n)\n    n = n + 1\n", None),
    "gets-shorter": (
        "for i in range(len(xs)):\n    if xs[i] % 2:\n        xs.pop(i)\n",
        "for i in reversed(range(len(xs))):\n    if xs[i] % 2:\n        xs.pop(i)\n",
    ),
    "local-name": ("total = 0\ndef add(x):\n    total = x\nadd(3)\nprint(total)\n", None),
    "copy-changed": ("df[df.a > 1]['b'] = 3\n", "df.loc[df.a > 1, 'b'] = 3\n"),
}
_MEANT_SO = (
    "nums = map(int, rows)\nprint(sum(nums))\ndef f(nums):\n    return max(nums)\n",
    "def f(rows):\n    g = map(int, rows)\n    with lock:\n        return max(g)\n    return sum(g)\n",
    "while n > 0:\n    print(n)\n    n += 1\n    n -= 2\n",
    "while n > 0:\n    n += 1\n    if n > 9:\n        break\n",
    "def f():\n    global n\n    n = 0\nwhile n >= 0:\n    n += 1\n    f()\n",
    "while n < 9:\n    n += 1\n",
    "for i in range(len(xs)):\n    if xs[i] == 3:\n        xs.pop(i)\n        break\n",
    "for i in range(len(xs)):\n    print(xs.pop())\n",
    "for i in range(len(xs)):\n    xs.append(xs.pop(i))\n",
    "for i in range(len(xs) - 1, -1, -1):\n    if xs[i]:\n        del xs[i]\n",
    "def f(xs):\n    for i in range(len(xs)):\n        if xs[i]:\n            del xs[i]\n            return i\n",
    "g = (x for x in xs)\nif short:\n    print(sum(g))\nelse:\n    print(list(g))\n",
    "g = map(int, rows)\nfor n in g:\n    if n < 0:\n        break\nprint(list(g))\n",
    "g = zip(a, b)\nif empty:\n    list(g)\nelse:\n    for x, y in g:\n        print(x)\n",
    "def lines():\n    g = reversed(rows)\n    return lambda: list(g) or sum(g)\n",
    "for c in cs:\n    rows = sorted(rows, key=lambda row: row[c])\n",
    "for c in cs:\n    rows.sort(key=lambda row: row[c])\n",
    "for i in xs:\n    fs.append(lambda *, i: i)\n",
    "for i in xs:\n    fs.append(lambda x: [i for i in x])\n",
    "def f(xs):\n    for i in xs:\n        return Timer(1, lambda: i)\n",
    "class A:\n    xs = []\n    def __init__(self):\n        self.xs=[]\n    def f(self):\n        self.xs.append(1)\n",
    "class A:\n    xs = []\n    def __init__(self):\n        self.xs.append(1)\n",
    "class A:\n    xs = []\n    def f(self):\n        self.xs.append(1)\nprint(A.xs)\n",
    "def f(x, xs=[]):\n    xs = list(xs)\n    xs.append(x)\n    return xs\n",
)
_UNCURED = (  # where no line is free for the cure, it is told alone
    "def add(x,\n        xs=[]): xs.append(x)\n",
    "def add(x, xs=[]):\n    @dec\n    def g(): pass\n    xs.append(x)\n",
    "def add(x, xs=[]):\n    'd'; xs.append(x)\n",
    "for i in xs:\n    fs.append(lambda x,: x + i)\n",
    "for i in xs:\n    fs.append(lambda: (  # so: one\n        i))\n",
)


@pytest.mark.parametrize("text", _MEANT_SO)
def test_what_is_meant_so_is_left_in_peace(text: str) -> None:
    found = pitfalls(Code(text=text, language="python"))
    assert not {one.name for one in found} & {"late-bound", "shared-attribute", "shared-default", "used-up"}


@pytest.mark.parametrize("text", [*_UNCURED, "def add(x, xs=[]):\n\txs.append(x)\n\treturn xs\n"])
def test_a_cure_is_another_program_that_parses(text: str) -> None:
    for one in pitfalls(Code(text=text, language="python")):
        cured = text
        for start, end, new in sorted(one.edits, reverse=True):
            cured = cured[:start] + new + cured[end:]
        assert not one.edits or ast.dump(ast.parse(cured)) != ast.dump(ast.parse(text))


_OTHERS = {
    ("javascript", "text-order"): "xs.sort();",
    ("javascript", "index-passed"): "const n = ['1', '2'].map(parseInt);",
    ("javascript", "arrow-without-return"): "const ys = xs.map(x => { x * 2 });",
    ("javascript", "not-awaited"): "const r = fetch('/a');",
    ("javascript", "never-equal"): "if (x === NaN) {}",
    ("javascript", "assignment"): "if (x = 5) { f(); }",
    ("c", "empty-body"): "for (i = 0; i < n; i++);\n{ f(); }",
    ("java", "past-the-end"): "for (int i = 0; i <= xs.length; i++) { }",
    ("java", "identity"): 'if (name == "x") { }',
    ("java", "thrown-away"): "    s.trim();",
    ("c", "not-set"): "int sum;\nfor (int i = 0; i < 3; i++) sum += i;",
    ("c", "no-address"): 'int n;\nscanf("%d", n);',
    ("java", "changed-while-looping"): "for (String s : names) { if (s.isEmpty()) names.remove(s); }",
    (
        "javascript",
        "changed-while-looping",
    ): "for (let i = 0; i < xs.length; i++) { if (!xs[i]) xs.splice(i, 1); }",
    ("go", "late-bound"): "for _, v := range xs {\n\tgo func() { fmt.Println(v) }()\n}",
    ("go", "copy-changed"): "for _, p := range people { p.Age = 3 }",
    ("sql", "never-equal"): "select * from t where a = NULL",
    ("bash", "spaces-around-assignment"): "name = 3",
    ("bash", "in-a-subshell"): "cat f | while read line; do n=1; done",
}
_SOUND = {
    "javascript": "xs.sort((a, b) => a - b); const ys = xs.map(x => { return x; }); if (x == 5) {} // if (x = 5)",
    "java": 'if (name.equals("x")) { } for (int i = 0; i < xs.length; i++) { } s = s.trim();',
    "c": 'while ((c = next()) != 0) { f(c); } for (;;) { g(); } int n; n = 0; n += 1; int m; scanf("%d", &m); m++;',
    "bash": 'name=3\nwhile read line; do n=1; done < f\n[ "$a" = b ]',
    "sql": "select * from t where a is null and b = 'NULLABLE'",
}


def _cured(code: str, name: str) -> str | None:
    found = next(one for one in pitfalls(Code(text=code, language="python")) if one.name == name)
    if not found.edits:
        return None
    for start, end, text in sorted(found.edits, reverse=True):
        code = code[:start] + text + code[end:]
    return code


@pytest.mark.parametrize("name", _PYTHON)
def test_a_pitfall_of_python_is_found_and_cured(name: str) -> None:
    code, wanted = _PYTHON[name]
    cured = _cured(code, name)

    assert cured == wanted
    if cured is not None:
        ast.parse(cured)
        assert name not in {one.name for one in pitfalls(Code(text=cured, language="python"))}


@pytest.mark.parametrize(("language", "name"), _OTHERS)
def test_a_pitfall_of_another_language_is_found(language: str, name: str) -> None:
    assert name in {one.name for one in pitfalls(Code(text=_OTHERS[language, name], language=language))}


@pytest.mark.parametrize("language", _SOUND)
def test_sound_code_is_left_in_peace(language: str) -> None:
    assert pitfalls(Code(text=_SOUND[language], language=language)) == ()


def test_the_standard_library_has_next_to_none() -> None:
    """Code that works says little of what it looks like; more than a few in ten thousand lines would be noise."""
    lines = found = 0
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("[a-d]*.py")):
        text = path.read_text("utf-8", "replace")
        lines += text.count("\n")
        found += len(pitfalls(Code(text=text, language="python")))

    assert lines > 10_000
    assert found <= lines / 5_000


def test_what_is_no_python_has_none() -> None:
    assert pitfalls(Code(text="def (:\n" * 50, language="python")) == ()
    assert pitfalls(Code(text="x = " + "(" * 5000, language="python")) == ()


def test_a_question_with_code_is_answered_by_its_pitfall(tmp_path: Path) -> None:
    code = Code(text="rows = [[0] * 3] * 2\nrows[0][0] = 1\nprint(rows)\n", path="input", language="python")
    task = Task(
        problem=Problem(text="why do all rows change?", code=(code,)),
        decision=Decision(route=Route.LOGIC, confidence=0.9, stage=Stage.SEMANTIC),
        reading=Reading(),
        workspace=Workspace.at(tmp_path),
    )
    last = list(drive(follow(task)))[-1]

    assert isinstance(last, Done)
    assert last.diagnosis.diagnostics[0].code == "logic/same-object"
    assert last.diagnosis.fixes[0].status is Status.UNVERIFIED
    assert "nothing was run" in last.diagnosis.fixes[0].check


@pytest.mark.parametrize(
    ("narrow", "wide", "follows"),
    [
        ("x > 70", "x > 50", True),
        ("x >= 50", "x > 50", False),
        ("x > 50", "x >= 50", True),
        ("x < 3", "x < 5", True),
        ("x == 7", "x > 5", True),
        ("x == 7", "x > 9", False),
        ("x % 15 == 0", "x % 3 == 0", True),
        ("x % 3 == 0", "x % 15 == 0", False),
        ("a and b", "a", True),
        ("a", "a or b", True),
        ("a", "a and b", False),
        ("read() > 5", "read() > 3", False),
        ("y > 70", "x > 50", False),
    ],
)
def test_what_follows_from_a_condition(narrow: str, wide: str, follows: bool) -> None:
    narrow_node, wide_node = (ast.parse(text, mode="eval").body for text in (narrow, wide))

    assert implies(narrow_node, wide_node) is follows


_MEANT = {
    ("javascript", "a conversion"): "const n =+input;\nlet m = + other;\n",
    (
        "javascript",
        "an item that is looked up",
    ): "names.includes([first, last][i]);\ntext.indexOf({a: 'x'}[key]);\n",
    ("python", "a first value"): "total =+ 1\n",
    ("python", "a pair of ends"): (
        "def pair(a, want):\n    left, right = 0, len(a) - 1\n    while left < right:\n"
        "        mean = (a[left] + a[right]) // 2\n        if mean < want:\n            left = left + 1\n"
        "        else:\n            right = right - 1\n"
    ),
    ("python", "a look afterwards"): (
        "def has(a, x):\n    lo, hi = 0, len(a) - 1\n    while lo < hi:\n        m = (lo + hi) // 2\n"
        "        if a[m] < x:\n            lo = m + 1\n        else:\n            hi = m - 1\n    return a[hi] == x\n"
    ),
    ("python", "a patched test"): (
        "@mock.patch('os.getcwd')\ndef test_x(getcwd):\n    value = work()\n    assert value == 3\n"
    ),
}


@pytest.mark.parametrize(("language", "what"), _MEANT)
def test_what_is_meant_so_is_no_pitfall(language: str, what: str) -> None:
    assert pitfalls(Code(text=_MEANT[language, what], language=language)) == ()
