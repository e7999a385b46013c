"""What reports and parsers prove: one test per family of hard cases."""

from time import process_time

import pytest

from analyzers.facts import Code, Problem, Route, Stage
from analyzers.reports import find_reports
from analyzers.traceback import Reading, read
from assistant.router import decide
from assistant.router.structure import look
from assistant.router.view import Texture, view


def route(text: str) -> Route:
    return decide(Problem(text=text), read(text)).route


FILE = 'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    run()\n'


@pytest.mark.parametrize(
    "tail",
    [
        '  File "/app/main.py", line 9, in run\n    return json.loads(text)\njson.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
        '  File "/app/main.py", line 9, in run\n    return eval(text)\n  File "<string>", line 1\n    2 +* 3\n       ^\nSyntaxError: invalid syntax',
        '  File "/usr/lib/python3.11/ast.py", line 50, in literal_eval\n    node = parse(node)\n  File "<unknown>", line 1\n    [1, 2\n    ^\nSyntaxError: \'[\' was never closed',
        '  File "/app/main.py", line 9, in run\n    db.execute(q)\nsqlite3.OperationalError: near "FORM": syntax error',
        '  File "/app/main.py", line 9, in run\n    return env.from_string(t)\njinja2.exceptions.TemplateSyntaxError: unexpected end of template',
    ],
    ids=["json", "eval", "literal-eval", "sql", "template"],
)
def test_a_syntax_error_in_data_is_runtime(tail: str) -> None:
    assert route(FILE + tail) is Route.RUNTIME


@pytest.mark.parametrize(
    "said",
    [
        "sh: 1: vite: not found",
        'cron mails me "/bin/sh: 1: vite: not found", by hand it runs',
        "ash: jq: not found",
        "zsh:7: command not found: npx",
        "fish: Unknown command: npx",
        "zsh: command not found: npx",
    ],
)
def test_a_program_that_a_shell_does_not_find_is_runtime(said: str) -> None:
    """Each shell has words of its own for it."""
    assert route(said) is Route.RUNTIME


def test_a_module_that_does_not_compile_is_syntax_wherever_it_is_imported() -> None:
    assert (
        route(FILE + '  File "/app/shop.py", line 2\n    def f(:\n          ^\nSyntaxError: invalid syntax')
        is Route.SYNTAX
    )


def test_a_comparison_in_a_test_is_logic() -> None:
    text = (
        FILE + '  File "/app/test_shop.py", line 9, in test_total\n    assert total([1]) == 2\nAssertionError'
    )

    assert route(text) is Route.LOGIC


def test_a_guard_in_production_code_is_runtime() -> None:
    text = FILE + '  File "/app/shop.py", line 9, in pay\n    assert amount > 0\nAssertionError'

    assert route(text) is Route.RUNTIME


def test_a_program_interrupted_while_it_hung_is_logic() -> None:
    assert (
        route(FILE + '  File "/app/main.py", line 9, in run\n    while True:\nKeyboardInterrupt')
        is Route.LOGIC
    )


def test_node_failing_to_load_a_file_is_syntax() -> None:
    text = "/srv/a.js:2\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n    at wrapSafe (node:internal/modules/cjs/loader:1378:20)\n    at Module._compile (node:internal/modules/cjs/loader:1428:41)"

    assert route(text) is Route.SYNTAX


def test_node_failing_to_parse_a_reply_is_runtime() -> None:
    text = "undefined:1\n<html>\n^\n\nSyntaxError: Unexpected token '<', \"<html>\" is not valid JSON\n    at JSON.parse (<anonymous>)\n    at load (/srv/a.js:9:3)"

    assert route(text) is Route.RUNTIME


@pytest.mark.parametrize(
    "text",
    [
        "main.c:4:5: error: expected ';' before 'return'",
        "main.o: In function `main':\nmain.c:(.text+0x1a): undefined reference to `area'\ncollect2: error: ld returned 1 exit status",
        "Main.java:7: error: cannot find symbol\n    totl += 1;\n    ^\n  symbol:   variable totl",
        "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
        "error[E0382]: borrow of moved value: `s`\n --> src/main.rs:4:20",
        "# shop\n./cart.go:9:2: declared and not used: total",
        "Cart.cs(4,9): error CS0103: The name 'x' does not exist in the current context",
        "e: file:///app/Main.kt:3:5 Unresolved reference: foo",
        'shop.py:3: error: Incompatible return value type (got "str", expected "int")  [return-value]',
        "main.c:3:7: error: unused variable 'x' [-Werror=unused-variable]",
        "a.sh: line 4: syntax error near unexpected token `done'",
    ],
    ids=["gcc", "linker", "javac", "tsc", "rustc", "go", "csc", "kotlinc", "mypy", "werror", "bash"],
)
def test_what_a_compiler_refuses_is_syntax(text: str) -> None:
    assert route(text) is Route.SYNTAX


