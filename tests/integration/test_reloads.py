"""Does a module that runs its own functions while it is loaded take over a change without being loaded anew?"""

import builtins
import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

import tools.testing

Loaded = tuple[Any, Any, str]

TEXT = 'def half(n):\n    return n // 2\n\n\nprint("half of 3:", half(3))\n'


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Loaded:
    """The loaded module, its functions as the child holds them, and its path."""
    path = tmp_path / "halves_shown.py"
    path.write_text(getattr(request, "param", TEXT), encoding="utf-8")
    monkeypatch.syspath_prepend(str(Path(tools.testing.__file__).parent))
    spec = importlib.util.spec_from_file_location("halves_shown", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "halves_shown", module)
    spec.loader.exec_module(module)
    functions = importlib.import_module("debugassist_child.functions")
    return module, functions.Functions(str(tmp_path)), str(path)


def test_what_a_script_prints_at_its_end_does_not_keep_a_function_from_being_changed(program: Loaded) -> None:
    module, held, path = program
    reloads = importlib.import_module("debugassist_child.reloads")

    assert reloads.reload(held, path, TEXT.replace("//", "/"))
    assert module.half(3) == 1.5


def test_a_change_that_breaks_the_loading_is_told_from_one_that_cannot_be_taken_over(program: Loaded) -> None:
    _, held, path = program
    reloads = importlib.import_module("debugassist_child.reloads")

    with pytest.raises(TypeError):
        reloads.reload(held, path, TEXT.replace("n // 2", 'n // "2"'))


FILLED = """RULES = []


def rule(one, many):
    RULES.insert(0, (one[0:], many[1:]))


rule("ox", "oxen")
rule("die", "dice")


def plural(word):
    return dict(RULES)[word]
"""


@pytest.mark.parametrize("program", [FILLED], indirect=True)
def test_a_table_that_calls_fill_while_the_module_is_loaded_is_filled_anew_and_once(program: Loaded) -> None:
    """Real projects register their rules so; loading the tests anew for each candidate takes a hundred times longer."""
    module, held, path = program
    reloads = importlib.import_module("debugassist_child.reloads")

    assert reloads.reload(held, path, FILLED.replace("many[1:]", "many[0:]"))
    assert module.plural("ox") == "oxen"
    assert len(module.RULES) == 2


@pytest.mark.parametrize(
    "program",
    [FILLED + '\nif "seen" in __builtins__: raise ValueError\n__builtins__["seen"] = 1\n'],
    indirect=True,
)
def test_a_module_that_cannot_be_run_twice_is_refused(
    program: Loaded, request: pytest.FixtureRequest
) -> None:
    _, held, path = program
    request.addfinalizer(lambda: vars(builtins).pop("seen", None))
    reloads = importlib.import_module("debugassist_child.reloads")
    text = Path(path).read_text(encoding="utf-8")

    assert not reloads.reload(held, path, text.replace("many[1:]", "many[0:]"))
