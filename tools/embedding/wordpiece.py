"""The tokens of one text, without building the whole tokenizer for it.

Building the library's tokenizer costs a sixth of the first answer, most of it two tables of 30,000 words. For a single
text the library's normalizer and pre-tokenizer do the part that needs Unicode, and this does the rest: each word is cut
into the longest pieces that the vocabulary knows, from the left (WordPiece: Wu et al. 2016, "Google's Neural Machine
Translation System", section 4.1; as in Devlin et al. 2019).
"""

import json
from pathlib import Path
from typing import Any

_LONGEST = 100  # characters of a word; longer ones are unknown to the model
_UNKNOWN = "[UNK]"


class WordPiece:
    """The vocabulary of an uncased BERT model. Raises OSError and ValueError as reading the file does."""

    def __init__(self, file: Path) -> None:
        from tokenizers import normalizers, pre_tokenizers

        described = json.loads(file.read_bytes())
        self._pieces: dict[str, int] = described["model"]["vocab"]
        self._special = tuple(token["content"] for token in described["added_tokens"])
        self._normalizer: Any = normalizers.BertNormalizer()
        self._words: Any = pre_tokenizers.BertPreTokenizer()

    def ids(self, text: str, most: int) -> list[int] | None:
        """Return the numbers of a text's tokens, at most `most`, begin and end included.

        None for a text that spells a special token (`[MASK]`): the library gives it its number before all else.
        """
        if any(token in text for token in self._special):
            return None
        ids = [self._pieces["[CLS]"]]
        for word, _ in self._words.pre_tokenize_str(self._normalizer.normalize_str(text)):
            if len(ids) >= most:
                break
            ids += self._cut(word)
        return [*ids[: most - 1], self._pieces["[SEP]"]]

    def _cut(self, word: str) -> list[int]:
        ids: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST:
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self._pieces.get(prefix + word[start:end])
                if piece is not None:
                    ids.append(piece)
                    start = end
                    break
            else:
                return [self._pieces[_UNKNOWN]]
        return ids or [self._pieces[_UNKNOWN]]
