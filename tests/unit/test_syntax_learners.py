"""What do people write who are still learning, and is it repaired as they meant it?"""

import ast
from time import process_time

import pytest

from analyzers.syntax import repair

MEANT = (
    # a word that is no name stands where only a keyword can
    ("def f(a):\n    wenn a < 0:\n        return 1\n    sinon:\n        return 2\n",
     "def f(a):\n    if a < 0:\n        return 1\n    else:\n        return 2\n"),
    ("def f(keys):\n    for key dans keys:\n        print(key)\n", "def f(keys):\n    for key in keys:\n        print(key)\n"),
    ("def f(x):\n    retrun x\n\n\ndef g(x):\n    retrun f(x)\n\n\ndef h(x):\n    retrun g(x)\n",
     "def f(x):\n    return x\n\n\ndef g(x):\n    return f(x)\n\n\ndef h(x):\n    return g(x)\n"),
    ("def f(x):\n    return (x + 1) x 10\n", "def f(x):\n    return (x + 1) * 10\n"),
    # what is said of the code is no code
    ("import sys\nend of program\nprint(sys.argv)\n", "import sys\n# end of program\nprint(sys.argv)\n"),
    ("import os\n1. read the input\nprint(os.getcwd())\n", "import os\n# 1. read the input\nprint(os.getcwd())\n"),
    ("def f(x):\n    if x:\n        return 1\n    end if\n    return 2\nend def\n",
     "def f(x):\n    if x:\n        return 1\n    # end if\n    return 2\n# end def\n"),
    ("x = 5  -- the number of tries\nprint(x)\n", "x = 5  # the number of tries\nprint(x)\n"),
    # the same again
    ("def f(x):\n    return return x\n", "def f(x):\n    return x\n"),
    ("x = 3\nif x > 2:\nif x > 2:\n    print(x)\n", "x = 3\nif x > 2:\n    print(x)\n"),
    ("x = 3\nif x > 2:\n    # the limit\nif x > 2:\n    print(x)\n", "x = 3\nif x > 2:\n    print(x)\n"),
    # quotes and braces
    ('print("callable object”)\n', 'print("callable object")\n'),
    ("names = [''x'', 3]\n", 'names = ["x", 3]\n'),
    ('name = 1\nprint(f"hello {name)")\n', 'name = 1\nprint(f"hello {name}")\n'),
    ('name = 1\nprint(f"hello (name}")\n', 'name = 1\nprint(f"hello {name}")\n'),
    ('name = 1\nprint(f"{name:>10")\n', 'name = 1\nprint(f"{name:>10}")\n'),
    ('name = 1\nprint(f"{name!r:*<5.2f kg")\n', 'name = 1\nprint(f"{name!r:*<5.2f} kg")\n'),
    ('x = 1\nprint(f "a {x}")\n', 'x = 1\nprint(f"a {x}")\n'),
    ('x = f("shell \nnot found")\n', 'x = f("shell not found")\n'),
    # forms that are guessed
    ("import sqrt from math\nprint(sqrt(4))\n", "from math import sqrt\nprint(sqrt(4))\n"),
    ("import from math sqrt\nprint(sqrt(4))\n", "from math import sqrt\nprint(sqrt(4))\n"),
    ('def f("a"):\n    return a\n', "def f(a):\n    return a\n"),
    ("def f(a and b):\n    return a\n", "def f(a, b):\n    return a\n"),
    ("f = sorted([1], key=lambda i, return i + 1)\n", "f = sorted([1], key=lambda i: i + 1)\n"),
    ("add = lambda a, b => a + b\n", "add = lambda a, b: a + b\n"),
    ("add = (a, b) => a + b\n", "add = lambda a, b: a + b\n"),
    ("x = 3\nif x > 2 and if x < 5:\n    print(x)\n", "x = 3\nif x > 2 and x < 5:\n    print(x)\n"),
    ("x = y = 3\nif x not == y:\n    print(x)\n", "x = y = 3\nif x != y:\n    print(x)\n"),
    ("class A B:\n    pass\n", "class A(B):\n    pass\n"),
    ("x = 8\nx >> = 2\nx = += 2\n", "x = 8\nx >>= 2\nx += 2\n"),
)  # fmt: skip
CODE = (
    "raise AttributeError(f\"module {name!r} has no attribute {name!r)\")\n",
    "if environment == 'trio' and other is None / the rest:\n    print(1)\n",
    "from jnius import JavaException, autoclass / imported here for Android\n",
    "msg = «the argument requires a number and was given»\n",
    "x = y\nand if self.patch and other patch:\n    print(1)\n",
)  # fmt: skip


@pytest.mark.parametrize(("code", "meant"), MEANT, ids=lambda text: text[:30])
def test_a_learners_slip_is_mended_as_it_was_meant(code: str, meant: str) -> None:
    result = repair(code)

    assert result.text is not None
    assert ast.dump(ast.parse(result.text)) == ast.dump(ast.parse(meant)), result.text


@pytest.mark.parametrize("code", CODE, ids=lambda text: text[:30])
def test_a_statement_is_never_made_a_comment_to_be_rid_of_it(code: str) -> None:
    """What is put away does not run: that would be a deletion by another name."""
    result = repair(code)

    first = code.splitlines()[-2 if code.endswith("    print(1)\n") else 0]
    assert f"# {first}" not in (result.text or "")


def test_a_name_of_the_text_is_no_keyword_in_another_tongue() -> None:
    """`se` is counted here: what the text knows as a name stays one."""
    result = repair("se = 3\nprint(se)\nif se > 2\n    print(se)\n")

    assert result.text == "se = 3\nprint(se)\nif se > 2:\n    print(se)\n"


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ("if a:\n    # why\nif a:\n    print(a)\n", "if a:\n    # why\n    print(a)\n"),
        ("if a:  # one\nif a:  # two\n    print(a)\n", "if a:  # one\n  # two\n    print(a)\n"),
    ],
)
def test_of_two_headers_the_one_goes_that_takes_no_comment_along(code: str, mended: str) -> None:
    assert repair(f"a = 1\n{code}").text == f"a = 1\n{mended}"


@pytest.mark.parametrize(("first", "many"), [("a", "."), ("a:", " "), ("end", " ")])
def test_a_long_line_is_not_read_to_its_end_for_talk(first: str, many: str) -> None:
    started = process_time()

    repair(f"b = 1\n{first}{many * 20_000}x\n")

    assert process_time() - started < 4  # not the square of its length
