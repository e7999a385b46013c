"""In which order are found documents shown: how are words, meaning and hard facts weighed?

A convex sum of the two scores, each scaled to [0, 1] over the candidates (Bruch, Gai and Ingber, An Analysis of
Fusion Functions for Hybrid Retrieval, 2023), then small additions for what can be checked: the same exception,
the same library and version, an accepted answer's votes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from tools.knowledge.document import Document
from tools.knowledge.lexical import Hit
from tools.knowledge.query import Query
from tools.knowledge.words import STOP, words

_ASKED = 0.65  # the question's share in the cosine of a thread
LOOKED_INTO = 30  # candidates whose texts are looked into
_MAX_CHARS = 20_000  # of a document
_WORD = re.compile(r"\w+")
_SAME_MAJOR = 0.8  # of what the same minor version counts
_NEAR = 50  # the documents that the vectors tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each sign counts; chosen by cross-validation on the tuned half of the fixtures."""

    words: float = 0.5  # of one; the rest is the vectors'
    words_in_report: float = 0.6  # the same, where the query is the end of a report
    message: float = 0.2  # the line that names the failure, word after word
    exception: float = 0.02
    library: float = 0.05
    version: float = 0.03


def fuse(
    lexical: Sequence[Hit], cosines: Mapping[str, float], share: float, ideal: float = 0.0
) -> dict[str, float]:
    """Return each candidate's joined score in [0, 1].

    Words count the less the farther even the best hit stays from the `ideal` score: a question of which nobody
    used the words is left to the vectors.

    `lexical` holds the word scores, `cosines` the vectors' for every candidate that has one; a candidate that
    one side does not know has nothing from that side.
    """
    top = max((hit.score for hit in lexical), default=0.0) or 1.0
    scale = sqrt(top * max(top, ideal))
    by_words = {hit.id: hit.score / scale for hit in lexical}
    near = sorted(cosines.values(), reverse=True)
    high, low = (
        (near[0], near[:_NEAR][-1]) if near else (1.0, 0.0)
    )  # far ones must not squeeze the near together
    span = (high - low) or 1.0
    if not cosines:
        share = 1.0
    return {
        each: share * by_words.get(each, 0.0)
        + (1.0 - share) * (max(0.0, cosines[each] - low) / span if each in cosines else 0.0)
        for each in {**by_words, **cosines}
    }


def joined(cosines: Sequence[float]) -> float:
    """Return one cosine for what a thread asks and what it answers, where it has both."""
    if len(cosines) == 1:
        return cosines[0]
    return _ASKED * cosines[0] + (1.0 - _ASKED) * cosines[1]


def rerank(
    query: Query, scores: Mapping[str, float], documents: Mapping[str, Document], weights: Weights
) -> list[tuple[str, float]]:
    """Return the candidates, best first, after the additions; ties are broken by votes, then by id."""

    known = sorted((each for each in scores if each in documents), key=scores.__getitem__, reverse=True)
    values = {
        each: scores[each] + (_additions(query, documents[each], weights) if rank < LOOKED_INTO else 0.0)
        for rank, each in enumerate(known)
    }
    order = sorted(known, key=lambda each: (-values[each], -documents[each].votes, each))
    return [(each, values[each]) for each in order]


def overlap(message: str, document: Document) -> float:
    """Return how much of a message stands in the document word after word, in [0, 1]."""
    wanted = _pairs(message)
    if not wanted:
        return 0.0
    return len(wanted & _pairs(f"{document.title}\n{document.body}\n{document.answer}")) / len(wanted)


def coverage(question: str, document: Document, least: int) -> float:
    """Return how many of a question's words stand in the document, in [0, 1]; 0 when it has too few."""
    wanted = set(words(question)) - STOP
    if len(wanted) < least:
        return 0.0
    return len(wanted & set(words(f"{document.title}\n{document.body}\n{document.answer}"))) / len(wanted)


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(_WORD.findall(text[:_MAX_CHARS].lower())))


def _additions(query: Query, document: Document, weights: Weights) -> float:
    total = weights.message * overlap(query.message, document)
    if query.exception and query.exception in f"{document.title} {document.body}":
        total += weights.exception
    if query.library and (query.library == document.library or query.library in document.tags):
        total += weights.library
        total += weights.version * agreement(query.version, document.version)
    return total


def agreement(asked: str, documented: str) -> float:
    """Return how far two versions agree, in [0, 1]: another major version may do anything, a minor one adds to it.

    Before 1.0 a minor version may do anything too (Semantic Versioning 2.0, item 4).
    """
    ours, theirs = (
        [part.lstrip("0") for part in re.findall(r"\d+", version)[:2]] for version in (asked, documented)
    )
    if not ours or not theirs or ours[0] != theirs[0]:
        return 0.0
    if len(ours) < 2 or len(theirs) < 2 or ours[1] == theirs[1]:
        return 1.0
    return 0.0 if not ours[0] else _SAME_MAJOR
