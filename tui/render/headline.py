"""Does the message of a finding say anything that is not said around it already?"""

from collections.abc import Iterable

from analyzers.deferred import regex
from analyzers.facts import Diagnosis, Diagnostic

_WORD = regex(r"\w+")
_FEW = 2  # words that differ are another way to say the same
_SHORT = 3  # letters: words up to here carry the sentence, not its content


def adds(diagnostic: Diagnostic, diagnosis: Diagnosis) -> bool:
    """Return whether a reader of the cause, the labels and the exception learns more from the message.

    It does when it has a name in backticks, or several words of content, that none of those has.
    """
    labels = [diagnostic.secondary, (diagnostic.primary,) if diagnostic.primary is not None else ()]
    said = [diagnosis.cause, *diagnostic.notes, diagnostic.help]
    said += [label.text for group in labels for label in group]
    if diagnosis.traceback is not None:
        final, crash = diagnosis.traceback.final, diagnosis.traceback.crash
        said += [final.type, final.message, crash.code if crash is not None else ""]
    known = _words(said)
    names = _words(diagnostic.message.split("`")[1::2])
    others = {word for word in _words([diagnostic.message]) - known if len(word) > _SHORT}
    return not names <= known or len(others) > _FEW


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold())}
