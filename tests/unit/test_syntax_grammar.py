"""What repairs of any language promise: nothing sound is touched, a repair holds, and a lenient grammar is not believed."""

import pytest

from analyzers.syntax import repair
from analyzers.syntax.grammar.trees import Trials, judge
from analyzers.syntax.grammar.unmended import unmended
from tests.unit.test_syntax_languages import BROKEN

MENDED = [
    ("go", "package a\n\nfunc f() int\n{\n\treturn 1\n}\n", "package a\n\nfunc f() int {\n\treturn 1\n}\n"),
    ("go", "package a\n\nvar x = T{\n\tA: 1,\n\tB: 2\n}\n", "package a\n\nvar x = T{\n\tA: 1,\n\tB: 2,\n}\n"),
    ("go", "package a\n\nfunc f() {\n\twhile x < 3 {\n\t\tx++\n\t}\n}\n", None),
    ("java", "class A {\n  String s = 'hello';\n}\n", 'class A {\n  String s = "hello";\n}\n'),
    ("css", "a {\n  margin: 0\n  padding: 1px;\n}\n", "a {\n  margin: 0;\n  padding: 1px;\n}\n"),
    ("html", "<div>\n  <b>bold\n</div>\n", "<div>\n  <b>bold</b>\n</div>\n"),
    ("javascript", "if (a > 1 and b) {\n  f();\n}\n", "if (a > 1 && b) {\n  f();\n}\n"),
    ("c", "int f(int n) {\n  for (int i = 0, i < n, i++) {\n    g(i);\n  }\n}\n", None),
    (
        "tsx",
        "const a = (\n  <ul>\n    <li>one<li>\n  </ul>\n);\n",
        "const a = (\n  <ul>\n    <li>one</li>\n  </ul>\n);\n",
    ),
    ("java", "class A {\n  void f() {\n    if x > 3 {\n      g();\n    }\n  }\n}\n", None),
    ("cpp", 'int f() {\n  cout << "a" << b "c";\n}\n', 'int f() {\n  cout << "a" << b << "c";\n}\n'),
    (
        "javascript",
        "const a = {\n  b: 1,\n\nconst c = 2;\nf();\n",
        "const a = {\n  b: 1,\n};\n\nconst c = 2;\nf();\n",
    ),
    (
        "css",
        "a {\n  margin: 0;\n\n\nb {\n  margin: 1px;\n}\n",
        "a {\n  margin: 0;\n}\n\nb {\n  margin: 1px;\n}\n",
    ),
    ("java", "class A {\n  int[] a = {\n    1,\n  ;\n}\n", "class A {\n  int[] a = {\n    1,\n  };\n}\n"),
    ("rust", "fn f(a, b: u8) -> u8 {\n    b\n}\n", "fn f(a: u8, b: u8) -> u8 {\n    b\n}\n"),
    ("ruby", "a.each |n|\n  if n\n    p n\n  end\nend\n\np 1\n", None),
    ("ruby", "a.each |n|\n  p n\nend\n\np 1\n", "a.each do |n|\n  p n\nend\n\np 1\n"),
    ("ruby", "def f\n  x = 1\n  x\nedn\n\nf\n", "def f\n  x = 1\n  x\nend\n\nf\n"),
    ("bash", 'if [ -n "$a" ] then\n  b\nfi\n', 'if [ -n "$a" ]; then\n  b\nfi\n'),
    ("bash", 'case "${a} in\n  x) b ;;\nesac\n', None),
    (
        "bash",
        'if [ -x "$(command -v a) ]; then\n  b "$c"\nfi\n',
        'if [ -x "$(command -v a)" ]; then\n  b "$c"\nfi\n',
    ),
    ("javascript", "const a = `<p>\n  ${b}\n</p>;\nc(a);\n", "const a = `<p>\n  ${b}\n</p>`;\nc(a);\n"),
    ("c", "int a[2][2] = {{1, 2, {3, 4}};\n", "int a[2][2] = {{1, 2}, {3, 4}};\n"),
    ("c", "int a[3][2] = {{1, 2}, {3, 4, {5, 6}};\n", "int a[3][2] = {{1, 2}, {3, 4}, {5, 6}};\n"),
    ("java", "class A {\n  int f(int e)\n\n  /** Says. */\n  int g() { return 1; }\n}\n", None),
    ("go", "package a\n\nfunc f( {\n\tg()\n}\n\nfunc h() {\n\tk(1\n}\n", None),
]