@pytest.mark.parametrize(
    "text",
    [
        "panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/main.go:8 +0x1d",
        'Exception in thread "main" java.lang.NullPointerException\n\tat Main.main(Main.java:3)',
        "thread 'main' panicked at src/main.rs:3:5:\nindex out of bounds: the len is 0 but the index is 0",
        "app.rb:3:in `total': undefined method `sum' for nil:NilClass (NoMethodError)",
        "Segmentation fault (core dumped)",
        "calc: stack.c:9: push: Assertion `s != NULL' failed.\nAborted (core dumped)",
        "Unhandled exception. System.NullReferenceException: Object reference not set",
        "main.c:3:7: warning: unused variable 'x' [-Wunused-variable]\nSegmentation fault (core dumped)",
    ],
    ids=["go", "java", "rust", "ruby", "c", "assert", "dotnet", "warning-then-crash"],
)
def test_what_stops_a_running_program_is_runtime(text: str) -> None:
    assert route(text) is Route.RUNTIME


@pytest.mark.parametrize(
    "text",
    [
        "E       assert 4 == 5\n\ntest_a.py:3: AssertionError",
        "E       Failed: DID NOT RAISE <class 'ValueError'>",
        "  ● cart › total\n\n    expect(received).toBe(expected)\n\n    Expected: 3\n    Received: 4",
        "org.opentest4j.AssertionFailedError: expected: <3> but was: <4>\n\tat CartTest.total(CartTest.java:9)",
        "--- FAIL: TestTotal (0.00s)\n    cart_test.go:15: Total() = 10, want 12\nFAIL",
        "panic: test timed out after 10s\n\ngoroutine 7 [running]:",
        "Failed asserting that 20 matches expected 30.",
    ],
    ids=["pytest", "not-raised", "jest", "junit", "go", "go-timeout", "phpunit"],
)
def test_a_failed_comparison_is_logic(text: str) -> None:
    assert route(text) is Route.LOGIC


def test_an_exception_inside_a_test_is_runtime() -> None:
    text = "  ● cart › total\n\n    TypeError: cart.totl is not a function\n\n      at Object.<anonymous> (src/cart.test.js:7:15)"

    assert route(text) is Route.RUNTIME


def test_wrong_output_beside_a_report_that_does_not_matter_is_logic() -> None:
    text = (
        "The sum should be 12 but I get 9. Ignore the traceback, I catch it on purpose:\n\n"
        + FILE
        + "KeyError: 'x'"
    )

    assert route(text) is Route.LOGIC


def test_code_that_does_not_parse_is_syntax() -> None:
    decision = decide(Problem(text="def f(x)\n    return x\n"), read(""))

    assert (decision.route, decision.stage) == (Route.SYNTAX, Stage.STRUCTURE)


def test_code_that_parses_beside_a_question_about_its_result_is_logic() -> None:
    assert (
        route("why is out empty?\n\n```python\nfor x in rows:\n    out = []\n    out.append(x)\n```")
        is Route.LOGIC
    )


def test_comments_are_the_words_of_bare_code() -> None:
    """Who pastes code alone says in its comments what is wrong."""
    seen = view(
        Problem(text="def f(xs):\n    # returns an empty list instead of the sum\n    return []\n"), Reading()
    )

    assert seen.said == "returns an empty list instead of the sum"
    assert not seen.words


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const user = { tags: null };\nuser.tags.push('x');\nconsole.log(user);", Route.RUNTIME),
        ("const prices = [100, 25, 9];\nprices.sort();\nconsole.log(prices[0]);", Route.LOGIC),
        ("const limit = 3;\nlet limit = 5;\nconsole.log(limit);", Route.SYNTAX),
        ("def mean(xs)\n  xs.sum / xs.length\nend\n\nputs mean([])", Route.RUNTIME),
        (
            "package main\n\nfunc main() {\n\tfor i, x := range []int{1, 2} {\n\t\tprintln(x)\n\t}\n}",
            Route.SYNTAX,
        ),
        (
            "import csv\nimport io\n\nfor row in csv.reader(io.StringIO('a,1\\nb,\\n')):\n    print(int(row[1]))",
            Route.RUNTIME,
        ),
        (
            "use strict;\nuse warnings;\nmy @xs = (1, 2);\nfor my $x (@xs) {\n    $sum += $x;\n}\nprint $sum;",
            Route.SYNTAX,
        ),
    ],
)
def test_bare_code_goes_where_running_it_would_lead(code: str, expected: Route) -> None:
    """Nobody said what happened, so it is worked out."""
    assert route(code) is expected


def test_a_log_in_which_nothing_fails_is_unclear() -> None:
    assert (
        route("2024-05-02 08:00:01 INFO  job started\n2024-05-02 08:04:41 INFO  job finished\n")
        is Route.UNCLEAR
    )


def test_a_question_about_programming_at_large_is_unclear() -> None:
    assert route("What exactly is a segmentation fault?") is Route.UNCLEAR
    assert route("Why do I get a segmentation fault in my loop?") is Route.RUNTIME


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = [1,2,3] print(x)", Route.SYNTAX),
        ("for i in range(10) print(i)", Route.SYNTAX),
        ("SELECT name FROM users WHERE;", Route.SYNTAX),
        ('int x = "hello";', Route.SYNTAX),
        ("[1,2,3][5]", Route.RUNTIME),
        ('"a" + 1', Route.RUNTIME),
        ("while True: pass", Route.LOGIC),
        ("console.log([10, 9, 1].sort())", Route.LOGIC),
    ],
)
def test_a_single_line_of_code_is_worked_out_too(line: str, expected: Route) -> None:
    assert route(line) is expected


