"""What compilers say is read at its place, shown in the user's file, and never mistaken for code."""

from pathlib import Path
from time import process_time

import pytest

from analyzers.facts import Decision, Diagnosis, Done, Route, Stage, Status
from analyzers.reports import find_reports
from analyzers.reports.refusals import find_refusals, marked_lines
from analyzers.traceback import Reading
from assistant.blocking import drive
from assistant.diagnose import Task
from assistant.paths.syntax import follow
from tools.intake import from_text
from tools.workspace import Workspace

_REPORTS = {
    "gcc": (
        "main.c: In function 'main':\nmain.c:5:12: error: expected ';' before 'return'\n    5 |   int x = 3\n      |            ^\n",
        ("main.c", 5, 12, "expected ';' before 'return'", "  int x = 3"),
    ),
    "go": ("# shop\n./main.go:12:9: undefined: totl\n", ("main.go", 12, 9, "undefined: totl", "")),
    "tsc": (
        "src/App.tsx(12,5): error TS2322: Type 'string' is not assignable.\n",
        ("src/App.tsx", 12, 5, "Type 'string' is not assignable.", ""),
    ),
    "maven": (
        "[ERROR] COMPILATION ERROR : \n[ERROR] /srv/App.java:[12,17] incompatible types: String cannot be converted to int\n",
        ("/srv/App.java", 12, 17, "incompatible types: String cannot be converted to int", ""),
    ),
    "sbt": (
        "[error] /srv/Main.scala:5:12: not found: value totl\n[error]     println(totl)\n",
        ("/srv/Main.scala", 5, 12, "not found: value totl", ""),
    ),
    "scala 3": (
        "-- [E006] Not Found Error: src/Main.scala:5:12 -----\n5 |    println(totl)\n  |            ^^^^\n  |            Not found: totl\n",
        ("src/Main.scala", 5, 12, "Not found: totl", ""),
    ),
    "ghc": (
        "app/Main.hs:7:11: error: [GHC-88464]\n    Variable not in scope: foo\n  |\n7 |   print $ foo 3\n  |           ^^^\n",
        ("app/Main.hs", 7, 11, "Variable not in scope: foo", "  print $ foo 3"),
    ),
    "ghc, -Werror": (
        "a/B.hs:3:1: error: [GHC-40910] [-Wunused-top-binds, Werror=unused-top-binds]\n    Defined but not used: x\n",
        ("a/B.hs", 3, 1, "Defined but not used: x", ""),
    ),
    "biome, fixable": (
        "src/a.ts:4:10 lint/style/useConst  FIXABLE  \u2501\u2501\u2501\n\n  \u00d7 Use const.\n",
        ("src/a.ts", 4, 10, "Use const.", ""),
    ),
    "elm": (
        "-- NAMING ERROR ------- src/Main.elm\n\nI cannot find a `viewButon` variable:\n\n34|     viewButon model\n        ^^^^^^^^^\n",
        ("src/Main.elm", 34, None, "I cannot find a `viewButon` variable", ""),
    ),
    "next": (
        "Failed to compile.\n\n./app/page.tsx:14:22\nType error: Property 'titel' does not exist.\n",
        ("app/page.tsx", 14, 22, "Property 'titel' does not exist.", ""),
    ),
    "cmake": (
        "CMake Error at CMakeLists.txt:7 (add_executable):\n  Cannot find source file:\n\n    mian.cpp\n\n  Tried extensions .c\n",
        ("CMakeLists.txt", 7, None, "Cannot find source file: mian.cpp", ""),
    ),
    "make": (
        "Makefile:5: *** missing separator.  Stop.\n",
        ("Makefile", 5, None, "missing separator", ""),
    ),
    "terraform": (
        "\u2577\n\u2502 Error: Unsupported argument\n\u2502 \n\u2502   on main.tf line 14, in resource:\n",
        ("main.tf", 14, None, "Unsupported argument", ""),
    ),
    "solc": (
        "Error: Undeclared identifier.\n --> Bank.sol:12:17:\n   |\n12 |   require(ownr);\n   |           ^^^^\n",
        ("Bank.sol", 12, 17, "Undeclared identifier.", ""),
    ),
    "ruff, full": (
        "F821 Undefined name `totl`\n --> cart.py:4:12\n  |\n4 |     return totl\n  |            ^^^^\n",
        ("cart.py", 4, 12, "F821 Undefined name `totl`", "    return totl"),
    ),
    "erlc": (
        "src/shop.erl:12:5: function total/1 undefined\n",
        ("src/shop.erl", 12, 5, "function total/1 undefined", ""),
    ),
    "erlc, an arrow": (
        "a.erl:5:12: syntax error before: '->'\n",
        ("a.erl", 5, 12, "syntax error before: '->'", ""),
    ),
    "elixir": (
        '    error: undefined variable "totl"\n    \u2502\n  4 \u2502     IO.puts(totl)\n    \u2502\n    \u2514\u2500 lib/cart.ex:4:13: Cart.show/1\n',
        ("lib/cart.ex", 4, 13, 'undefined variable "totl"', ""),
    ),
    "biome": (
        "src/a.ts:4:10 lint/suspicious/noDoubleEquals \u2501\u2501\u2501\n\n  \u00d7 Use === instead of ==.\n",
        ("src/a.ts", 4, 10, "Use === instead of ==.", ""),
    ),
    "swc": (
        "  \u00d7 Expected ','\n    \u256d\u2500[/srv/index.tsx:12:1]\n 12 \u2502   <p>{a b}</p>\n",
        ("/srv/index.tsx", 12, 1, "Expected ','", ""),
    ),
    "babel": (
        'SyntaxError: /srv/index.js: Unexpected token, expected "," (3:14)\n',
        ("/srv/index.js", 3, None, 'Unexpected token, expected ","', ""),
    ),
    "nim": (
        "main.nim(3, 6) Error: undeclared identifier: 'foo'\n",
        ("main.nim", 3, 6, "undeclared identifier: 'foo'", ""),
    ),
    "javac": (
        "Shop.java:7: error: cannot find symbol\n        int t = totl + 1;\n                ^\n  symbol:   variable totl\n",
        ("Shop.java", 7, 17, "cannot find symbol: variable totl", "        int t = totl + 1;"),
    ),
    "rustc": (
        "error[E0425]: cannot find value `totl`\n --> src/main.rs:3:20\n  |\n3 |     f(totl);\n  |       ^^^^ help\n",
        ("src/main.rs", 3, 20, "cannot find value `totl`", "    f(totl);"),
    ),
    "kotlinc": (
        "e: file:///srv/Main.kt:3:9 Unresolved reference: foo\n",
        ("/srv/Main.kt", 3, 9, "Unresolved reference: foo", ""),
    ),
    "mypy": (
        "cart.py:12: error: Incompatible return value type  [return-value]\n",
        ("cart.py", 12, None, "Incompatible return value type  [return-value]", ""),
    ),
    "ruff": (
        "cart.py:3:8: F401 `os` imported but unused\n",
        ("cart.py", 3, 8, "F401 `os` imported but unused", ""),
    ),
    "php": (
        "PHP Parse error:  syntax error, unexpected end of file in /srv/i.php on line 14\n",
        ("/srv/i.php", 14, None, "syntax error, unexpected end of file", ""),
    ),
    "shell": (
        "deploy.sh: line 14: syntax error near unexpected token `fi'\n",
        ("deploy.sh", 14, None, "syntax error near unexpected token `fi'", ""),
    ),
    "eslint": (
        "/srv/app.js\n  1:1   warning  odd  some-rule\n  3:10  error  'x' is not defined  no-undef\n",
        ("/srv/app.js", 3, 10, "'x' is not defined", ""),
    ),
    "linker": (
        "main.c:(.text+0x1d): undefined reference to `foo'\n",
        ("main.c", None, None, "undefined reference to `foo'", ""),
    ),
    "csc": ("Program.cs(3,5): error CS1002: ; expected\n", ("Program.cs", 3, 5, "; expected", "")),
    "ocaml": (
        'File "a.ml", line 3, characters 4-9:\n3 | let x = y\n            ^\nError: Unbound value y\n',
        ("a.ml", 3, 4, "Unbound value y", ""),
    ),
}


