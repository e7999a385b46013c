"""Programs read the same vocabulary, and can read it back."""

import json
from typing import get_args

import msgspec
import pytest

from analyzers import facts
from analyzers.facts import Diagnosis, Failed, StepFinished
from tests.unit.render.test_text import DIAGNOSIS
from tui.render import structured


def test_a_diagnosis_survives_the_journey_through_json() -> None:
    document = json.loads(structured.render(DIAGNOSIS))

    assert document["schema"] == 1
    assert msgspec.convert(document["diagnosis"], Diagnosis) == DIAGNOSIS


def test_each_fix_comes_as_a_patch_too() -> None:
    [patch] = json.loads(structured.render(DIAGNOSIS))["patches"]

    assert patch.startswith("--- a/cart.py\n+++ b/cart.py\n@@ -1,3 +1,3 @@\n")


@pytest.mark.parametrize("kind", get_args(facts.Event))
def test_every_event_has_a_name(kind: type) -> None:
    assert kind.__name__ in structured._NAMES


def test_an_event_is_one_line() -> None:
    line = structured.render_event(StepFinished("route", 0.5, "two\nlines"))

    assert line.count("\n") == 1
    assert json.loads(line) == {
        "schema": 1,
        "event": "step-finished",
        "step": "route",
        "seconds": 0.5,
        "detail": "two\nlines",
    }


def test_a_failure_is_a_document_as_well() -> None:
    failure = Failed("it broke", "try again")

    assert json.loads(structured.render_failure(failure.message, failure.hint)) == {
        "schema": 1,
        "error": {"message": "it broke", "hint": "try again"},
    }


def test_the_schema_names_every_class_of_a_diagnosis() -> None:
    schema = json.loads(structured.schema())

    assert {"Diagnosis", "Diagnostic", "Fix", "Traceback", "Decision"} <= set(schema["$defs"])
    assert schema["$defs"]["Report"]["required"] == ["schema", "diagnosis", "patches"]
