"""What a compiler refuses in well-formed code is seen, and code that it takes is left alone."""

import pytest

from analyzers.typed import find_refusal

REFUSED = {
    "java value": ("java", "class A { void f() { int n = 3; String s = n; } }"),
    "java call": ("java", 'class A { int twice(int n) { return n * 2; } void f() { twice("x"); } }'),
    "java count": ("java", "class A { int twice(int n) { return n * 2; } void f() { twice(1, 2); } }"),
    "java collection": ("java", "class A { void f() { List<String> xs = new ArrayList<>(); xs.add(3); } }"),
    "java private": ("java", "class A { private int n; } class B { void f() { A a = new A(); a.n = 1; } }"),
    "java member": ("java", "class A { int size; } class B { void f() { A a = new A(); a.sise = 1; } }"),
    "java abstract": (
        "java",
        "abstract class A { abstract void f(); } class B { void f() { A a = new A(); } }",
    ),
    "java scope": ("java", "class A { int f() { for (int i = 0; i < 3; i++) { } return i; } }"),
    "java fraction": ("java", "class A { int half(double d) { return d / 2; } }"),
    "csharp value": ("csharp", "class A { void F() { int n = 3; string s = n; } }"),
    "csharp private": (
        "csharp",
        "class A { private int n; } class B { void F() { A a = new A(); a.n = 1; } }",
    ),
    "go call": ("go", 'package main\nfunc add(a, b int) int { return a + b }\nfunc main() { add(1, "2") }'),
    "go scope": (
        "go",
        "package main\nfunc main() {\n\tif true {\n\t\tm := 1\n\t\t_ = m\n\t}\n\tprintln(m)\n}",
    ),
    "go return": ("go", 'package main\nfunc f() int { return "x" }\nfunc main() { f() }'),
    "rust lifetime": ("rust", "fn pick(a: &str, b: &str) -> &str { a }"),
    "rust call": ("rust", 'fn twice(n: i32) -> i32 { n * 2 }\nfn main() { twice("x"); }'),
    "rust print": ("rust", 'struct P { x: i32 }\nfn main() { let p = P { x: 1 }; println!("{:?}", p); }'),
    "c count": ("c", "int add(int a, int b) { return a + b; }\nint main(void) { return add(1); }"),
    "cpp private": ("cpp", "class A { int n; };\nint main() { A a; a.n = 1; }"),
    "cpp std": ("cpp", "#include <iostream>\nint main() { cout << 1; }"),
    "ts object": ("typescript", "interface U { id: number; name: string }\nconst u: U = { id: 1 };"),
    "java loop left": ("java", "class A { int f(int n) { while (true) { if (n > 1) break; } } }"),
    "java loop left from inside": (
        "java",
        "class A { int f() { outer: while (true) { for (;;) { break outer; } } } }",
    ),
    "java no result": ("java", "class A { int f(int n) { if (n > 0) { return 1; } } }"),
    "java unhandled": ("java", "class A { void f() { Thread.sleep(10); } }"),
    "java not imported": (
        "java",
        "class A { public static void main(String[] a) { List<String> xs = null; } }",
    ),
    "java nothing declares": (
        "java",
        "class A { public static void main(String[] a) { System.out.println(totl); } }",
    ),
    "java interface": ("java", "interface I { void f(); } class A implements I { void g() { } }"),
    "java constructor": ("java", "class A { A(int n) { } } class B { A a = new A(); }"),
    "java static": ("java", "class A { int n; public static void main(String[] a) { n = 1; } }"),
    "java unassigned": ("java", "class A { int f(boolean b) { int n; if (b) n = 1; return n; } }"),
    "csharp abstract": ("csharp", "abstract class A { public abstract void F(); } class B : A { }"),
    "csharp constant": ("csharp", "class A { const int Max = 3; void F() { Max = 4; } }"),
    "cpp abstract": ("cpp", "struct S { virtual int f() = 0; };\nint main() { S s; }"),
    "c constant": ("c", "int main(void) { const int n = 1; n = 2; return n; }"),
    "go interface": (
        "go",
        "package main\ntype I interface{ F() }\ntype T struct{}\nfunc (t *T) F() {}\nfunc main() {\n\tvar i I = T{}\n\ti.F()\n}",
    ),
    "ts private": ("typescript", "class A { constructor(private n: number) {} }\nconst a = new A(1);\na.n;"),
    "ts abstract": ("typescript", "abstract class A { abstract f(): void; }\nclass B extends A { g() {} }"),
    "rust result": ("rust", 'fn f(n: i32) -> String { match n { 0 => "a", _ => "b" } }'),
    "rust no result": ("rust", "fn f(n: i32) -> i32 { n + 1; }"),
    "rust self": ("rust", "struct A { n: i32 }\nimpl A { fn f(&self) { self.n = 1; } }"),
    "java cast": ("java", "class A { int f(int n) { int r = 3 / (double) n; return r; } }"),
    "csharp no result": ("csharp", "class A { int F(int n) { while (n > 0) { n--; } } }"),
    "go no result": (
        "go",
        "package main\nfunc f(n int) int {\n\tif n > 0 {\n\t\treturn 1\n\t}\n}\nfunc main() { f(1) }",
    ),
    "go unused": (
        "go",
        "package main\nfunc main() {\n\tfor i, x := range []int{1} {\n\t\tprintln(x)\n\t}\n}",
    ),
    "go unused import": ("go", 'package main\nimport "os"\nfunc main() { println(1) }'),
    "go not imported": ("go", "package main\nfunc main() { fmt.Println(1) }"),
    "rust moved": (
        "rust",
        'fn count(v: Vec<i32>) -> usize { v.len() }\nfn main() { let v = vec![1]; let n = count(v); println!("{} {}", n, v.len()); }',
    ),
    "rust moved in a macro": (
        "rust",
        'fn count(v: Vec<i32>) -> usize { v.len() }\nfn main() { let v = vec![1]; println!("{}", count(v)); println!("{}", v.len()); }',
    ),
    "rust not imported": ("rust", "fn main() { let m: HashMap<i32, i32> = HashMap::new(); }"),
    "javascript await": (
        "javascript",
        "function f(ids) { for (const i of ids) { out.push(await one(i)); } }",
    ),
    "javascript await in a callback": (
        "javascript",
        "async function f() { ids.forEach(i => { await one(i); }); }",
    ),
    "csharp await": ("csharp", "class A { int F() { return await G(); } }"),
    "javascript twice": ("javascript", "const a = 1;\nlet a = 2;"),
    "ts argument": ("typescript", "function f(n: number): number { return n; }\nf('3');"),
}

