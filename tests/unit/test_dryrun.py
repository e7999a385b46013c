"""What would a small program do, worked through on paper?"""

import pytest

from analyzers.dryrun import dry_run

STOPPED = [
    ("javascript", "const user = { tags: null };\nuser.tags.push('x');", "TypeError", 2),
    ("javascript", "function f(o) { return o.a.b; }\nconsole.log(f({ a: {} }).c);", "TypeError", 2),
    ("javascript", "class T { constructor() { this.n = 0; } up() { this.n += 1; } }\nconst { up } = new T();\nup();", "TypeError", 1),
    ("javascript", "console.log(x);\nlet x = 1;", "ReferenceError", 1),
    ("javascript", "const a = 1;\na += 1;", "TypeError", 2),
    ("javascript", "const o = { a: 1 };\nfor (const x of o) console.log(x);", "TypeError", 2),
    ("javascript", "const n = 5;\nn.toUpperCase();", "TypeError", 2),
    ("javascript", "async function go() { throw new Error('no'); }\nasync function main() {\n  await go();\n}\nmain();", "Error", 1),
    ("typescript", "const c = JSON.parse('{\"n\": 3}') as any;\nc.hooks.done();", "TypeError", 2),
    ("java", "class A { public static void main(String[] a) { int[] r = new int[2];\nfor (int i = 0; i <= r.length; i++) r[i] = i; } }", "IndexOutOfBoundsException", 2),
    ("java", "import java.util.*;\nclass A { public static void main(String[] a) { Map<String, Integer> m = new HashMap<>();\nString s = null; m.put(\"a\", 1);\nSystem.out.println(s.length()); } }", "NullPointerException", 4),
    ("csharp", "using System.Collections.Generic; using System.Linq;\nclass P { static void Main() { var d = new Dictionary<string, int> { [\"a\"] = 1 };\nvar x = d[\"b\"]; } }", "KeyNotFoundException", 3),
    ("go", "package main\nfunc main() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}", "panic", 4),
    ("go", "package main\ntype N struct { next *N; v int }\nfunc main() {\n\tn := &N{v: 1}\n\tprintln(n.next.v)\n}", "panic", 5),
    ("go", "package main\nfunc main() {\n\tc := make(chan int)\n\tc <- 1\n}", "deadlock", 4),
    ("rust", "fn main() {\n let v: Vec<i32> = Vec::new();\n let n = v.len() - 1;\n println!(\"{}\", n);\n}", "panic", 3),
    ("rust", "fn find(x: i32) -> Option<i32> { if x > 3 { Some(x) } else { None } }\nfn main() {\n println!(\"{}\", find(1).unwrap());\n}", "panic", 3),
    ("c", "int main(void) {\n int *p = 0;\n char *s = \"abc\";\n s[0] = 'x';\n return 0;\n}", "SIGSEGV", 4),
    ("cpp", "#include <map>\n#include <string>\nint main() {\n std::map<std::string, int> m;\n m[\"a\"] = 1;\n return m.at(\"b\");\n}", "out_of_range", 6),
    ("ruby", "def mean(xs)\n  xs.sum / xs.length\nend\nputs mean([])", "ZeroDivisionError", 2),
    ("ruby", "age = 3\nputs 'age ' + age", "TypeError", 2),
    ("ruby", "class A\n  def initialize(n)\n    @n = n\n  end\nend\nputs A.new(1).size_of", "NoMethodError", 6),
    ("php", "<?php\nfunction f(int $a, int $b) { return $a; }\necho f(1);", "ArgumentCountError", 3),
    ("php", "<?php\n$o = null;\necho $o->total();", "Error", 3),
    ("java", "class A { static int f(int n) {\nreturn n * f(n - 1); } public static void main(String[] a) { System.out.println(f(5)); } }", "StackOverflow", 2),
    ("java", "class A { static int f() { try { return 1; }\nfinally { int z = 1 / 0; } }\npublic static void main(String[] a) { f(); } }", "ArithmeticException", 2),
    ("java", "class A { public static void main(String[] a) { int x = -7 / 2;\nSystem.out.println(1 / (x + 3)); } }", "ArithmeticException", 2),
]  # fmt: skip

