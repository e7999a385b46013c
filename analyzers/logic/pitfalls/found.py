"""What is one pitfall?"""

from analyzers.deferred import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitfall:
    """A way of writing that means something else, where it stands, and the usual cure."""

    name: str  # last part of the diagnostic's code
    message: str
    start: int  # span in the code's text, in characters
    end: int
    weight: float  # how often it is what a question about wrong results is about
    help: str = ""
    edits: tuple[tuple[int, int, str], ...] = ()  # the cure: spans and their new texts
    title: str = ""  # of the cure