@pytest.mark.parametrize(("language", "broken", "mended"), MENDED)
def test_mends_as_its_author_would(language: str, broken: str, mended: str | None) -> None:
    found = repair(broken, "f", language)

    assert found.text is not None
    assert not judge(language, found.text).faults
    if mended is not None:
        assert found.text == mended


@pytest.mark.parametrize("language", sorted(BROKEN))
def test_repairing_twice_changes_nothing(language: str) -> None:
    found = repair(BROKEN[language][0], "f", language)

    assert found.text is not None
    assert repair(found.text, "f", language).well_formed


@pytest.mark.parametrize("language", sorted(BROKEN))
def test_a_well_formed_text_is_left_alone(language: str) -> None:
    found = repair(BROKEN[language][1], "f", language)

    assert found.well_formed
    assert found.text is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("html", "<ul>\n<li>one\n<li>two\n</ul>\n<p>text\n<div>x</div>\n"),  # ends that may be left out
        (
            "go",
            'package a\n\nimport (\n\t"fmt"\n)\n\nvar (\n\ta = 1\n)\n\nfunc f() {\n\tfmt.Println(\n\t\ta,\n\t)\n}\n',
        ),
        ("java", "class A { char c = '\\u0041', d = '\\'', e = '\"'; /* don't can't */ }\n"),
        ("css", "a:hover,\nb:focus {\n  color: red\n}\n"),
        ("ruby", "x = m.end(0)\ny = z.then { |a| a }\nputs x.end\n"),
        ("c", 'int f() {\n  printf("%" PRIu64 "\\n", x);\n}\n'),
        ("rust", "trait T {\n    fn f(u8);\n}\nfn g(self_: u8, (a, b): (u8, u8)) {}\n"),
    ],
)
def test_the_second_gate_lets_pass_what_is_right(language: str, text: str) -> None:
    """A false claim is worse than silence."""
    assert not judge(language, text).faults


def test_places_survive_characters_of_several_bytes() -> None:
    text = 'let 名 = "😀é";\nf(名;\n'
    found = repair(text, "f", "javascript")

    assert found.text == 'let 名 = "😀é";\nf(名);\n'
    assert found.diagnostics[0].primary is not None
    assert text[: found.diagnostics[0].primary.span.start].endswith("f(名")


def test_a_change_is_judged_as_the_whole_text_would_be() -> None:
    """What the change leaves alone is not parsed again; the verdict must be the same."""
    from analyzers.syntax.candidate import apply, insert

    text = "é = f(1;\n" + "g(2);\n" * 50
    changes = (insert(7, ")"),)

    assert Trials("javascript", text).judge(changes) == judge("javascript", apply(text, changes))


def test_says_where_the_bracket_was_opened_and_why_the_parser_complains_later() -> None:
    [said] = repair("function f() {\n  if (x) {\n    g();\n}\n\nf();\n", "f", "javascript").diagnostics

    assert said.secondary[0].text == "opened here"
    assert "until there" in said.notes[0]


def test_each_of_several_mistakes_is_pointed_at_in_the_users_own_text() -> None:
    """The second one is found in a text that the first repair has changed."""
    text = "const items = [1, 2, 3;\nfunction f(x) {\n  if (x > 2 {\n    return x\n  }\n}\n"

    found = repair(text, "a.js", "javascript").diagnostics

    places = {(one.primary.span.start, text[one.secondary[0].span.start]) for one in found if one.primary}
    assert places == {(text.index(";"), "["), (text.index(" {\n    return"), "(")}


def test_two_mistakes_far_apart_are_repaired_one_after_the_other() -> None:
    """What mends all that is wrong round it is followed at once: no candidate for the other mistake is waited for."""
    sound = "".join(
        f"function step{number}(items) {{\n  const total = items.length + {number};\n  return [total, {number}];\n}}\n\n"
        for number in range(60)
    )
    broken = sound.replace("return [total, 7];", "return [total, 7;")
    broken = broken.replace("function step50(items) {", "function step50(items {")

    found = repair(broken, "", "javascript", effort=700_000)

    assert found.text == sound
    assert len(found.diagnostics) == 2


def test_what_is_not_mended_is_told_by_what_stands_in_the_way() -> None:
    """What the help names was tried: it takes the parser further."""
    found = repair("const a = [1, 2\nfoo bar baz qux\nx = ) + ;\n", "f", "javascript")

    assert found.text is None
    [said] = found.diagnostics
    assert said.message == "the javascript parser fails at `2`, behind `,`"
    assert "`]`" in said.help