RUNS = [
    ("javascript", "const xs = [3, 1, 2].map((x) => x * 2).filter((x) => x > 2);\nconsole.log(xs.length, xs[9]);"),
    ("javascript", "try { null.x } catch (e) { console.log('caught') }"),
    ("javascript", "const el = document.querySelector('#a');\nel.addEventListener('click', () => el.foo.bar());"),
    ("javascript", "let n = 0;\nfunction later() { n += 1; console.log(n, total); }\nconst total = 3;\nlater();"),
    ("java", "import java.util.*;\nclass A { static int max(List<Integer> xs) { int m = 0; for (int x : xs) if (x > m) m = x; return m; }\npublic static void main(String[] a) { System.out.println(max(new ArrayList<>(List.of(1, 2)))); } }"),
    ("c", "#include <stdio.h>\nint main(void) { int t[3] = {1, 2, 3}; int s = 0; for (int i = 0; i < 3; i++) s += t[i]; printf(\"%d\", s / 2); return 0; }"),
    ("go", "package main\nimport \"fmt\"\ntype C struct{ n int }\nfunc (c C) Inc() { c.n++ }\nfunc main() { c := C{}; c.Inc(); m := map[string]int{}; m[\"a\"]++; fmt.Println(c.n, m[\"b\"]) }"),
    ("rust", "struct C { n: u32 }\nimpl C { fn up(&mut self) { self.n += 1; } }\nfn main() { let mut c = C { n: 0 }; c.up(); let v = vec![1, 2]; for (i, x) in v.iter().enumerate() { println!(\"{} {} {}\", i, x, c.n); } }"),
    ("ruby", "h = Hash.new(0)\n%w[a b a].each { |w| h[w] += 1 }\nputs h['z'], [1, 2].first(1).inspect, nil.to_a.size"),
    ("php", "<?php\nfunction add(array $a) { foreach ($a as $k => $v) { $a[$k] = $v * 2; } return $a; }\nprint_r(add([1, 2]));\necho $missing;"),
    ("csharp", "using System;\nvar n = 3;\nstring s = null;\nConsole.WriteLine(s?.Length);\nint? m = null;\nConsole.WriteLine(n);"),
    ("java", "class A { static int f() { try { return 0; } finally { return 1; } }\npublic static void main(String[] a) { System.out.println(1 / f()); } }"),
    ("javascript", "let n = 0;\nfor (let i = 0; i < 3; i++) { try { continue; } finally { n++; } }\nif (n !== 3) { throw new Error('x'); }"),
    ("javascript", "const next = ((n) => () => ++n)(0);\nwhile (next() < 50) { }"),
    ("javascript", "class C { static n = 0; static next() { C.n += 1; return C.n; } }\nwhile (C.next() < 50) { }"),
    ("java", "class A { public static void main(String[] a) { String x = \"hel\"; String y = x + \"lo\"; if (y == \"hello\") { int z = 1 / 0; } System.out.println(y); } }"),
    ("java", "class A { public static void main(String[] a) { byte b = (byte) 200; if (b > 0) { int z = 1 / 0; } System.out.println(b); } }"),
    ("java", "class A { public static void main(String[] a) { int[][] m = new int[400][3]; System.out.println(m[350][2]); } }"),
    ("javascript", "if (true === 1 || (1 << 31) > 0 || (4294967296 | 0) > 0 || '\U0001f600'.length !== 2) { null.x; }\nconsole.log(1);"),
    ("ruby", "nil.x if true == 1\na = [0] * 2000\nputs a[1500] + 1"),
    ("cpp", "#include <iostream>\nvoid swap2(int a, int b) { int t = a; a = b; b = t; }\nint main() { int x = 1, y = 2; swap2(x, y); std::cout << x << y; }"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "code", "name", "line"), STOPPED)
def test_what_stops_a_program_is_found_with_its_line(language: str, code: str, name: str, line: int) -> None:
    """An exception or signal is the whole difference between the crash's specialist and the others."""
    ending = dry_run(code, language)

    assert ending is not None
    assert (ending.name, ending.line) == (name, line)


