"""Take the needles of the router's cues from their patterns: `python -m benchmarks.train_needles`."""

import json

from assistant.router.cues import DENIALS, ENGLISH, OTHER
from assistant.router.needles import DATA, key, needles_of


def main() -> None:
    """Write `assistant/router/needles.json`."""
    patterns = [*(pattern for _, pattern in DENIALS), *(pattern for *_, pattern in (*ENGLISH, *OTHER))]
    found = {key(pattern): needles for pattern in patterns if (needles := needles_of(pattern)) is not None}
    DATA.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(found)} of {len(patterns)} cues have needles")


if __name__ == "__main__":
    main()