@pytest.mark.parametrize("tool", _REPORTS)
def test_the_place_and_the_words_are_read(tool: str) -> None:
    text, expected = _REPORTS[tool]
    [one] = find_refusals(text)
    assert (one.path, one.line, one.column, one.message, one.code) == expected


def test_a_place_is_told_once_and_in_order() -> None:
    text = "b.c:2:1: error: first\na.c:1:1: error: second\nb.c:2:1: error: first\n"
    assert [one.message for one in find_refusals(text)] == ["first", "second"]


def test_a_hostile_text_costs_little() -> None:
    """Long lines and a great many matches end at once, with no more than can be shown."""
    assert len(find_refusals("a.c:1:1: error: x%d\n" * 10)) == 1
    assert len(find_refusals("".join(f"a.c:{n}:1: error: x\n" for n in range(20_000)))) <= 50
    assert find_refusals("a." * 200_000 + "\n" + ":" * 100_000 + "\n" + "^" * 100_000) == ()


_FRAMES = {
    "esbuild": '\u2718 [ERROR] Expected ")" but found ";"\n\n    src/App.jsx:12:17:\n      12 \u2502   const x = foo(1;\n         \u2502                  ^\n         \u2575                  )\n',
    "dart": "lib/main.dart:12:18: Error: The getter 'lenght' isn't defined.\nTry correcting the name.\n  print(numbers.lenght);\n                ^^^^^^\n",
    "angular": "ERROR in src/app.ts:10:5 - error TS2322: Type 'string' is not assignable.\n\n10     this.count = \"3\";\n       ~~~~~~~~~~\n",
    "elixir": '    error: undefined variable "totl"\n    \u2502\n  4 \u2502     IO.puts(totl)\n    \u2502             ^^^^\n    \u2514\u2500 lib/cart.ex:4:13: Cart.show/1\n',
}


