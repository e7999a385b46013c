"""What does each feature of a candidate weigh? Written by `benchmarks/train_ranking.py`."""

DEFAULT_PRIOR = 2.0
PRIORS = {
    "bracket-unclosed": 1.0,
    "bracket-mismatched": 1.0,
    "colon-missing": 0.5,
    "equals-for-comparison": 0.5,
    "operator-misspelt": 0.0,
    "operator-foreign": 0.5,
    "comma-missing": 1.5,
    "keyword-misspelt": 0.8,
    "keyword-foreign": 0.8,
    "word-split": 1.5,
    "stray": 2.5,
    "mark-exchanged": 3.5,
    "newline-missing": 3.0,
    "string-unquoted": 2.5,
    "surplus-word": 3.0,
    "comment-prose": 5.0,
    "legacy": 0.0,
    "rule-async": 0.0,
    "rule-nonlocal": 0.0,
    "token-missing": 2.5,
    "token-wrong": 4.5,
    "else-missing": 2.5,
}
WEIGHTS = {
    "own": 1.0,
    "model": 0.55,
    "length": -0.8,
    "before": 0.12,
    "behind": 0.5,
    "strange": 0.5,
    "removed": 0.5,
    "changes": 0.0,
    "wide": -0.5,
}
