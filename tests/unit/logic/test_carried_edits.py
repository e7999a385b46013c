"""Is the edit proposed that begins a step, a term or a search where it was meant to begin?"""

from textwrap import dedent

import pytest

from analyzers.logic.edits import candidates
from analyzers.logic.program import Program

WRONG_AND_RIGHT = [
    (
        """
        def days(first, until, step):
            day = first.start
            while day <= until:
                yield day
                day = later(day, step)
        """,
        """
        def days(first, until, step):
            day = first.start
            steps = 0
            while day <= until:
                yield day
                steps += 1
                day = later(first.start, step * steps)
        """,
    ),
    (
        """
        def days(first, count):
            found = [first]
            while len(found) < count:
                found.append(later(found[-1], 1))
            return found
        """,
        """
        def days(first, count):
            found = [first]
            while len(found) < count:
                found.append(later(first, len(found)))
            return found
        """,
    ),
    (
        """
        class Parser:
            def sum(self):
                value = self.product()
                if self.next() == "-":
                    value -= self.sum()
                return value
        """,
        """
        class Parser:
            def sum(self):
                value = self.product()
                while self.next() == "-":
                    value -= self.product()
                return value
        """,
    ),
    (
        """
        def power(tokens):
            value = atom(tokens)
            while tokens[0] == "**":
                value = value ** atom(tokens)
            return value
        """,
        """
        def power(tokens):
            value = atom(tokens)
            if tokens[0] == "**":
                value = value ** power(tokens)
            return value
        """,
    ),
    (
        """
        def merge(base, extra):
            for key, value in extra.items():
                base[key] = merge({}, value)
        """,
        """
        def merge(base, extra):
            for key, value in extra.items():
                base[key] = merge(base.get(key, {}), value)
        """,
    ),
    (
        """
        def guess(self, letter):
            if letter in self.known:
                return "again"
            self.wrong.add(letter)
        """,
        """
        def guess(self, letter):
            if letter in self.known or letter in self.wrong:
                return "again"
            self.wrong.add(letter)
        """,
    ),
]


@pytest.mark.parametrize(("wrong", "right"), WRONG_AND_RIGHT)
def test_it_is_proposed(wrong: str, right: str) -> None:
    text = dedent(wrong)
    program = Program("a.py", text)

    made = {one.apply(text) for one in candidates(program, frozenset(range(1, 1000)))}

    assert dedent(right) in made
