"""Of a recursion only what the source and the frames prove may be said."""

import textwrap

import pytest

from analyzers.facts import Frame, Raised, Traceback, Variable
from analyzers.runtime.assemble import assemble
from analyzers.runtime.crash import Crash, Evaluate, Finding
from analyzers.runtime.explain import explain
from analyzers.runtime.static import finish


def _crash(text: str, *lines: tuple[int, str]) -> Crash:
    text = textwrap.dedent(text).strip("\n")
    frames = tuple(
        Frame(file="main.py", line=line, function=name, code=text.split("\n")[line - 1].strip())
        for _ in range(10)
        for line, name in lines
    )
    raised = Raised(type="RecursionError", message="maximum recursion depth exceeded", frames=frames)
    return assemble(Traceback(chain=(raised,)), lambda _: ("main.py", text), lambda _: None)


def _said(text: str, *lines: tuple[int, str]) -> Finding:
    crash = _crash(text, *lines)
    return finish(explain(crash), crash)


def _proved(finding: Finding) -> bool:
    return any("under no condition" in reason for one in finding.suspects for reason in one.reasons)


def test_a_comprehension_belongs_to_the_function_around_it() -> None:
    text = "def depth(node):\n    return 1 + max((depth(c) for c in node.children), default=0)\n"

    found = _said(text, (2, "depth"), (2, "<genexpr>"))

    assert found.cause == "`depth` calls itself until the limit of the stack is reached"


@pytest.mark.parametrize(
    "body",
    [
        "return 1 + max((f(c) for c in x), default=0)",
        "return x and f(x[1:])",
        "return 0 if not x else f(x[1:])",
        "return 0 < x < f(x)",
        "return x.f()",
        "return lambda: f(x)",
        "return sum([f(c) for c in x])",
        "yield f(x)",
        "for c in x: f(c)",
        "with x: f(x)",
    ],
)
def test_a_call_that_need_not_happen_is_no_proof(body: str) -> None:
    assert not _proved(_said(f"def f(x):\n    {body}\n", (2, "f")))


@pytest.mark.parametrize(
    "body", ["return 1 + f(x)", "y = g(f(x))", "f(x) and x", "return f(x) if f(x) else x"]
)
def test_a_call_under_no_condition_is_said_to_be_one(body: str) -> None:
    assert _proved(_said(f"def f(x):\n    {body}\n", (2, "f")))


def test_the_same_object_given_again_is_evidence() -> None:
    crash = _crash("def f(x):\n    return [f(c) for c in x]\n", (2, "f"), (2, "<listcomp>"))
    asking = explain(crash)
    question = next(asking)
    try:
        while True:
            assert isinstance(question, Evaluate)
            site = crash.sites[question.site]
            assert site.function == "f"
            value = str(question.site // 2 % 2)
            question = asking.send(Variable(name="id(x)", type="int", repr=value))
    except StopIteration as ended:
        found: Finding = ended.value

    assert found.cause.endswith("`f` is given the same `x` again 2 of its calls further down")


def test_different_objects_prove_nothing() -> None:
    crash = _crash("def f(x):\n    return f(x + 1) if x else 0\n", (2, "f"))
    asking = explain(crash)
    question = next(asking)
    try:
        while True:
            assert isinstance(question, Evaluate)
            question = asking.send(Variable(name="id(x)", type="int", repr=str(question.site)))
    except StopIteration as ended:
        found: Finding = ended.value

    assert found.cause == "`f` calls itself until the limit of the stack is reached"
