"""The languages that only a grammar knows."""

import pytest

from analyzers.syntax import check, repair
from analyzers.syntax.candidate import insert
from analyzers.syntax.grammar.languages import LANGUAGES
from analyzers.syntax.grammar.trees import Trials, parser, same_tree

BROKEN = {
    "javascript": ("function f(a, b {\n  return a;\n}\n", "function f(a, b) {\n  return a;\n}\n"),
    "typescript": (
        "interface A {\n  x: number\n\nlet a: A;\n",
        "interface A {\n  x: number\n}\n\nlet a: A;\n",
    ),
    "java": ("class A {\n  void f() {\n    g()\n  }\n}\n", "class A {\n  void f() {\n    g();\n  }\n}\n"),
    "go": ("package main\n\nfunc main() {\n\tf(1\n}\n", "package main\n\nfunc main() {\n\tf(1)\n}\n"),
    "rust": ("fn main() {\n    let x = 5\n    f(x);\n}\n", "fn main() {\n    let x = 5;\n    f(x);\n}\n"),
    "c": ('int main() {\n  f("a);\n}\n', 'int main() {\n  f("a");\n}\n'),
    "cpp": ("int main() {\n  f(1)\n  return 0;\n}\n", "int main() {\n  f(1);\n  return 0;\n}\n"),
    "csharp": ("class A {\n  int x\n}\n", "class A {\n  int x;\n}\n"),
    "ruby": ("def f(x)\n  puts x\n", "def f(x)\n  puts x\nend\n"),
    "php": ("<?php\n$x = 3\necho $x;\n", "<?php\n$x = 3;\necho $x;\n"),
    "json": ('{"a": [1, 2,], "b": None}\n', '{"a": [1, 2], "b": null}\n'),
    "toml": ("[a\nb = 3\n", "[a]\nb = 3\n"),
    "bash": ('if [ "$x" = 1 ]; then\n  f\n', 'if [ "$x" = 1 ]; then\n  f\nfi\n'),
    "css": ("a {\n  color: red;\n", "a {\n  color: red;\n}\n"),
}


# What habit, a doubled mark or the indentation says: language, broken, as the author would have it.
TOLD = {
    "header without brackets": ("c", "#include stdio.h\nint x;\n", "#include <stdio.h>\nint x;\n"),
    "directive misspelt": ("cpp", "#inclde <vector>\nint x;\n", "#include <vector>\nint x;\n"),
    "value not assigned": ("c", "int f() {\n  int x 5;\n  return x;\n}\n", "int f() {\n  int x = 5;\n  return x;\n}\n"),
    "call without brackets": ("javascript", "console.log 'x';\n", "console.log('x');\n"),
    "arrow before a block": ("typescript", "const f = (a: T): T { return a; };\n", "const f = (a: T): T => { return a; };\n"),
    "arrow between names": ("csharp", "var a = xs.Select(x x * 2);\n", "var a = xs.Select(x => x * 2);\n"),
    "array of numbers": ("java", "class A { int[] a = new int(5]; }\n", "class A { int[] a = new int[5]; }\n"),
    "brace twice": ("go", "package main\n\nfunc main() {{\n\tf()\n}\n", "package main\n\nfunc main() {\n\tf()\n}\n"),
    "quote in the way": ("css", "a {\n  left\": 2em;\n}\n", "a {\n  left: 2em;\n}\n"),
    "literal misspelt": ("json", '{"a": truue}\n', '{"a": true}\n'),
    "quote of another kind": ("html", "<p id=\"a'>b</p>\n", '<p id="a">b</p>\n'),
    "tag inside its like": (
        "html",
        "<div>\n  <div>a\n  <div>b</div>\n</div>\n",
        "<div>\n  <div>a</div>\n  <div>b</div>\n</div>\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("language", "broken", "mended"), TOLD.values(), ids=TOLD)
def test_repairs_what_the_lines_tell(language: str, broken: str, mended: str) -> None:
    found = repair(broken, "f", language)

    assert found.text is not None
    assert same_tree(language, found.text, mended), found.text


def test_what_the_parsers_table_has_no_place_for_is_not_parsed() -> None:
    """Where code was read without a fault its state says which marks may follow; elsewhere nothing is known."""
    trials = Trials("javascript", "let a = b;\nf(;\n")

    assert trials.refuses(insert(9, "]")) is False  # it may follow what the grammar reads where nothing is
    assert trials.refuses(insert(5, "(")) is True
    assert trials.refuses(insert(9, " +")) is False


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_grammar_of_the_table_is_installed(language: str) -> None:
    assert parser(language) is not None


@pytest.mark.parametrize("language", sorted(BROKEN))
def test_repairs_to_the_authors_tree(language: str) -> None:
    broken, mended = BROKEN[language]
    found = repair(broken, "f", language)

    assert found.text is not None
    assert same_tree(language, found.text, mended)


@pytest.mark.parametrize("language", sorted(BROKEN))
def test_says_nothing_of_a_well_formed_text(language: str) -> None:
    assert check(BROKEN[language][1], "f", language) == ()


def test_a_grammar_that_is_more_lenient_than_its_format_is_not_believed() -> None:
    """The JSON grammar takes comments; no JSON reader does."""
    assert repair('{"a": 1} // one\n', "f", "json").text == '{"a": 1}\n'


def test_a_text_without_end_of_trouble_gets_an_answer() -> None:
    found = repair("([{" * 2_000, "f", "javascript")

    assert found.text is None
    assert [one.code for one in found.diagnostics] == ["syntax/invalid"]
