"""What of the documents can be had back from an index, when lines of their file were lost?

Every index keeps each document's JSON. So what the file names no more, neither as added nor as removed, is taken from
there, before the index is made anew from the file.
"""

import json
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from analyzers.errors import ToolError
from tools.knowledge.document import Documents, from_json
from tools.knowledge.lexical import Lexical

_AT_ONCE = 500  # documents


def recover(documents: Documents, index: Path | None) -> None:
    """Write the documents' file anew, without what was replaced or removed, and with what only the index still holds.

    Raises OSError; the old file stays then.
    """
    if index is not None and (documents.unreadable() or not documents.path.exists()):
        known = documents.named()
        with suppress(ToolError, ValueError), closing(Lexical(index / "words.sqlite", readonly=True)) as held:
            lost = (each for each in held.ids() if each not in known)
            while some := list(islice(lost, _AT_ONCE)):
                documents.append([from_json(json.loads(text)) for text in held.documents(some).values()])
    if documents.path.exists():
        documents.compact()