@pytest.mark.parametrize("tool", _FRAMES)
def test_what_a_tool_quotes_is_not_judged_as_code_of_its_own(tool: str, tmp_path: Path) -> None:
    """It is a line out of its context, with a margin, in a language that may be another."""
    answer = _answer(tmp_path, _FRAMES[tool])

    assert {one.code for one in answer.diagnostics} == {"syntax/refused"}
    assert answer.fixes == ()


@pytest.mark.parametrize(
    "text",
    [
        "src/shop.erl:12: total(X) -> X.\n",  # what grep finds
        "HTTP500 internal\n --> gateway:1:1\n",
        "ParseError: odd\n --> conf.yml:1:1\n",
        "Error: cannot read\n  on stdin line 4\n",
    ],
)
def test_what_only_looks_like_a_refusal_is_none(text: str) -> None:
    assert find_refusals(text) == ()


def test_a_symbol_is_not_taken_from_the_next_refusal() -> None:
    text = "A.java:3: error: cannot find symbol\nB.java:9: error: cannot find symbol\n  f();\n  ^\n  symbol:   method f()\n"
    assert [one.message for one in find_refusals(text)] == [
        "cannot find symbol",
        "cannot find symbol: method f()",
    ]


def test_a_closing_fence_is_no_mark() -> None:
    assert marked_lines("~~~python\nprint((1)\n~~~\n") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "\u00d7 x\n\u256d\u2500[a\n" * 10_000,
        ("x" * 600 + "\n") * 200 + "a.c:1:1: error: x\n",
        "\n" * 100_000,
        "CMake Error at a:1:" + "\n" * 50_000,
        "error: x\n" * 5_000 + " \u2502\n" * 5_000,
        "-- Error: a:1:1 --\n" * 5_000 + "|\n" * 5_000,
        "\u2502 Error: m\n\u2502 \n" * 5_000,
    ],
)
def test_repeated_beginnings_end(text: str) -> None:
    started = process_time()
    find_refusals(text)
    marked_lines(text)
    assert process_time() - started < 5


