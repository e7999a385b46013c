"""What may one region of the app ask of another? Messages that cross regions."""

from dataclasses import dataclass

from textual.message import Message

from tui.sheets import Place


@dataclass
class ShowPlace(Message):
    """Show this line of the source; with `enter`, move the focus there too."""

    place: Place
    enter: bool = False


@dataclass
class ShowFix(Message):
    """Show the diff of the fix with this index."""

    index: int
    enter: bool = False


@dataclass
class Submitted(Message):
    """The user typed or pasted this and wants an answer."""

    text: str


@dataclass
class Chosen(Message):
    """The user chose this action of the welcome screen."""

    action: str
