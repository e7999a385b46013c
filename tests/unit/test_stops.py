"""What stops a program whatever its input is, and what looks like it and does not."""

import pytest

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
)


@pytest.mark.parametrize(("language", "code"), STOPS)
def test_what_stops_a_program_is_said(language: str, code: str) -> None:
    assert find_stop(code, language)


@pytest.mark.parametrize(("language", "code"), RUNS)
def test_what_runs_is_left_alone(language: str, code: str) -> None:
    assert find_stop(code, language) is None