TAKEN = {
    "java break of an inner loop": (
        "java",
        "class A { int f(int[] xs) { while (true) { for (int x : xs) { if (x > 1) break; } if (xs.length > 2) return 1; } } }",
    ),
    "go break of a switch": (
        "go",
        "package main\nfunc f(x int) int {\n\tfor {\n\t\tswitch x {\n\t\tcase 1:\n\t\t\tbreak\n\t\t}\n\t}\n}\nfunc main() { f(1) }\n",
    ),
    "java": ("java", "class A { long f(int n) { double d = n; String s = \"a\" + n; List<Object> xs = new ArrayList<>(); xs.add(3); return n; } }"),
    "java overload": ("java", "class A { void f(int n) { } void f(String s) { } void g() { f(\"x\"); f(1); } }"),
    "java shadow": ("java", "class A { int i; int f() { for (int i = 0; i < 3; i++) { } return i; } }"),
    "java own private": ("java", "class A { private int n; boolean same(A other) { return other.n == n; } }"),
    "java result": ("java", "class A { int f(int n) { switch (n) { case 1: return 2; default: throw new RuntimeException(); } } int g() { while (true) { } } int h(boolean b) { if (b) { return 1; } else { return 2; } } }"),
    "java handled": ("java", "class A { void f() throws Exception { Thread.sleep(10); } void g() { try { Thread.sleep(1); } catch (InterruptedException e) { } } }"),
    "java imported": ("java", "import java.util.*;\nclass A { static int n; static int twice(int m) { return m * n; } public static void main(String[] args) { List<String> xs = new ArrayList<>(); for (String x : xs) { System.out.println(x + args.length + twice(2)); } Runnable r = () -> System.out.println(xs); } }"),
    "java kept": ("java", "interface I { void f(); default void g() { } } abstract class B implements I { } class A extends B { int n; A() { } A(int m) { this.n = m; } public void f() { } static int twice(int n) { A a = new A(1); return a.n * n; } int h(boolean b) { int k; if (b) { k = 1; } else { throw new RuntimeException(); } return k; } int w() { int k; while (true) { k = 2; break; } return k; } }"),
    "csharp kept": ("csharp", "interface I { int N { get; } void F(); } class A : I { public int N => 1; public void F() { int k; if (int.TryParse(\"3\", out k)) { System.Console.WriteLine(k); } } static int count; static void G() { count++; new A { }.F(); } }"),
    "cpp kept": ("cpp", "struct S { virtual int f() = 0; virtual ~S() {} };\nstruct T : S { int f() override { return 1; } };\nint main() { T t; S* s = &t; const int k = 1; const char* p = \"a\"; p = \"b\"; return s->f() + k; }"),
    "go kept": ("go", "package main\ntype I interface{ F() }\ntype T struct{}\nfunc (t *T) F() {}\nfunc main() {\n\tvar i I = &T{}\n\ti.F()\n}"),
    "ts kept": ("typescript", "interface I { f(): void; g?(): void }\nabstract class B { abstract h(): void; k() {} }\nclass A extends B implements I { private n = 1; f() { this.n = 2; } h() {} }\nconst a = new A();\na.f();"),
    "rust result kept": ("rust", "struct A { n: i32 }\nimpl A { fn f(&mut self) -> String { self.n = 1; if self.n > 0 { return \"a\".to_string(); } String::new() } fn g(&self) -> i32 { loop { break 1; } } fn h(&self) -> i32 { return 3; } }"),
    "go used": ("go", "package main\nimport (\n\t\"fmt\"\n\t\"os\"\n)\nfunc f(n int) int {\n\tswitch n {\n\tcase 1:\n\t\treturn 1\n\tdefault:\n\t\tpanic(n)\n\t}\n}\nfunc main() {\n\tvar n int\n\tfor i := range 3 {\n\t\tn += i\n\t}\n\tfmt.Fprintln(os.Stderr, f(n))\n}"),
    "rust kept": ("rust", "fn len(v: &Vec<i32>) -> usize { v.len() }\nfn take(v: Vec<i32>) -> usize { v.len() }\nfn main() { let v = vec![1]; len(&v); let w = v.clone(); take(w); println!(\"{}\", v.len()); let v = vec![2]; if v.len() > 3 { take(v); } else { println!(\"{}\", v.len()); } }"),
    "javascript await": ("javascript", "const r = await one(1);\nconst f = async i => { await one(i); };"),
    "javascript await for": ("javascript", "class A { async *all() { for await (const x of this.xs) yield await x; } }"),
    "csharp await": ("csharp", "class A { async Task F() { b.Click += async (s, e) => { await G(); }; await G(); } }"),
    "javascript var": ("javascript", "var a = 1;\nvar a = 2;\nfunction f() { const a = 3; { const a = 4; } }"),
    "ts cases": ("typescript", "function f(k: 'a' | 'b'): number { switch (k) { case 'a': return 1; case 'b': return 2; } }"),
    "csharp": ("csharp", "class A { public int N { get; set; } void F(params int[] xs) { A a = new A(); a.N = 1; F(1, 2, 3); } }"),
    "go": ("go", "package main\nimport \"strings\"\nfunc f(xs ...int) (int, error) { return len(xs), nil }\nfunc main() { n, err := f(1, 2); strings := strings.Repeat(\"a\", n); _ = strings; _ = err }"),
    "rust": ("rust", "fn first<'a>(a: &'a str, b: &str) -> &'a str { a }\n#[derive(Debug)]\nstruct P { x: i32 }\nfn main() { let p = P { x: 1 }; println!(\"{:?}\", p); }"),
    "c": ("c", "#include <stdio.h>\nstatic float half(int n) { return n / 2; }\nint main(void) { char c = 65; double d = half(3); printf(\"%f %c\", d, c); return 0; }"),
    "cpp": ("cpp", "#include <iostream>\nusing std::cout;\nstruct A { int n; };\nint main() { A a; a.n = 1; cout << a.n; std::string s = \"x\"; }"),
    "ts": ("typescript", "interface U { id: number; name?: string }\nconst u: U = { id: 1 };\nfunction f(n: number, m?: number) { return n; }\nf(3);\nconst g = (x: string) => x;\ng('a');"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_are_seen(language: str, code: str) -> None:
    assert find_refusal(code, language) is not None


@pytest.mark.parametrize(("language", "code"), TAKEN.values(), ids=TAKEN.keys())
def test_code_that_compiles_is_left_alone(language: str, code: str) -> None:
    """A refusal that no compiler would make sends a wrong result the wrong way."""
    assert find_refusal(code, language) is None
