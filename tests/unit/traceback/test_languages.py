"""Other languages' reports are read in the order of ours: outermost cause first, deepest frame last."""

import pytest

from analyzers.facts import Traceback
from analyzers.traceback import read


def told(report: Traceback) -> list[str]:
    return [
        f"{raised.type}: {raised.message} @ "
        + " > ".join(f"{frame.file}:{frame.line or '?'} {frame.function}".strip() for frame in raised.frames)
        for raised in report.chain
    ]


CASES = {
    "java": (
        (
            'Exception in thread "main" a.Bad: outer\n\tat a.B.run(B.java:7)\n\tat a.B.main(B.java:3)\n'
            "Caused by: java.io.IOException: inner\n\tat a.C.read(C.java:9)\n\t... 2 more\n"
        ),
        [
            "java.io.IOException: inner @ C.java:9 a.C.read",
            "a.Bad: outer @ B.java:3 a.B.main > B.java:7 a.B.run",
        ],
    ),
    "node": (
        (
            "TypeError: x is not a function\n    at f (/a/b.js:3:4)\n    at async main (/a/b.js:9:1) {\n"
            "  code: 'E',\n  [cause]: Error: inner\n      at g (/a/c.js:1:2)\n}\n"
        ),
        ["Error: inner @ /a/c.js:1 g", "TypeError: x is not a function @ /a/b.js:9 main > /a/b.js:3 f"],
    ),
    "firefox": (
        "Uncaught TypeError: x is null\n    f@https://a.example/b.js:3:4\n    @https://a.example/b.js:9:1\n",
        ["TypeError: x is null @ https://a.example/b.js:9 > https://a.example/b.js:3 f"],
    ),
    "go": (
        (
            "panic: boom [recovered]\n\tpanic: again\n\ngoroutine 1 [running]:\nmain.(*T).f(0xc0, {0x1, 0x2})\n"
            "\t/a/b.go:3 +0x1d\nmain.main()\n\t/a/b.go:9 +0x2\ncreated by main.x in goroutine 2\n\t/a/b.go:1 +0x3\nexit status 2\n"
        ),
        ["panic: boom @ ", "panic: again @ /a/b.go:9 main.main > /a/b.go:3 main.(*T).f"],
    ),
    "rust": (
        (
            "thread 'main' panicked at src/main.rs:3:4:\nindex out of bounds\nstack backtrace:\n   0: core::panic\n"
            "             at /rustc/1/a.rs:1:2\n   1: app::main\n             at ./src/main.rs:3:4\n"
        ),
        ["panic: index out of bounds @ ./src/main.rs:3 app::main > /rustc/1/a.rs:1 core::panic"],
    ),
    "rust of old": (
        "thread 'main' panicked at 'it''s bad', src/main.rs:3:4\nnote: run with `RUST_BACKTRACE=1`\n",
        ["panic: it''s bad @ src/main.rs:3"],
    ),
    "ruby": (
        "a.rb:3:in `f': divided by 0 (ZeroDivisionError)\n\tfrom a.rb:7:in `<main>'\n",
        ["ZeroDivisionError: divided by 0 @ a.rb:7 <main> > a.rb:3 f"],
    ),
    "ruby for a terminal": (
        "Traceback (most recent call last):\n\t1: from a.rb:7:in `<main>'\na.rb:3:in `f': bad (RuntimeError)\n",
        ["RuntimeError: bad @ a.rb:7 <main> > a.rb:3 f"],
    ),
    "dotnet": (
        (
            "Unhandled exception. System.Exception: outer\n ---> System.IO.IOException: inner\n"
            "   at A.B.Read(String p) in /a/b.cs:line 3\n   --- End of inner exception stack trace ---\n"
            "   at A.B.Main() in /a/b.cs:line 9\n"
        ),
        ["System.IO.IOException: inner @ /a/b.cs:3 A.B.Read", "System.Exception: outer @ /a/b.cs:9 A.B.Main"],
    ),
    "php": (
        (
            "PHP Fatal error:  Uncaught DivisionByZeroError: Division by zero in /a/b.php:3\nStack trace:\n"
            "#0 /a/b.php(7): half(0)\n#1 {main}\n  thrown in /a/b.php on line 3\n"
        ),
        ["DivisionByZeroError: Division by zero @ /a/b.php:7 {main} > /a/b.php:3 half"],
    ),
    "elixir": (
        '** (KeyError) key "a" not found\n    (app 0.1.0) lib/a.ex:3: A.f/1\n    lib/b.ex:9: B.main/0\n',
        ['KeyError: key "a" not found @ lib/b.ex:9 B.main/0 > lib/a.ex:3 A.f/1'],
    ),
    "dart": (
        "Unhandled exception:\nFormatException: bad\n#0      f (file:///a/b.dart:3:4)\n#1      main (file:///a/b.dart:9:1)\n",
        ["FormatException: bad @ file:///a/b.dart:9 main > file:///a/b.dart:3 f"],
    ),
    "address sanitizer": (
        (
            "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\nREAD of size 4\n"
            "    #0 0x5 in f /a/b.c:3:4\n    #1 0x6 in main /a/b.c:9\n\nfreed by thread T0 here:\n    #0 0x7 in free /x.c:1\n"
        ),
        ["AddressSanitizer: heap-use-after-free on address 0x1 @ /a/b.c:9 main > /a/b.c:3 f"],
    ),
    "gdb": (
        (
            "Program received signal SIGSEGV, Segmentation fault.\n0x5 in f (p=0x0) at b.c:3\n3\t*p;\n"
            "#0  0x5 in f (p=0x0) at b.c:3\n#1  0x6 in main () at b.c:9\n"
        ),
        ["SIGSEGV: Segmentation fault @ b.c:9 main > b.c:3 f"],
    ),
    "valgrind": (
        "==9== Invalid read of size 4\n==9==    at 0x1: f (b.c:3)\n==9==    by 0x2: main (b.c:9)\n",
        ["Invalid read of size 4:  @ b.c:9 main > b.c:3 f"],
    ),
    "perl": (
        "it died at a.pl line 3.\n\tmain::f(1) called at a.pl line 9\n",
        ["die: it died @ a.pl:9 > a.pl:3 main::f"],
    ),
    "swift": (
        "app/main.swift:3: Fatal error: Index out of range\n",
        ["Fatal error: Index out of range @ app/main.swift:3"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_a_report_is_read(text: str, expected: list[str]) -> None:
    [report] = read(text).tracebacks

    assert told(report) == expected


@pytest.mark.parametrize("text", [text for text, _ in CASES.values()], ids=CASES.keys())
def test_a_report_from_a_container_is_read_alike(text: str) -> None:
    wrapped = "".join(f"app-1  | {line}\n" for line in text.splitlines())

    assert [told(report) for report in read(wrapped).tracebacks] == [
        told(report) for report in read(text).tracebacks
    ]


@pytest.mark.parametrize(
    "text",
    [
        "we met at main.cafe(Berlin.java:3) yesterday",
        "look at foo (/a/b.js) first",
        "the file a.py, line 3, in f is fine",
        'see File "notes.txt", line 3',
        "panic: do not",
        "an error occurred at 12:30:45",
    ],
)
def test_a_mention_is_no_report(text: str) -> None:
    assert read(text + "\n").tracebacks == ()
