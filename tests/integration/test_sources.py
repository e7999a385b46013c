"""Do readers of dumps, archives and installed libraries yield what is in them?"""

import sys
from pathlib import Path
from typing import Any

import pytest

from analyzers.errors import InputError
from analyzers.facts import Applicability, Edit, Fix, Span
from tools.knowledge.document import Document
from tools.sources import archive, catalogue, libraries, posts, solved

ROWS = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="4" PostTypeId="1" AcceptedAnswerId="7" Score="12" Title="Why is &lt;b&gt; empty?" Tags="&lt;python&gt;&lt;list&gt;"
       Body="&lt;p&gt;I sort:&lt;/p&gt;&lt;pre&gt;&lt;code&gt;b = a.sort()&#xA;print(b)&lt;/code&gt;&lt;/pre&gt;" ContentLicense="CC BY-SA 3.0" />
  <row Id="5" PostTypeId="1" Score="1" Title="Low" Tags="|python|" Body="x" ContentLicense="CC BY-SA 4.0" />
  <row Id="6" PostTypeId="2" ParentId="4" Score="40" Body="popular" />
  <row Id="7" PostTypeId="2" ParentId="4" Score="3" Body="&lt;p&gt;accepted&lt;/p&gt;" />
  <row Id="8" PostTypeId="1" Score="9" Title="Other" Tags="|java|" Body="y" ContentLicense="CC BY-SA 4.0" />
  <row Id="9" PostTypeId="1" Score="9" Title="Newer" Tags="|python|pandas|" Body="z" ContentLicense="CC BY-SA 4.0" />
  <row Id="10" PostTypeId="2" ParentId="9" Score="3" Body="first" />
  <row Id="11" PostTypeId="2" ParentId="9" Score="5" Body="better" />
  <row Id="1000000001" PostTypeId="1" Score="99" Title="Invented" Tags="|python|" Body="nobody wrote this" />
  <row Id="1000000010" PostTypeId="2" ParentId="1000000001" Score="9" Body="nor this" />
</posts>
"""


def quiet(_: int, __: str) -> None:
    return None


def read(tmp_path: Path, **wanted: Any) -> list[Document]:
    return list(posts.read(tmp_path / "Posts.xml", tmp_path / "staging", posts.Choice(**wanted), quiet))


def test_a_dump_gives_questions_with_their_accepted_or_best_answers(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_text(ROWS)
    first, second = read(tmp_path, tags=("python",), score=3)
    assert (first.title, first.answer, first.tags) == ("Why is <b> empty?", "accepted", ("python", "list"))
    assert "b = a.sort()\nprint(b)" in first.body
    assert (first.url, first.licence) == ("https://stackoverflow.com/q/4", "CC BY-SA 3.0")
    assert (second.answer, second.tags) == ("better", ("python", "pandas"))


def test_posts_that_nobody_wrote_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_text(ROWS)
    assert [each.title for each in read(tmp_path, answered=False)] == [
        "Why is <b> empty?",
        "Low",
        "Other",
        "Newer",
    ]


def test_a_dump_that_was_cut_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_text(ROWS[: ROWS.index('<row Id="8"')])
    with pytest.raises(InputError, match="damaged after 4 posts"):
        read(tmp_path)
    (tmp_path / "Posts.xml").write_text(ROWS.replace("accepted&", "must not be read again&"))
    assert [each.answer for each in read(tmp_path)] == ["accepted", "better"]
    assert not (tmp_path / "staging").exists()


def test_what_is_no_dump_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_text("<users></users>")
    with pytest.raises(InputError, match="holds `users`"):
        read(tmp_path)


QUESTION = """<html><head><title>t</title></head><body><div id="question" data-questionid="31" data-score="8">
<div class="s-prose js-post-body" itemprop="text"><p>Why <b>none</b>?<br>Here:</p><div><pre><code>x = y.sort()
</code></pre></div></div><a class="post-tag" href="#">python</a></div>
<div class="answer" data-answerid="32" data-score="90"><div class="js-post-body"><p>loud</p></div></div>
<div class="answer accepted-answer" data-answerid="33" data-score="2"><div class="js-post-body"><p>a &lt; b</p></div></div>
</body></html>"""


@pytest.fixture
def zim(tmp_path: Path) -> Path:
    from libzim.writer import Creator, Hint, Item, StringProvider

    class Page(Item):  # type: ignore[misc]  # untyped
        def __init__(self, path: str, title: str, content: str) -> None:
            super().__init__()
            self.values = (path, title, content)

        def get_path(self) -> str:
            return self.values[0]

        def get_title(self) -> str:
            return self.values[1]

        def get_mimetype(self) -> str:
            return "text/html"

        def get_contentprovider(self) -> Any:
            return StringProvider(self.values[2])

        def get_hints(self) -> dict[Any, Any]:
            return {Hint.FRONT_ARTICLE: True}

    path = tmp_path / "small.zim"
    creator = Creator(path)
    creator.config_indexing(True, "eng").set_mainpath("questions")
    with creator:
        creator.add_item(Page("questions/31/why-none", "Why is it None?", QUESTION))
        creator.add_item(
            Page("questions", "All questions", "<p>a list of every question that there is</p>" * 3)
        )
        creator.add_redirection("a/33", "answer", "questions/31/why-none", {})
        for name, value in (
            ("Name", "small_en"),
            ("License", "CC-BY-SA"),
            ("Source", "https://stackoverflow.com"),
        ):
            creator.add_metadata(name, value.encode())
        creator.add_metadata("Title", "Small")
    return path


def test_an_archive_gives_its_questions_with_their_answers(zim: Path) -> None:
    [found] = archive.read(zim, quiet)
    assert (found.id, found.title, found.answer) == ("stackoverflow.com/31", "Why is it None?", "a < b")
    assert "x = y.sort()" in found.body
    assert (found.tags, found.votes) == (("python",), 8)
    assert (found.url, found.licence) == ("https://stackoverflow.com/q/31", "CC-BY-SA")
    assert list(archive.read(zim, quiet, tags=("java",))) == []


def test_a_cut_archive_is_refused(zim: Path) -> None:
    zim.write_bytes(zim.read_bytes()[:900])
    with pytest.raises(InputError, match="no whole ZIM archive"):
        list(archive.read(zim, quiet))


@pytest.mark.parametrize("place", [0.1, 0.5, 0.7, 0.8, 0.9, 0.97])
def test_an_archive_with_other_bytes_is_refused_before_anything_is_read(zim: Path, place: float) -> None:
    """Most of such damage is read without a complaint: pages are missing, or say something else."""
    data = bytearray(zim.read_bytes())
    start = int(len(data) * place)
    data[start : start + 64] = bytes(255 - byte for byte in data[start : start + 64])
    zim.write_bytes(data)

    with pytest.raises(InputError, match=r"(damaged|no whole)") as caught:
        list(archive.read(zim, quiet))

    assert "\n" not in caught.value.message


def test_docstrings_come_with_the_version_that_is_installed() -> None:
    from importlib.metadata import version

    [library] = libraries.installed(["iniconfig"], sys.executable)
    found = list(libraries.read(library, quiet))
    assert library.version == version("iniconfig")
    assert {each.version for each in found} == {library.version}
    assert any(each.title.startswith("iniconfig.IniConfig") for each in found)
    [standard] = libraries.installed(["textwrap"], sys.executable)
    assert any(each.title.startswith("textwrap.dedent(text)") for each in libraries.read(standard, quiet))


def test_a_library_links_to_its_documentation_before_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first address that a distribution names is often that of its changes."""
    about = tmp_path / "told-1.0.dist-info" / "METADATA"
    about.parent.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    urls = ["Bug Tracker, https://b", "Changelog, https://c", "Source, https://s", "Homepage, https://h"]
    urls += ["Docker, https://i", "API Documentation, https://a", "Documentation, https://d"]
    for most, expected in ((7, "d"), (6, "a"), (5, "h"), (3, "s"), (2, "")):
        known = urls[:most]
        rows = "".join(f"Project-URL: {one}\n" for one in known)
        about.write_text(f"Metadata-Version: 2.1\nName: told\nVersion: 1.0\n{rows}")
        [library] = libraries.installed(["told"], sys.executable)
        assert library.url == (f"https://{expected}" if expected else "")


