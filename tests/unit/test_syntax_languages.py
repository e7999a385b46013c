"""The languages that only a grammar knows."""

import pytest

from analyzers.syntax import check, repair
from analyzers.syntax.grammar.languages import LANGUAGES
from analyzers.syntax.grammar.trees import parser, same_tree

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
