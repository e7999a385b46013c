"""Whether code parses, also when it is a fragment of something larger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.doom import find_doom
from analyzers.facts import Route
from analyzers.language import decide_language
from analyzers.parses import parse


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "    return total\n"),
        ("python", "x = await load()"),
        ("java", "int total() { return 3; }"),
        ("java", "int x = 3; System.out.println(x);"),
        ("go", "x := 3\nfmt.Println(x)"),
        ("c", "for (int i = 0; i < 3; i++) { puts(s); }"),
        ("javascript", "total() { return 3; }"),
        ("php", "$x = 3; echo $x;"),
        ("javascript", "const a = 1;\n...\nconst b = 2;"),
    ],
)
def test_a_fragment_is_well_formed(language: str, code: str) -> None:
    found = parse(code, language)

    assert found is not None
    assert found.ok


@pytest.mark.parametrize(
    ("language", "code", "line"),
    [
        ("python", "x = 1\nprint('a'\ny = 2", 2),
        ("javascript", "const a = [1, 2;\n", 1),
        ("c", "int main() { int x = 3 return x; }", 1),
        ("java", 'class A { void f() { String s = "a" } }', 1),
    ],
)
def test_what_no_frame_mends_is_broken(language: str, code: str, line: int) -> None:
    found = parse(code, language)

    assert found is not None
    assert (found.ok, found.line) == (False, line)


def test_a_body_that_was_cut_off_proves_little() -> None:
    found = parse("def f(x):\n", "python")

    assert found is not None
    assert found.cut


def test_an_unknown_language_has_no_verdict() -> None:
    assert parse("x", "cobol") is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_judges(text: str) -> None:
    parse(text, "python")
    find_doom(text, "python")
    decide_language(text)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("def f(self):\n    return None\n", "python"),
        ("const f = (x) => { console.log(x); };", "javascript"),
        ("package main\n\nfunc main() {\n\tfmt.Println(1)\n}", "go"),
        ('fn main() {\n    let mut x = 1;\n    println!("{}", x);\n}', "rust"),
        ("#include <iostream>\nint main() { std::cout << 1; }", "cpp"),
        ('#include <stdio.h>\nint main(void) { printf("1"); return 0; }', "c"),
        ("public class A {\n  public static void main(String[] a) { System.out.println(1); }\n}", "java"),
        ("using System;\nclass A { static void Main() { Console.WriteLine(1); } }", "csharp"),
        ("<?php\n$x = 1;\necho $x;", "php"),
        ("def total(xs)\n  xs.each do |x|\n    puts x\n  end\nend", "ruby"),
        ("SELECT name FROM users WHERE id = 3", "sql"),
    ],
)
def test_the_language_is_told(code: str, language: str) -> None:
    assert decide_language(code) == language


@pytest.mark.parametrize(
    ("code", "language", "route"),
    [
        ('name = input("who? ")\nprint("hi " + name + 3)', "python", Route.RUNTIME),
        ("print(1 / 0)", "python", Route.RUNTIME),
        ("def f(x):\n    return g(x)\nf(1)", "python", Route.RUNTIME),
        ('int n = "seven";', "java", Route.SYNTAX),
        ('package main\nimport "os"\nfunc main() {}', "go", Route.SYNTAX),
    ],
)
def test_certain_failures_are_seen_in_the_text(code: str, language: str, route: Route) -> None:
    found = find_doom(code, language)

    assert found is not None
    assert found.route is route


@pytest.mark.parametrize(
    "code",
    [
        "def f(a, b):\n    return a / b\n",
        "from os import *\nprint(getcwd())",
        'x = "a"\nx = 3\nprint(x + 1)',
        "class A:\n    n: int = 0\n    def f(self):\n        return self.n",
    ],
)
def test_what_may_work_is_not_doomed(code: str) -> None:
    assert find_doom(code, "python") is None


def test_brackets_are_all_that_is_judged_without_a_grammar() -> None:
    assert (parse('fun f() { println(")") }', "kotlin") or pytest.fail("no verdict")).ok
    assert not (parse("fun f() { println(1 }", "kotlin") or pytest.fail("no verdict")).ok


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("!pip install numpy\nimport numpy as np\nx = np.zeros(3)\n", "python"),
        ("first.py:\ndef f():\n    return 1\n---------\nsecond.py:\nfrom first import f\n", "python"),
        ("xs = [3, 1]\nxs.append(2)\nprint(xs)\n\nit prints the three numbers as they came\n", "python"),
        ("const n: number = 3;\nconst f = (x: string) => x;\n", "javascript"),
    ],
)
def test_what_stands_around_pasted_code_is_no_mistake_in_it(code: str, language: str) -> None:
    """Commands of a notebook, names of files, printed output: people paste them along."""
    found = parse(code, language)
    assert found is not None
    assert found.ok
