"""The languages that only a grammar knows."""

from time import process_time

import pytest

from analyzers.syntax import check, repair
from analyzers.syntax.candidate import insert
from analyzers.syntax.grammar.habits import _HEADER
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
    "conflict of a merge": (
        "javascript",
        "<<<<<<< HEAD\nlet a = 1;\n=======\nlet a = 2;\n>>>>>>> theirs\nf(a);\n",
        "let a = 1;\nf(a);\n",
    ),
    "common ancestor in a conflict": (
        "javascript",
        "let a = 0;\n<<<<<<< HEAD\nf(1);\n||||||| base\nf(0);\n=======\nf(2);\n>>>>>>> theirs\ng(a);\n",
        "let a = 0;\nf(1);\ng(a);\n",
    ),
    "one mark too many of a conflict": (
        "javascript",
        "<<<<<<< a\nx = 1;\n=======\nx = 2;\n>>>>>>> b\ny = 3;\n>>>>>>> c\n",
        "x = 1;\ny = 3;\n",
    ),
    "heading that is no conflict": (
        "javascript",
        "/*\nTitle\n=======\n*/\nfunction f() {\n return (1;\n}\n",
        "/*\nTitle\n=======\n*/\nfunction f() {\n return (1);\n}\n",
    ),
    "keys that are numbers": (
        "yaml",
        "1: alpha\n2: beta\n3: [gamma\n4: delta\n",
        "1: alpha\n2: beta\n3: [gamma]\n4: delta\n",
    ),
    "numbers of lines": ("java", "1  class A {\n2      int x;\n3  }\n", "class A {\n    int x;\n}\n"),
    "fences of a page": ("go", "```go\npackage main\n```\n", "package main\n"),
    "codes of a page": (
        "java",
        "class A { boolean f(int a) { return a &lt; 3 &amp;&amp; a > 1; } }\n",
        "class A { boolean f(int a) { return a < 3 && a > 1; } }\n",
    ),
    "marks of another keyboard": ("c", "int f(){ return 3；}\n", "int f(){ return 3;}\n"),
    "quotes that are taken for a name": ("ruby", "a = “big”\n", 'a = "big"\n'),
    "comment without an end": ("css", "/* foot\na { b: c; }\n", "/* foot */\na { b: c; }\n"),
    "tags that cross": ("tsx", "let a = <h1>b</h2>;\n", "let a = <h1>b</h1>;\n"),
    "element of a page in a program": ("tsx", "let a = <p>\n  <br>\n</p>;\n", "let a = <p>\n  <br />\n</p>;\n"),
    "waiting function": (
        "typescript",
        "const f = (a: T): R => {\n  if (a) {\n    return await g(a);\n  }\n};\n",
        "const f = async (a: T): R => {\n  if (a) {\n    return await g(a);\n  }\n};\n",
    ),
    "waiting method": ("javascript", "class A {\n  f(a) { await a; }\n}\n", "class A {\n  async f(a) { await a; }\n}\n"),
    "text beside a value": (
        "java",
        'class A { void f() { g("is " x); } }\n',
        'class A { void f() { g("is " + x); } }\n',
    ),
    "arrow of what is returned": ("rust", "fn f(a: u8): u8 {\n    a\n}\n", "fn f(a: u8) -> u8 {\n    a\n}\n"),
    "word of another loop": (
        "csharp",
        "class A { void F() { foreach (var a of xs) { G(a); } } }\n",
        "class A { void F() { foreach (var a in xs) { G(a); } } }\n",
    ),
    "commas in a loop's head": (
        "c",
        "int f(void) {\n  for (i = 0, i < 3, i++)\n    g(i);\n}\n",
        "int f(void) {\n  for (i = 0; i < 3; i++)\n    g(i);\n}\n",
    ),
    "two words for one": ("ruby", "if a\n  b\nelse if c\n  d\nend\n", "if a\n  b\nelsif c\n  d\nend\n"),
    "one word too short": ("ruby", "if a\n  b\nelif c\n  d\nend\n", "if a\n  b\nelsif c\n  d\nend\n"),
    "misspelt return": ("c", "int f(int a) { retrun a; }\n", "int f(int a) { return a; }\n"),
    "name without its sigil": ("php", "<?php\nsum = 3;\necho $sum;\n", "<?php\n$sum = 3;\necho $sum;\n"),
    "string before the next argument": (
        "javascript",
        'function g(path, e) {\n  console.error("cannot save, path, e.message);\n}\n',
        'function g(path, e) {\n  console.error("cannot save", path, e.message);\n}\n',
    ),
    "text over two lines": ("json", '{"a": "b\nc"}\n', '{"a": "b\\nc"}\n'),
    "list in a line": ("yaml", "a:\n  b: [c, d\ne: f\n", "a:\n  b: [c, d]\ne: f\n"),
    "list without a comma": ("toml", "a = [1 2]\n", "a = [1, 2]\n"),
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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bash", "time for a in 1 2; do\n  f $a\ndone\n"),
        ("bash", "time -p for ((a = 0; a < 3; a++)); do\n  f\ndone\n"),
        ("bash", "time if f; then\n  g\nelse\n  h\nfi\n"),
        ("bash", "if ! for a in 1; do false; done; then\n  g\nfi\n"),
        ("bash", "coproc W while f; do\n  g\ndone\n"),
        ("cpp", "void f() { base b; deleter d; }\n"),
        ("java", "class A { void f() { base b = new base(); } }\n"),
        ("c", "typedef int throws;\nvoid f() { throws c = 1; }\n"),
    ],
)
def test_what_its_compiler_takes_is_not_refused(language: str, text: str) -> None:
    """Bash lets marks stand before a whole loop; a type may be named nearly like a keyword."""
    assert repair(text, "f", language).well_formed


def test_a_loop_behind_a_mark_is_still_repaired() -> None:
    assert repair("time while f; do\n  g\n", "f", "bash").text == "time while f; do\n  g\ndone\n"
    assert repair("time fro a in 1; do\n  g\ndone\n", "f", "bash").text == "time for a in 1; do\n  g\ndone\n"


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


def test_brackets_without_end_are_counted_not_closed() -> None:
    """No search closes ten thousand of them: the answer is how many there are, at once."""
    found = repair("f(\n" * 10_000, "a.js", "javascript")

    assert found.text is None
    assert "10,000 `(` without a partner" in found.diagnostics[0].notes


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bash", "case $x in\n a) f;;\n b) g;;\nesac\nif [ 1 ]; then ) ( fi fi done {{ `\n"),
        ("javascript", "const a = s.replace(/\\(/g, b);\nfunction ( class if ] for of of {;;; @@ ##\n"),
        ("rust", "fn f() { let a = '('; } fn fn ] impl ;; struct = = =\n"),
        ("java", 'class A { void f() { g("a); } class ] if for ## } } }\n'),
    ],
)
def test_brackets_that_may_be_none_are_not_counted(language: str, text: str) -> None:
    found = repair(text, "f", language, effort=1)

    assert [one.code for one in found.diagnostics] == ["syntax/invalid"]
    assert not any("without a partner" in note for note in found.diagnostics[0].notes)


def test_a_string_over_lines_is_told_in_the_words_of_its_format() -> None:
    [said] = repair('{"a": "b\nc"}\n', "f", "json").diagnostics

    assert said.code == "syntax/string-newline"
    assert "`\\n`" in said.help


def test_a_long_line_of_headers_is_read_at_once() -> None:
    begun = process_time()
    assert _HEADER.search("static a) : " * 400) is None
    assert process_time() - begun < 0.3