@pytest.mark.parametrize(
    ("language", "text", "never"),
    [
        ("javascript", "const a = [1, 2\nfoo bar baz qux\nx = ) + ;\n", ("`;`", "`=`")),
        ("javascript", "f(a, \n) => ] + ;\nx = 1;\n", ("`as`", "`await`")),
        ("css", "a {\n  color ] red;\n}\n b { ) }", ("`@import`",)),
    ],
)
def test_what_cannot_stand_at_a_place_is_not_named_for_it(
    language: str, text: str, never: tuple[str, ...]
) -> None:
    """Nothing is named for which the parser has to give up, or to invent, what stands before it."""
    said = unmended(language, text, judge(language, text), "f", ()).help

    assert not [one for one in never if said and one in said]


def test_of_a_long_text_no_words_are_tried() -> None:
    broken = "const a = [1, 2\nfoo bar baz qux\nx = ) + ;\n"
    text = "f(1);\n" * 2_000 + broken

    for one, told in ((broken, True), (text, False)):
        assert bool(unmended("javascript", one, judge("javascript", one), "f", ()).help) == told


def test_a_bracket_of_the_wrong_kind_is_told_with_what_its_partner_is() -> None:
    [said] = repair("f(a, b];\n", "f", "javascript").diagnostics

    assert said.message == "`]` closes what `(` opens"


def test_an_unclosed_bracket_is_told_with_its_line() -> None:
    [said] = repair("function f() {\n  if (x) {\n    g();\n}\n\nf();\n", "f", "javascript").diagnostics

    assert said.message == "`{` is opened in line 2 and never closed"


@pytest.mark.parametrize(
    ("language", "sound", "stray"),
    [
        ("rust", "fn f() {\n    if g() {\n        h();\n    }\n}\n", ("g() {", 'g() {"')),
        (
            "javascript",
            "class A {\n    f() {\n        return 1;\n    }\n    /** Says. */\n    g() {\n        return 2;\n    }\n}\n",
            ("    }\n    /**", "    }.\n    /**"),
        ),
    ],
)
def test_a_quote_or_point_that_begins_nothing_is_taken_away(
    language: str, sound: str, stray: tuple[str, str]
) -> None:
    assert repair(sound.replace(*stray), "", language).text == sound


@pytest.mark.parametrize(
    ("language", "sound"),
    [
        ("go", 'package a\n\nfunc f() {\n\tx := "hello"\n}\n'),
        ("java", 'class A {\n  void f() {\n    String s = "hello"\n    ;\n  }\n}\n'),
    ],
)
def test_a_quote_right_behind_a_word_ends_a_string(language: str, sound: str) -> None:
    assert repair(sound.replace('"', "", 1), "", language).text == sound


_GO = """package a

func (c *Cache) Close() {
	for {
	}
}

func (c *Cache) serve(from *Peer, conn Conn) {
	defer from.Close()
	data := []byte(format("%v", c.name, c.size))
	for i := 0; i < 2; i++ {
		if _, err := conn.Read([]byte{0, 0, 0, 0}); err != nil {
		}
	}
}

func (c *Cache) closeWhenIdle(from *Peer) {
	for d := c.idle; d > 0; {
	}
}

func (c *Cache) closeOnUpdate() {
	for {
		if out, err := command(args[0], "--version").Output(); err != nil {
		}
	}
}
"""
_JAVASCRIPT = """function label(parts) {
  if (typeof window !== 'undefined' && window.shown && (window.shown.type === 'main' || window.shown.open)) {
  }
    '+' + tools.shorten(this.delay);
  parts[0].replace(/%[a-z%]/g, part => {
    if (part === '%%') {
      return;
    }
  });
}

tools.quote = function (part) {
  try {
  }
};
"""


@pytest.mark.parametrize(
    ("language", "sound", "call"), [("go", _GO, "from.Close("), ("javascript", _JAVASCRIPT, "this.delay")]
)
def test_a_bracket_of_the_wrong_kind_is_one_mistake_however_far_its_halves_show(
    language: str, sound: str, call: str
) -> None:
    """Closing the one is sound where it stands, and leaves the other open at the end of the text."""
    assert repair(sound.replace(call + ")", call + "}", 1), "", language).text == sound