@pytest.mark.parametrize(("language", "code"), RUNS)
def test_a_program_that_runs_is_not_said_to_stop(language: str, code: str) -> None:
    """A false crash is worse than none: it sends a wrong result the wrong way."""
    ending = dry_run(code, language)

    assert ending is not None
    assert ending.acted
    assert not ending.name
    assert not ending.endless


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("javascript", "let i = 0;\nwhile (i < 10) {\n  console.log(i);\n}"),
        ("java", "class A { public static void main(String[] a) { int i = 5; while (i > 0) { System.out.println(1); } } }"),
        ("c", "int main(void) { unsigned int i; for (i = 3; i >= 0; i--) { } return 0; }"),
    ],
)  # fmt: skip
def test_a_loop_that_never_ends_is_no_crash(language: str, code: str) -> None:
    ending = dry_run(code, language)

    assert ending is not None
    assert ending.endless


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("javascript", "const name = prompt('?');\nif (name.length > 3) throw new Error('long');"),
        ("java", "import java.util.*;\nclass A { public static void main(String[] a) { Scanner s = new Scanner(System.in); if (s.nextInt() > 3) throw new RuntimeException(); } }"),
        ("go", "package main\nfunc main() { c := make(chan int)\n go func() { c <- 1 }()\n println(<-c) }"),
    ],
)  # fmt: skip
def test_what_hangs_on_the_outside_is_left_open(language: str, code: str) -> None:
    assert dry_run(code, language) is None


def test_what_an_unknown_function_was_given_is_unknown_afterwards() -> None:
    """It may have filled the list that was empty before."""
    code = "const list = [];\nrequire('./fill')(list);\nlist[0].name.trim();"

    ending = dry_run(code, "javascript")

    assert ending is not None
    assert not ending.name


def test_a_fragment_of_statements_is_worked_through_too() -> None:
    ending = dry_run("String s = null;\nint n = s.length();\n", "java")

    assert ending is not None
    assert ending.name == "NullPointerException"


def test_text_that_only_declares_things_does_nothing() -> None:
    ending = dry_run("export function half(n) { return n / 2; }", "javascript")

    assert ending is not None
    assert not ending.acted


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("java", "class A { public static void main(String[] a) { int n = 100; int c = 0; for (int i = 0; i < n * n; i++) { c++; } System.out.println(c); } }"),
        ("java", "class A { static int f(int n) { if (n == 0) { return 0; } return 1 + f(n - 1); } public static void main(String[] a) { System.out.println(f(10 * 10)); } }"),
        ("java", "class A { public static void main(String[] a) { int t = 0; for (int i = 0; i < 100; i++) { t += i; } while (t > 0) { t--; } System.out.println(t); } }"),
    ],
)  # fmt: skip
def test_what_takes_long_is_not_said_to_have_no_end(language: str, code: str) -> None:
    assert dry_run(code, language) is None


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("ruby", "x = 3\nloop do\n  x = x * x\nend\n"),
        ("ruby", "x = 10\nwhile x > 1\n  x = x ** 63\nend\n"),
        ("ruby", "s = 'a' * 1000\ns = s * 1000\ns = s * 1000\ns = s * 1000\nputs s[0]\n"),
        ("ruby", "a = [1]\nwhile a.size > 0\n  a = a + a\nend\n"),
        ("php", "<?php\n$s = 'ab';\nwhile ($s !== '') { $s = $s . $s; }\n"),
        ("javascript", "let s = [1];\nwhile (s.length) { s = s.concat(s); }\n"),
        ("javascript", "let s = [1];\nwhile (s.length) { s = [...s, ...s]; }\n"),
        ("javascript", "let s = 'ab';\nwhile (s) { s = `${s}${s}`; }\n"),
        ("javascript", "let t = 'ab';\nwhile (t) { t = [t, t].join(t); }\n"),
        ("go", "package main\nfunc main() {\n\tx := make([]int, 2000000000)\n\tprintln(1 / x[0])\n}\n"),
    ],
)
def test_what_grows_without_end_is_given_up(language: str, code: str) -> None:
    """Doubling a text forty times would fill any memory."""
    ending = dry_run(code, language)

    assert ending is None or ending.guessed


@pytest.mark.parametrize("stray", ["return 0;", "break;"])
def test_a_stray_return_behind_a_brace_too_many_is_no_ending(stray: str) -> None:
    code = f"int twice(int n)\n{{\n    return 2 * n;\n}}\nint main(void)\n{{\n    twice(4);\n}}\n    {stray}"
    assert dry_run(code, "c") is None


def test_deep_and_long_texts_end() -> None:
    """Hostile text costs a bounded number of steps."""
    dry_run("x = " + "(" * 3_000 + "1" + ")" * 3_000 + ";", "javascript")
    assert dry_run("let n = 0; for (let i = 0; i < 1e9; i++) { n += i; }", "javascript") is None
