"""How does a stated expectation become a check that can be run again and again?"""

import ast
from collections.abc import Sequence

from analyzers.errors import UsageError

CHECK = "test_expectation_of_user.py"  # the file that holds the check, in the copy of the workspace only
OUTPUT_LINE = "line "  # how it begins to say where the output differs

_LOAD = """\
import importlib.util
import sys
from pathlib import Path

path = Path(__file__).parent / {path!r}
sys.path.insert(0, str(path.parent))
spec = importlib.util.spec_from_file_location({name!r}, path)
module = importlib.util.module_from_spec(spec)
sys.modules[{name!r}] = module
"""

_VALUES = """\
spec.loader.exec_module(module)
globals().update((name, value) for name, value in vars(module).items() if not name.startswith("__"))
"""

_OUTPUT = """\
import contextlib
import io
from itertools import zip_longest

printed = io.StringIO()
sys.argv = [str(path)]
with contextlib.redirect_stdout(printed):
    spec.loader.exec_module(module)
got = [line.rstrip() for line in printed.getvalue().rstrip().split("\\n")]
expected = {expected!r}
rows = enumerate(zip_longest(got, expected), 1)
apart = ((number, *("nothing" if one is None else f"`{{one}}`" for one in both)) for number, both in rows if len(set(both)) > 1)
first = next(apart, None)
assert not first, "{said}{{}} of the output is {{}} where {{}} is expected".format(*first)
"""


_ENDS = """\
sys.argv = [str(path)]
spec.loader.exec_module(module)
"""

_TEST = """\
\"\"\"What the program was seen to get wrong.\"\"\"

{imports}


{tests}
"""


def check_of(path: str, expects: tuple[str, ...], output: str | None = None) -> str:
    """Return a script that exits with an error unless every expectation holds.

    `path` is the program, relative to the script's folder; without any expectation it should just come to its end.
    Raises UsageError for what is no expression.
    """
    parts = []
    for text in expects:
        tree = parsed(text)
        parts.append(f"assert {ast.unparse(tree)}, {_message(tree.body)}")
    if not expects and output is None:
        return _LOAD.format(path=path, name="__main__") + _ENDS
    name = path.rpartition("/")[2].removesuffix(".py")
    if output is not None:
        wanted = [line.rstrip() for line in output.rstrip().split("\n")]
        return _LOAD.format(path=path, name="__main__") + _OUTPUT.format(expected=wanted, said=OUTPUT_LINE)
    return _LOAD.format(path=path, name=name) + _VALUES + "\n".join(parts) + "\n"


def parsed(text: str) -> ast.Expression:
    """Return an expectation as a tree. Raises UsageError for what is no expression."""
    try:
        return ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise UsageError(
            f"`{text}` is no Python expression", "state what should be true: `--expect 'f(3) == 6'`"
        ) from error


def tests_of(imports: str, expects: Sequence[str]) -> str:
    """Return a file of tests for pytest that states the expectations, over the imports that they need."""
    tests = []
    for number, tree in enumerate(map(parsed, expects), 1):
        tests.append(f"def test_{_stem(tree)}_{number}():\n    assert {ast.unparse(tree)}")
    return _TEST.format(imports=imports, tests="\n\n\n".join(tests))


def _stem(tree: ast.Expression) -> str:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name.lower().strip("_")
    return "expectation"


def _message(expression: ast.expr) -> str:
    """An expression for what pytest would say of the check: the values that it compared."""
    match expression:
        case ast.Compare(left=left, ops=[_], comparators=[right]):
            before, after = ast.unparse(left), ast.unparse(right)
            operator = ast.unparse(expression)[len(before) : -len(after)].strip()
            return f"'assert ' + repr({before}) + ' {operator} ' + repr({after})"
        case _:
            return f"'assert ' + repr({ast.unparse(expression)})"
