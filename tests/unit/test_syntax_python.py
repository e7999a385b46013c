"""What is repaired, and how: one small text per kind of mistake."""

import pytest

from analyzers.facts import Applicability, Status
from analyzers.syntax import repair
from analyzers.syntax.candidate import apply
from analyzers.syntax.pastes import conflicts

# Guillemets mark what the author would put in («+text»), take out («-text») or change («old|new»).
CASES = {
    "colon": "for i in range(3)«+:»\n    print(i)\n",
    "colon of a definition": "def f(x)«+:»\n    return x\n",
    "closer at the end": "print(int(input('x'))«+)»\nprint(2)\n",
    "closer before the colon": "if len(x«+)»:\n    pass\n",
    "closer of another kind": "x = [1, 2«)|]»\n",
    "closer too many": "x = foo(1)«-)»\n",
    "opener": "print«+(»'a')\n",
    "opener before a number": "self.note('a')\nself.note«+(»4, 'b')\n",
    "opener before a prefix": "add('a')\nadd«+(»f'{x}')\n",
    "opener of a text over lines": "x = «+(»'a '\n     'b')\n",
    "comma between attributes": "x = (code.name«+,» code.line)\n",
    "comma between exceptions": "try:\n    pass\nexcept (KeyError«+,» ValueError):\n    pass\n",
    "names of a loop": "for a, b «+in »rows():\n    print(a)\n",
    "dot before a bracket": "def f«-.»(x):\n    pass\n",
    "loop that was no loop": "def f(q):\n    «if|while» q:\n        x = q.pop()\n        if not x:\n            break\n        print(x)\n",
    "no loop to leave": "def f(x):\n    if x:\n        «break|return»\n    print(x)\n",
    "waiting module": "import asyncio\nx = «await |asyncio.run(»main()«+)»\n",
    "feature misspelt": "from __future__ import «anotations|annotations»\n",
    "brace of an f-string twice": "print(f'{names[0]}«-}» wins')\n",
    "assignment in brackets": "while (size «=|:=» read()) > 3:\n    print(size)\n",
    "tab among spaces": "class A:\n    def f(self):\n        self.a = 1\n«\t|        »self.b = 2\n",
    "rest of a program": "if __name__ == '__main__':\n«+    »first()\n«+    »second()\n",
    "middle of a comment": "# one of\n«+# »the three lines here\n# is bare\nx = 1\n",
    "first line of a body": "def f(x):\n«-   »    a = x\n    b = a\n    return b\n",
    "lines moved together": "def f(x):\n    if x:\n«-    »        return 1\n«-    »    return 2\n",
    "beginning of a body": "for a in b:\n«+    »c = a\n«+    »d = c\n    e = d\n",
    "comparison that is lost": "def f(name):\n    if name «+== »'x':\n        pass\n",
    "membership that is lost": "def f(frame):\n    if 'x' «+in »frame.names:\n        pass\n",
    "second condition": "def f(a):\n    if a «+and »'x' in a:\n        pass\n",
    "message of an assertion": "assert x == 1«+,» 'x must be one'\n",
    "call in a condition": "def f(a):\n    if g(a«+)» is not None:\n        pass\n",
    "opener twice": "check(«-(»)\n",
    "equals before self": "f(a=1, path«+=»self.path)\n",
    "what a loop is about": "for a in b:\n«+    »c = g(a)\n«+    »if c:\n«+    »    h(c)\n",
    "method too deep": "class A:\n    def f(self):\n        return 1\n\n«-    »    def g(self):\n        return 2\n",
    "opener inside a name": "values = []\nprint(len«+(»values))\n",
    "closer in the file's style": "x = [\n    1,\n    2,\n«+]\n»y = 3\n",
    "comma": "x = [1, 2«+,» 3]\n",
    "comma between lines": "x = {'a': 1«+,»\n     'b': 2}\n",
    "row as long as the others": "x = [[1, 2], [3, 4«+]», [5, 6]]\n",
    "first row as long as the next": "x = [[1, 2«+]», [3, 4]]\n",
    "factor": "d = b ** 2 - 4 «+* »a * c\n",
    "term of a grouping": "mean = (low «++ »high) / 2\n",
    "look-up that is assigned to": "d = {}\nd«.get(|[»'a'«, 0)|]» = 1\n",
    "conversion that is assigned to": "«int(age) = input()|age = int(input())»\n",
    "comparison": "if x «=|==» 3:\n    pass\n",
    "quote": "print('a«+'»)\n",
    "quote of another kind": "print('a«\"|'»)\n",
    "apostrophe": "print('it«+\\»'s')\n",
    "nested f-string quotes": "print(f\"{d[«\"|'»a«\"|'»]}\")\n",
    "keyword": "def f():\n    «retrun|return» 1\n",
    "capital keyword": "«While|while» True:\n    break\n",
    "joined keyword": "while«+ »ready:\n    ready = step()\n",
    "split keyword": "if a:\n    pass\nel«- »if b:\n    pass\n",
    "else if": "if a:\n    pass\n«else if|elif» b:\n    pass\n",
    "missing in": "for i «+in »range(3):\n    print(i)\n",
    "body": "def f(x):\n«+    »return x\n",
    "extra indentation": "x = 1\n«-  »y = 2\n",
    "uneven indentation": "if x:\n    a = 1\n  «+  »b = 2\n",
    "and": "if a «&&|and» b:\n    pass\n",
    "not": "if «!|not »a:\n    pass\n",
    "increment": "«i++|i += 1»\n",
    "print statement": "print«- »«+(»'a', b«+)»\n",
    "except with a name": "try:\n    f()\nexcept E«,| as» e:\n    pass\n",
    "raise with a value": "raise E«-, »«+(»'m'«+)»\n",
    "octal": "x = 0«+o»644\n",
    "typographic quotes": "print(«“|\"»a«”|\"»)\n",
    "comment of C": "«//|#» a remark\nx = 1\n",
    "await": "«+async »def f():\n    await g()\n",
    "assignment reversed": "«5 = x|x = 5»\n",
    "hyphen": "my«-|_»var = 1\n",
}  # fmt: skip


