"""Code scanners, CI services and editors get every finding in their own format, and nothing foreign acts in it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from analyzers.facts import (
    Code,
    Decision,
    Diagnosis,
    Diagnostic,
    Frame,
    Label,
    Raised,
    Route,
    Span,
    Stage,
    Status,
    Traceback,
)
from tests.unit.render.test_text import CLOSE, DECISION, SOURCE, UNCLOSED
from tui.render import annotations, sarif
from tui.render.spots import Change, Region, Spot, spots

SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
ANSWER = Diagnosis(
    cause="`(` is never closed",
    decision=DECISION,
    diagnostics=(UNCLOSED,),
    fixes=(CLOSE,),
    code=(Code(text=SOURCE, path="cart.py"),),
)


def log(*diagnoses: Diagnosis, root: str = "") -> Any:
    """The SARIF log, checked against the published schema."""
    document = json.loads(sarif.render(spots(diagnoses, root), "1.2.3"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


def test_sarif_names_the_rule_the_place_and_the_verified_fix() -> None:
    [result] = log(ANSWER)["runs"][0]["results"]

    assert result["ruleId"] == "syntax/unclosed-bracket"
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 17,
        "endLine": 2,
        "endColumn": 18,
    }
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": ")"}


def test_a_fix_that_was_not_proved_is_not_handed_to_a_tool() -> None:
    """A scanner's apply button shows no check beside it."""
    doubtful = replace(ANSWER, fixes=(replace(CLOSE, status=Status.UNVERIFIED),))

    assert "fixes" not in log(doubtful)["runs"][0]["results"][0]


def test_sarif_of_nothing_is_a_log_without_results() -> None:
    assert log()["runs"][0]["results"] == []


def test_paths_of_the_workspace_become_relative_and_others_file_uris() -> None:
    def at(path: str) -> Any:
        label = Label(Span(path, 34, 35))
        found = replace(ANSWER, diagnostics=(replace(UNCLOSED, primary=label, secondary=()),), fixes=())
        placed = log(replace(found, code=(Code(text=SOURCE, path=path),)), root="/home/me/shop")
        return placed["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert at("/home/me/shop/src/a b.py") == "src/a%20b.py"
    assert at("/opt/x.py") == "file:///opt/x.py"


def test_a_report_without_a_diagnostic_still_has_a_place() -> None:
    raised = Raised(type="KeyError", message="'a'", frames=(Frame(file="app.py", line=7),))
    told = Diagnosis(
        cause="`a` is no key",
        decision=Decision(route=Route.RUNTIME, confidence=0.9, stage=Stage.STRUCTURE),
        traceback=Traceback(chain=(raised,)),
    )

    assert annotations.quickfix(spots([told])) == "app.py:7:1: error: `a` is no key [runtime/report]\n"


def test_the_cause_is_told_where_the_diagnostic_only_names_the_place() -> None:
    [spot] = spots([replace(ANSWER, cause="`items` comes from line 1")])

    assert spot.notes[0] == "`items` comes from line 1"


def test_github_gets_one_command_a_finding() -> None:
    [line] = annotations.github(spots([ANSWER])).splitlines()

    assert line.startswith(
        "::error title=syntax/unclosed-bracket,file=cart.py,line=2,endLine=2,col=17,endColumn=17::`(` is never closed"
    )


@given(st.text(), st.text())
def test_no_text_starts_a_command_of_its_own(message: str, path: str) -> None:
    """A log that says `::set-env` must not be obeyed by the runner that prints it."""
    spot = Spot(code="syntax/x", level="error", message=message, region=Region(path=path, line=1, end_line=1))

    told = annotations.github([spot])

    assert told.count("\n") == 1
    assert told.startswith("::error title=")
    assert "\r" not in told


def test_gitlab_keeps_what_it_can_place() -> None:
    unplaced = Spot(code="runtime/x", level="error", message="no file", region=Region(path=""))

    [issue] = json.loads(annotations.gitlab([*spots([ANSWER]), unplaced]))

    assert issue["location"] == {"path": "cart.py", "lines": {"begin": 2}}
    assert issue["severity"] == "critical"


@given(st.text(), st.text())
def test_junit_is_xml_whatever_the_message_holds(message: str, path: str) -> None:
    spot = Spot(code="syntax/x", level="error", message=message, region=Region(path=path, line=3))

    suite = ElementTree.fromstring(annotations.junit([spot]).encode())

    assert suite.get("failures") == "1"
    assert suite.find("testcase/failure") is not None


def test_junit_says_that_nothing_is_wrong() -> None:
    suite = ElementTree.fromstring(annotations.junit([]).encode())

    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")


@given(st.text())
def test_quickfix_is_a_line_a_finding(message: str) -> None:
    spot = Spot(code="syntax/x", level="error", message=message, region=Region(path="a.py", line=3, column=2))

    told = annotations.quickfix([spot])

    assert told.startswith("a.py:3:2: error: ")
    assert len(told.splitlines()) <= max(1, len((message + "x").splitlines()))


def test_quickfix_leads_to_a_verified_fix_that_lies_elsewhere() -> None:
    """Of a failing test the place is the check; the line to look at is another one."""
    fix = (Change(region=Region(path="cart.py", line=4, column=9), text="+="),)
    spot = Spot(
        code="logic/failing-check",
        level="error",
        message="it gave 2",
        region=Region(path="test_cart.py", line=5, column=5),
        fixes=(("use `+=`", fix),),
    )
    here = replace(spot, region=Region(path="cart.py", line=4))

    assert annotations.quickfix([spot]).splitlines() == [
        "test_cart.py:5:5: error: it gave 2 [logic/failing-check]",
        "cart.py:4:9: note: use `+=` [logic/failing-check]",
    ]
    assert len(annotations.quickfix([here]).splitlines()) == 1


def test_a_question_is_a_note_not_an_error() -> None:
    asked = Diagnosis(
        cause="too little to go by",
        decision=Decision(route=Route.UNCLEAR, confidence=0.5, stage=Stage.DEFAULT),
        diagnostics=(Diagnostic(code="unclear/question", message="what did it print"),),
    )

    assert [spot.level for spot in spots([asked])] == ["note"]