def test_a_library_that_is_not_installed_is_named() -> None:
    with pytest.raises(InputError, match="`nowhere-to-be-found` is not installed"):
        libraries.installed(["nowhere-to-be-found"], sys.executable)


def test_a_library_is_read_without_running_it(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(
        'raise SystemExit("run")\ndef f(x, *, y=1):\n    """Return what nobody should ever want to have."""\n'
    )
    library = libraries.Library(
        name="loud", version="1", licence="MIT", url="", folder=tmp_path, modules=("loud",)
    )
    assert [each.title for each in libraries.read(library, quiet)] == ["loud.f(x, *, y=1)"]


def test_the_catalogue_holds_our_own_causes() -> None:
    found = {each.id: each for each in catalogue.read()}
    assert "in place" in found["debugassist/runtime/none-from-in-place"].body
    assert len(found) > 50


def test_a_cause_that_the_page_tells_twice_is_one_document(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "| code | says |\n| --- | --- |\n| `runtime/a`, `runtime/b` | one |\n| `runtime/a` | other |\n"
    )
    found = {each.id: each.body for each in catalogue.read(page)}
    assert found == {"debugassist/runtime/a": "one\nother", "debugassist/runtime/b": "one"}
    assert len(list(catalogue.read())) == len({each.id for each in catalogue.read()})


def test_a_solved_problem_is_written_down_and_read(tmp_path: Path, own_home: Path) -> None:
    fix = Fix(
        title="close the bracket",
        edits=(Edit(Span("a.py", 8, 8), ")"),),
        applicability=Applicability.SAFE,
        code="syntax/unclosed-bracket",
    )
    knowledge = own_home / ".data" / "debugassist" / "knowledge"
    solved.note(fix, {"a.py": "print((1)\n"})
    assert not knowledge.exists()  # nobody asked to keep anything
    knowledge.mkdir(parents=True)
    (knowledge / "current").write_text("index-1")
    solved.note(fix, {"a.py": "print((1)\n"})
    [found] = solved.read(knowledge)
    assert found.title == "unclosed bracket: close the bracket"
    assert "+print((1))" in found.answer


@pytest.mark.parametrize("setting", ['folder = "{kept}"', 'server = "http://127.0.0.1:8000"'])
def test_a_solved_problem_is_written_down_where_the_configuration_says(
    tmp_path: Path, own_home: Path, setting: str
) -> None:
    """Who shares a server has, it may be, no index of their own yet."""
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "current").write_text("index-1")
    own = own_home / ".config" / "debugassist"
    own.mkdir(parents=True)
    (own / "config.toml").write_text(f"[knowledge]\n{setting.format(kept=kept)}\n")
    fix = Fix(title="close it", edits=(Edit(Span("a.py", 8, 8), ")"),), applicability=Applicability.SAFE)
    solved.note(fix, {"a.py": "print((1)\n"})
    folder = kept if "folder" in setting else own_home / ".data" / "debugassist" / "knowledge"
    assert len(list(solved.read(folder))) == 1