def _answer(folder: Path, text: str) -> Diagnosis:
    task = Task(
        problem=from_text(text),
        decision=Decision(route=Route.SYNTAX, confidence=0.9, stage=Stage.STRUCTURE),
        reading=Reading(),
        workspace=Workspace.at(folder),
    )
    last = list(drive(follow(task)))[-1]
    assert isinstance(last, Done)
    return last.diagnosis


def test_the_users_file_is_shown_at_the_place_and_resembling_names_are_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "main.go").write_text("package main\n\nfunc main() {\n\ttotal := 3\n\tprintln(totl)\n}\n")
    answer = _answer(tmp_path, "# shop\n./main.go:5:10: undefined: totl\n")

    [finding] = answer.diagnostics
    assert (finding.code, finding.message) == ("syntax/refused", "undefined: totl")
    assert finding.primary is not None
    assert answer.code[0].text[finding.primary.span.start : finding.primary.span.end] == "totl"
    assert finding.notes == ("`total` occurs in the file",)


def test_a_refused_file_that_does_not_parse_is_repaired(tmp_path: Path) -> None:
    (tmp_path / "m.c").write_text("int main(void) {\n    int x = 3\n    return x;\n}\n")
    answer = _answer(tmp_path, "m.c: In function 'main':\nm.c:2:14: error: expected ';' before 'return'\n")

    assert [fix.status for fix in answer.fixes] == [Status.VERIFIED]
    assert answer.fixes[0].edits[0].text == ";"


def test_without_the_file_the_quoted_line_is_shown_and_the_file_asked_for(tmp_path: Path) -> None:
    text = "Shop.java:7: error: cannot find symbol\n        int t = totl + 1;\n                ^\n1 error\n"
    answer = _answer(tmp_path, text)

    assert answer.code[0].first_line == 7
    assert answer.notes == (
        "`Shop.java` is not in the workspace: run this where the file is, or name the file",
    )


def test_a_file_that_has_changed_since_is_not_pointed_into(tmp_path: Path) -> None:
    (tmp_path / "m.c").write_text("int y;\n")
    answer = _answer(tmp_path, "m.c:9:14: error: expected ';' before 'return'\n")

    assert answer.diagnostics[0].primary is None
    assert answer.cause == "m.c:9:14: expected ';' before 'return'"


_SUGGESTED = {
    "gcc's name": (
        "m.c",
        "int main(void) {\n    int total = 1;\n    return totl;\n}\n",
        (
            "m.c:3:12: error: ‘totl’ undeclared (first use in this function); did you mean ‘total’?\n"
            "    3 |     return totl;\n      |            ^~~~\n      |            total\n"
        ),
        "    return total;",
    ),
    "gcc's alternative": (
        "m.cpp",
        "int main() {\n    string s;\n}\n",
        (
            "m.cpp:2:5: error: ‘string’ was not declared in this scope\n    2 |     string s;\n      |     ^~~~~~\n"
            "m.cpp:2:5: note: suggested alternatives:\nIn file included from a.h:1:\nb.h:7:33: note:   ‘std::string’\n"
        ),
        "    std::string s;",
    ),
    "rustc's line": (
        "m.rs",
        "fn main() {\n    let n = size(&p);\n}\n",
        (
            "error[E0308]: mismatched types\n --> m.rs:2:18\n  |\n2 |     let n = size(&p);\n  |                  ^^ expected `P`, found `&P`\n  |\n"
            "help: consider removing the borrow\n  |\n2 -     let n = size(&p);\n2 +     let n = size(p);\n  |\n"
        ),
        "    let n = size(p);",
    ),
    "rustc's addition": (
        "m.rs",
        "fn main() {\n    show(totl);\n}\n",
        (
            "error[E0425]: cannot find value `totl` in this scope\n --> m.rs:2:10\n  |\n2 |     show(totl);\n  |          ^^^^\n  |\n"
            "help: a local variable with a similar name exists\n  |\n2 |     show(total);\n  |             +\n"
        ),
        "    show(total);",
    ),
    "clang's text": (
        "m.c",
        "int f(void) {\n    g(x y);\n}\n",
        "m.c:2:9: error: something about arguments\n    g(x y);\n        ^\n        ,\n",
        "    g(x ,y);",
    ),
    "mypy's name": (
        "m.py",
        "a = A()\nprint(a.color)\n",
        'm.py:2: error: "A" has no attribute "color"; maybe "colour"?  [attr-defined]\n',
        "print(a.colour)",
    ),
}