@pytest.mark.parametrize(
    "after",
    ["2026-01-03 could not bind the socket, giving up", "npm ERR! code ELIFECYCLE"],
)
def test_a_step_that_ended_well_says_nothing_of_what_fails_after_it(after: str) -> None:
    opinion = look(view(Problem(text=f"found 0 vulnerabilities\n{after}"), Reading()))

    assert opinion is None or opinion.route is not Route.UNCLEAR
    assert look(view(Problem(text="added 451 packages in 3s\nfound 0 vulnerabilities"), Reading()))


def test_settings_before_a_command_are_no_log() -> None:
    commands = "cc=gcc cflags=-O2 make all\ncc=clang cflags=-O1 make check"
    logged = "level=info event=start port=80\nlevel=info event=stop port=80"

    assert view(Problem(text=commands), Reading()).texture is not Texture.REPORT
    assert view(Problem(text=logged), Reading()).texture is Texture.REPORT


def test_a_scripts_first_line_names_its_language_with_any_version() -> None:
    script = "#!/usr/bin/env python3.11\nThis prints a number\nprint(1)\n"
    long = "#!/" + "1" * 50_000 + "!\nwords and more words here\nprint(1)\n"

    assert [code.language for code in view(Problem(text=script), read(script)).codes] == ["python"]
    started = process_time()
    view(Problem(text=long), read(long))
    assert process_time() - started < 2.0


@pytest.mark.parametrize(
    "said",
    [
        'psycopg2 complains: syntax error at or near "order" LINE 1: SELECT * FROM order',
        "our importer logs Unexpected character ('}' (code 125)), it comes from Jackson",
        "settings.yml fails with could not find expected ':'",
        "re.compile gives me unterminated character set at position 3",
        "erreur de syntaxe quand pymysql exécute la requête",
    ],
)
def test_who_complains_of_data_in_words_is_a_running_program(said: str) -> None:
    assert route(said) is Route.RUNTIME


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('psql says syntax error at or near ")" for my CREATE TABLE', Route.SYNTAX),
        ("invalid syntax on the line with json.loads(text  and nothing else", Route.SYNTAX),
        ("my nginx config is fine but g++ says expected ';' after class", Route.SYNTAX),
        ("json.loads gives me a dict but I expected a list of users", Route.LOGIC),
        ("sqlite3 returns rows in unexpected order", Route.LOGIC),
        ("print(json.loads(s) gives SyntaxError: '(' was never closed", Route.SYNTAX),
        ("my sqlite3 script dies with SyntaxError: invalid syntax", Route.SYNTAX),
        ("eval() of what the user typed gives SyntaxError: invalid syntax", Route.RUNTIME),
    ],
)
def test_who_reads_data_is_not_the_one_who_complains(said: str, expected: Route) -> None:
    assert route(said) is expected


@pytest.mark.parametrize(
    "text",
    [
        "error[E0277]: the trait bound `S: Serialize` is not satisfied\n --> src/a.rs:9:3\n  |\n9 |   serde_json::to_string(&s)?;\n  |   ^^^",
        "src/Load.cs(3,7): error CS0246: The type or namespace name 'X' could not be found\nusing System.Text.Json;",
    ],
)
def test_what_a_compiler_quotes_complains_of_nothing(text: str) -> None:
    assert route(text) is Route.SYNTAX


def test_code_that_only_python_could_be_is_read_as_python() -> None:
    broken = 'msg = "Dear " + name + ", your order\n       is at " + depot\nprint(msg)\n'

    assert route(broken) is Route.SYNTAX
    assert route(broken.replace("\n      ", "") + "print(depot)\n") is not Route.SYNTAX


def test_a_panic_of_go_is_no_sanitizers_report() -> None:
    text = "panic: runtime error: index out of range [5] with length 5\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/a.go:9\n"

    assert decide(Problem(text=text), read(text)).kind == "panic"


@pytest.mark.parametrize("begins", ["from cron I get", "using npm it says", "import fails with"])
def test_a_sentence_is_no_import(begins: str) -> None:
    assert find_reports(f'{begins} "/bin/sh: 1: vite: not found"')
    assert find_reports("use serde_json::Value;\nimport json\nfrom json import loads\n") == ()


def test_a_named_file_that_ends_in_the_middle_is_no_excerpt() -> None:
    """Whoever pastes the beginning of a class leaves the rest out; a file holds all there is."""
    text = "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
    named = Problem(code=(Code(text=text, path="stack.py", language="python"),))
    assert decide(named, read("")).route is Route.SYNTAX
    pasted = look(view(Problem(text=text), read(text)))
    assert pasted is not None
    assert pasted.chances[0] < 0.5
