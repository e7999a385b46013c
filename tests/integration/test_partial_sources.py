"""A traceback whose sources are not at hand: no more is said than it shows."""

from analyzers.facts import Diagnosis, Done, Route
from assistant.diagnose import Assistant
from tools.intake import from_text

_REPORT = """Traceback (most recent call last):
  File "gone.py", line 12, in <module>
    main()
  File "gone.py", line 8, in main
    user = find(users, "eve")["name"]
TypeError: 'NoneType' object is not subscriptable
"""


def _diagnosis(text: str) -> Diagnosis:
    last = list(Assistant().run(from_text(text), Route.RUNTIME))[-1]
    assert isinstance(last, Done)
    return last.diagnosis


def test_the_line_that_failed_stands_before_its_callers() -> None:
    """What weighs lines was fitted on whole files, and knows nothing of two lines of one."""
    assert [one.line for one in _diagnosis(_REPORT).suspects] == [8, 12]


def test_a_function_that_is_not_at_hand_is_not_said_to_have_found_nothing() -> None:
    diagnosis = _diagnosis(_REPORT)

    assert [one.claim for one in diagnosis.hypotheses] == ['`find(users, "eve")` is `None`']
    assert "finds nothing" not in diagnosis.diagnostics[0].help
    method = _diagnosis(_REPORT.replace('find(users, "eve")', 'users.get("eve")'))
    assert '`users.get("eve")` found nothing and returned `None`' in [one.claim for one in method.hypotheses]


def test_a_crash_without_its_traceback_is_told_the_pitfalls_of_its_code() -> None:
    code = "for i in range(len(nums)):\n    if nums[i] % 2 == 0:\n        nums.pop(i)\n"

    found = _diagnosis(f"{code}IndexError: list index out of range\n")
    unnamed = _diagnosis(f"it crashes, why?\n\n{code}")

    assert [one.code for one in found.diagnostics] == ["runtime/message-index", "logic/gets-shorter"]
    assert unnamed.diagnostics[0].code == "logic/gets-shorter"
