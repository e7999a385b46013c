"""What stops a program whatever its input is, and what looks like it and does not."""

from time import process_time

import pytest

from analyzers.doom import find_doom
from analyzers.stops import find_stop

STOPS = (
    ("c", "int *p = malloc(4);\nfree(p);\nfree(p);"),
    ("c", 'char *name = NULL;\nprintf("%zu", strlen(name));'),
    ("cpp", "auto b = std::move(a);\nstd::cout << a->x;"),
    ("go", "var wg sync.WaitGroup\nwg.Add(1)\ngo func() {}()\nwg.Wait()"),
    ("go", "mu.Lock()\nmu.Lock()"),
    ("javascript", "const o = {};\no.self = o;\nJSON.stringify(o);"),
    ("javascript", "class B extends A { constructor() { this.y = 2; } }"),
    ("javascript", 'Promise.reject(new Error("no"));'),
    ("javascript", "console.log(10n + 1);"),
    ("rust", "let a = c.borrow_mut();\nlet b = c.borrow_mut();"),
    ("java", "record P(int a) {}\nTreeSet<P> t = new TreeSet<>();"),
    ("java", 'enum Color { RED, GREEN }\nColor.valueOf("red");'),
    ("python", 'datetime.strptime("2024-05-01", "%d/%m/%Y")'),
    ("python", 'df = pd.DataFrame({"a": [1]})\nprint(df["b"])'),
)
RUNS = (
    ("c", "int *p = malloc(4);\nfree(p);\np = malloc(4);\nfree(p);"),
    ("c", 'char *name = NULL;\nname = "a";\nputs(name);'),
    ("go", "var wg sync.WaitGroup\nwg.Add(1)\ngo func() { defer wg.Done() }()\nwg.Wait()"),
    ("go", "mu.Lock()\nmu.Unlock()\nmu.Lock()"),
    ("javascript", "class B extends A { constructor() { super(); this.y = 2; } }"),
    ("javascript", "class A { constructor() { this.y = 2; } }"),
    ("javascript", 'Promise.reject(new Error("no")).catch(() => 1);'),
    ("javascript", "console.log(10n + 1n);"),
    ("java", "record P(int a) implements Comparable<P> {}\nTreeSet<P> t = new TreeSet<>();"),
    ("java", 'enum Color { RED, GREEN }\nColor.valueOf("RED");'),
    ("python", 'datetime.strptime("2024-05-01", "%Y-%m-%d")'),
    ("python", 'df = pd.DataFrame({"a": [1]})\ndf["b"] = 2\nprint(df["b"])'),
    ("c", "p = malloc(4);\nif (c) free(p); else free(p);"),
    ("c", "p = malloc(4);\nif (c)\n    free(p);\nelse\n    free(p);"),
    ("c", "p = malloc(4);\nfree(p);\n// free(p); once is enough"),
    ("c", "char *line = NULL;\nsize_t n = 0;\ngetline(&line, &n, stdin);\nputs(line);"),
    ("javascript", "export function f() {\n  return Promise.reject(new Error('no'));\n}"),
    ("javascript", "const node = { value: 1 };\nnode.self = node;\nJSON.stringify(node.value);"),
    ("javascript", "console.log('10n + 1 is refused');"),
    ("python", 'try:\n    datetime.strptime("2024", "%d/%m")\nexcept ValueError:\n    pass'),
    ("python", 'df = pd.DataFrame({K: [1], "a": [2]})\nprint(df["b"])'),
    ("python", 'df = pd.DataFrame({"a": [2]})\nadd(df)\nprint(df["b"])'),
    ("java", 'enum A { X }\ntry { A.valueOf("y"); } catch (IllegalArgumentException e) { }'),
)
DOOMED = (
    ("c", "int twice(int n);\nint main(void) {\n    return twice(2);\n}"),
    (
        "csharp",
        "class A { public int N { get; private set; } }\nclass B { void F() { var a = new A(); a.N = 1; } }",
    ),
    (
        "typescript",
        "interface User { id: number }\nfunction f(us: User[]): User { return us.filter(u => u.id); }",
    ),
    ("bash", 'set -eu\necho "$nmae"'),
)
FINE = (
    ("c", 'int puts(const char *s);\nint main(void) {\n    puts("x");\n    return 0;\n}'),
    ("csharp", "class A { public int Count { get; private set; } void F(A other) { other.Count = 0; } }"),
    ("typescript", "function f(xs: number[]): any { return xs.filter(x => x > 1); }"),
    ("typescript", "type Items = number[];\nfunction f(xs: Items): Items { return xs.filter(x => x > 1); }"),
    ("bash", "set -u\nawk '\n  { print $NF }\n' data.txt"),
    ("bash", 'set -u\nsource ./env.sh\necho "$name"'),
    ("bash", 'set -u\n(( i = 0 ))\necho "$i"'),
)
HOSTILE = (
    ("c", "free(p);"),
    ("c", "a = NULL;"),
    ("c", "int main("),
    ("c", "/*"),
    ("c", "int f()\n"),
    ("c", "a\n"),
    ("cpp", "b = std::move(a);"),
    ("go", "sync.WaitGroup .Add("),
    ("javascript", "a.b = a\n"),
    ("javascript", "\n"),
    ("javascript", "class A extends B { constructor("),
    ("rust", "let a = c.borrow_mut();\n\n\n"),
    ("java", "enum A { X }\nTreeSet<A> a = new TreeSet<>();\n"),
    ("java", 'enum A { X } A.valueOf("X"); '),
    ("csharp", "A { get; private set; } "),
    ("bash", "set -u\nread read a=1 $b "),
    ("python", "df = pd.DataFrame({})\n"),
    ("typescript", "): A { return a.filter("),
    ("sql", "where "),
)


@pytest.mark.parametrize(("language", "code"), STOPS)
def test_what_stops_a_program_is_said(language: str, code: str) -> None:
    assert find_stop(code, language)


@pytest.mark.parametrize(("language", "code"), RUNS)
def test_what_runs_is_left_alone(language: str, code: str) -> None:
    assert find_stop(code, language) is None


@pytest.mark.parametrize(("language", "code"), DOOMED)
def test_what_is_refused_is_said(language: str, code: str) -> None:
    assert find_doom(code, language)


@pytest.mark.parametrize(("language", "code"), FINE)
def test_correct_code_is_not_doomed(language: str, code: str) -> None:
    assert find_doom(code, language) is None


@pytest.mark.parametrize(("language", "piece"), HOSTILE)
def test_a_long_text_costs_a_bounded_number_of_steps(language: str, piece: str) -> None:
    started = process_time()
    find_stop((piece * 20_000)[:20_000], language)
    find_doom((piece * 20_000)[:20_000], language)

    assert process_time() - started < 3.0