def read(marked: str) -> tuple[str, str]:
    """Return the broken and the mended text of a marked one."""
    broken = mended = ""
    for piece in marked.replace("»", "«\0").split("«"):
        if piece.startswith("\0") or not broken + mended and piece == marked:
            broken, mended = broken + piece.removeprefix("\0"), mended + piece.removeprefix("\0")
        elif piece.startswith("+"):
            mended += piece[1:]
        elif piece.startswith("-") and "|" not in piece:
            broken += piece[1:]
        elif "|" in piece:
            old, _, new = piece.partition("|")
            broken, mended = broken + old, mended + new
        else:
            broken, mended = broken + piece, mended + piece
    return broken, mended


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES)
def test_repairs_as_the_author_would(marked: str) -> None:
    broken, mended = read(marked)

    assert repair(broken, "a.py").text == mended


def test_two_mistakes_are_both_repaired() -> None:
    found = repair("def f(x)\n    return x\n\n\nprint(f(1)\n", "a.py")

    assert found.text == "def f(x):\n    return x\n\n\nprint(f(1))\n"
    assert [one.code for one in found.diagnostics] == ["syntax/colon-missing", "syntax/bracket-unclosed"]


def test_the_line_is_the_mistakes_not_the_parsers() -> None:
    text = "x = {\n    'a': [1, 2,\n    'b': 3,\n}\n"

    assert repair(text, "a.py").line == 2


def test_a_fix_says_what_was_checked() -> None:
    [fix, *_] = repair("if x\n    pass\n", "a.py").fixes

    assert fix.status is Status.VERIFIED
    assert fix.check.startswith("compiles with Python 3.")
    assert fix.code == "syntax/colon-missing"