@pytest.mark.parametrize("case", _SUGGESTED)
def test_what_the_tool_suggests_is_a_fix_that_nothing_has_checked(tmp_path: Path, case: str) -> None:
    name, code, report, line = _SUGGESTED[case]
    (tmp_path / name).write_text(code)

    answer = _answer(tmp_path, report)
    fixes = [fix for fix in answer.fixes if fix.code == "syntax/refused"]

    assert [fix.status for fix in fixes] == [Status.UNVERIFIED]
    [edit] = fixes[0].edits
    assert line in (code[: edit.span.start] + edit.text + code[edit.span.end :]).split("\n")


def test_a_suggestion_for_another_state_of_the_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "m.c").write_text("int main(void) {\n\n    return totl;\n}\n")
    report = (
        "m.c:2:12: error: ‘totl’ undeclared; did you mean ‘total’?\n    2 |     return totl;\n"
        "      |            ^~~~\n      |            total\n"
    )

    assert _answer(tmp_path, report).fixes == ()


def test_what_the_grammar_cannot_see_is_told_beside_what_it_repairs(tmp_path: Path) -> None:
    (tmp_path / "m.c").write_text("int main(void) {\n    int x = totl\n    return x;\n}\n")
    answer = _answer(
        tmp_path,
        "m.c:2:13: error: ‘totl’ undeclared (first use in this function)\nm.c:3:5: error: expected ‘;’ before ‘return’\n",
    )

    assert [fix.status for fix in answer.fixes] == [Status.VERIFIED]
    assert [each.code for each in answer.diagnostics][1:] == ["syntax/refused"]
    assert "totl" in answer.diagnostics[1].message


@pytest.mark.parametrize("closing", ["1 error generated.", "make: *** [all] Error 1"])
def test_what_a_tool_says_at_the_margin_is_no_code(tmp_path: Path, closing: str) -> None:
    (tmp_path / "m.c").write_text("int f(void) {\n    foo\n}\n")

    answer = _answer(
        tmp_path, f"m.c:2:5: error: use of undeclared identifier 'foo'\n    foo\n    ^\n{closing}\n"
    )

    assert all(closing not in edit.text for fix in answer.fixes for edit in fix.edits)


def test_text_is_put_only_into_the_line_that_the_tool_saw(tmp_path: Path) -> None:
    (tmp_path / "m.c").write_text("int f(void) {\nint unrelated = 1;\nreturn unrelated;\n}\n")

    report = "m.c:2:8: error: something about declarations\nint foo = 5\n       ^\n       ;\n"

    assert _answer(tmp_path, report).fixes == ()


def test_the_same_refusal_is_told_once_with_what_is_suggested() -> None:
    once = "m.c:3:12: error: 'totl' undeclared\n    return totl;\n           ^~~~\n"

    [found] = find_refusals(f"{once}{once}           total\n")

    assert found.suggested is not None
    assert found.suggested.new == "total"


def test_the_line_that_psql_quotes_is_no_code_of_the_users() -> None:
    text = (
        'select name, count(*) from users;\nERROR:  column "users.name" must appear in the GROUP BY clause\n'
        "LINE 1: select name, count(*) from users;\n"
    )
    problem = from_text(text)

    assert not any("LINE" in piece.text for piece in problem.code)
    assert "sql: a name is not known" in [report.what for report in find_reports(text)]
