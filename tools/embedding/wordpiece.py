"""The tokens of one text, without building the whole tokenizer for it.

Building the library's tokenizer costs a sixth of the first answer, most of it two tables of 30,000 words, and importing it
a twentieth. So the words of a single text are found here when it is of ASCII alone, else by the library's normalizer and
pre-tokenizer; then each is cut into the longest pieces that the vocabulary knows, from the left (WordPiece: Wu et al. 2016,
"Google's Neural Machine Translation System", section 4.1; as in Devlin et al. 2019). The vocabulary is not read for a few
words either, which takes another twentieth: they are looked up in the bytes of the file.
"""

import json
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

_LONGEST = 100  # characters of a word; longer ones are unknown to the model
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_MISSES = 40  # each goes through the whole file: so many cost half of reading it
_CONTROL = {
    code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r"
}  # vanish, as in the original
_WORD = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")  # of lower-case ASCII
_NUMBER = re.compile(rb"\d+")


class WordPiece:
    """The vocabulary of an uncased BERT model, in a file of the library. Raises OSError as reading it does."""

    def __init__(self, file: Path) -> None:
        self._vocabulary = _Vocabulary(file.read_bytes())

    def ids(self, text: str, most: int) -> list[int] | None:
        """Return the numbers of a text's tokens, at most `most`, begin and end included.

        None for a text that spells a special token (`[MASK]`): the library gives it its number before all else.
        Raises ValueError where the file holds no vocabulary.
        """
        if any(token in text for token in _SPECIAL):
            return None
        ids = [self._vocabulary["[CLS]"]]
        for word in self._words(text):
            if len(ids) >= most:
                break
            ids += self._cut(word)
        return [*ids[: most - 1], self._vocabulary["[SEP]"]]

    def _words(self, text: str) -> Iterable[str]:
        if text.isascii():
            return _WORD.findall(text.translate(_CONTROL).lower())
        normalizer, splitter = self._library
        return (word for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text)))

    @cached_property
    def _library(self) -> tuple[Any, Any]:
        from tokenizers import normalizers, pre_tokenizers

        return normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()

    def _cut(self, word: str) -> list[int]:
        ids: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST:
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self._vocabulary.get(prefix + word[start:end])
                if piece is not None:
                    ids.append(piece)
                    start = end
                    break
            else:
                return [self._vocabulary["[UNK]"]]
        return ids or [self._vocabulary["[UNK]"]]


class _Vocabulary:
    """The number of each piece, `"piece":number` in the file: sought in its bytes, until many were not there."""

    def __init__(self, file: bytes) -> None:
        self._file = file
        self._start = max(file.find(b'"vocab"'), 0)
        self._misses = 0
        self._known: dict[str, int | None] = {}

    def __getitem__(self, piece: str) -> int:
        number = self.get(piece)
        if number is None:
            raise ValueError(f"the vocabulary has no {piece}")
        return number

    def get(self, piece: str) -> int | None:
        """Return the number of a piece, None for one that is unknown."""
        if piece not in self._known:
            self._known[piece] = self._find(piece) if self._misses < _MISSES else self._all.get(piece)
        return self._known[piece]

    def _find(self, piece: str) -> int | None:
        # A quote inside a piece is escaped, and no other value of the vocabulary is quoted: nothing else matches.
        quoted = json.dumps(piece, ensure_ascii=False).encode() + b":"
        at = self._file.find(quoted, self._start)
        if at < 0:
            self._misses += 1
            return None
        number = _NUMBER.match(self._file, at + len(quoted))
        return int(number[0]) if number else None

    @cached_property
    def _all(self) -> dict[str, int]:
        pieces: dict[str, int] = json.loads(self._file)["model"]["vocab"]
        return pieces