def test_a_placeholder_is_never_applied_unasked() -> None:
    """`pass` makes a missing body parse; only the author knows what belongs there."""
    [fix, *_] = repair("def f():\n\n\ndef g():\n    return 1\n", "a.py").fixes

    assert fix.applicability is Applicability.DISPLAY
    assert fix.edits[0].text.strip() == "pass"


def test_prompts_in_a_docstring_stay() -> None:
    text = 'def f(x):\n    """Double.\n\n    >>> f(1)\n    2\n    """\n    return x * 2)\n'

    assert repair(text, "a.py").text == text.replace("2)", "2")


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("<<<<<<< a\nx = 1\n=======\nx = 2\n>>>>>>> b\ny = 3\n>>>>>>> c\n", "x = 1\ny = 3\n"),
        ("def f():\n    return 1\n>>>>>>> b\n\n\nf()\n", "def f():\n    return 1\n\n\nf()\n"),
        ("a = 0\n<<<<<<< a\nx = 1\n||||||| o\nx = 0\n=======\nx = 2\n>>>>>>> b\n", "a = 0\nx = 1\n"),
    ],
)
def test_marks_of_a_conflict_take_along_only_what_they_enclose(broken: str, mended: str) -> None:
    assert repair(broken, "a.py").text == mended


def test_neither_side_of_a_conflict_keeps_the_common_ancestor() -> None:
    text = "<<<<<<< a\n1\n||||||| o\n0\n=======\n2\n>>>>>>> b\n3\n"
    sides = conflicts(text)

    assert sides is not None
    assert [apply(text, side) for side in sides] == ["1\n3\n", "2\n3\n", "1\n2\n3\n"]


def test_a_python_2_file_is_converted_at_once() -> None:
    text = "".join(f"print 'line', {n}\n" for n in range(200))

    assert repair(text, "a.py").text == "".join(f"print('line', {n})\n" for n in range(200))


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("if x:\n    break\n", "ends a loop"),
        ("class A:\n    return 3\n", "leaves a function"),
        ("yield 3\n", "belongs in a function"),
        ("f(x=1, x=2)\n", "given twice"),
        ("*a = 3\n", "takes the rest"),
        ("match x:\n    case a | 1:\n        pass\n", "no pattern behind it"),
        ("import asyncio\nr = await main() or other()\n", "belongs in a function"),
    ],
)
def test_what_parses_is_not_made_to_compile_by_marks(broken: str, said: str) -> None:
    """Where no repair is known the rule is told, and nothing is invented (`break_ = None`)."""
    found = repair(broken, "a.py")

    assert found.text is None
    assert said in found.diagnostics[0].message
    assert found.diagnostics[0].help


@pytest.mark.parametrize(
    "broken",
    [
        "async def f(xs):\n    yield from xs\n",
        "def f(xs):\n    return [(yield x) for x in xs]\n",
        "def f(xs):\n    return lambda: await xs\n",
        "match x:\n    case [*a, *b]:\n        pass\n",
    ],
)
def test_a_message_that_only_begins_like_a_known_one_stays_the_compilers(broken: str) -> None:
    """There is a function round it; a pattern is no assignment."""
    found = repair(broken, "a.py")
    with pytest.raises(SyntaxError) as refused:
        compile(broken, "a.py", "exec")

    assert found.text is None
    assert found.diagnostics[0].message == refused.value.msg


def test_a_loop_that_may_never_end_is_only_shown() -> None:
    found = repair("flag = 2\nif flag:\n    if flag > 1:\n        break\n", "a.py")

    assert found.fixes[0].code == "syntax/loop-mistaken"
    assert found.fixes[0].applicability is Applicability.DISPLAY


def test_repairs_with_the_same_title_say_what_they_make_of_which_line() -> None:
    """Three times the same words in a list leave nothing to choose by."""
    text = 'def go(n):\n    for i in range(n):\n        print(i)\n      print("a")\n    return n\n'

    assert [fix.title.partition(": ")[2] for fix in repair(text).fixes] == [
        '8 spaces before `print("a")` in line 4',
        '4 spaces before `print("a")` in line 4',
        "6 spaces before `print(i)` in line 3",
    ]
