"""A data file is blamed only when it fails in the very way that the program did."""

import pytest

from analyzers.runtime.data import failing_json, failing_text, fitting

NAME = "Expecting property name enclosed in double quotes"


@pytest.mark.parametrize(
    ("text", "message", "line", "column", "reason", "at"),
    [
        ('{\n  "a": 1,\n}\n', NAME, 3, 1, "the comma at the end of line 2 is followed by `}`", 2),
        ("{'a': 1}", NAME, 1, 2, "it has single quotes on line 1", 1),
        ('{\n// no\n"a": 1}', NAME, 2, 1, "it has a comment on line 2", 2),
        ("", "Expecting value", 1, 1, "it is empty", 1),
        ('{"a":', "Expecting value", 1, 6, "it ends too early", 1),
        ("<html>", "Expecting value", 1, 1, "it has `<html>` there", 1),
    ],
)
def test_the_reason_is_read_from_the_file(
    text: str, message: str, line: int, column: int, reason: str, at: int
) -> None:
    files = {"good.json": b"{}", "bad.json": text.encode()}

    assert failing_json(files, message, line, column) == ("bad.json", reason, at)


def test_a_file_that_fails_elsewhere_is_not_blamed() -> None:
    assert failing_json({"bad.json": b"{,}"}, NAME, 7, 1) is None


def test_two_files_that_fail_alike_are_not_told_apart() -> None:
    assert failing_json({"a.json": b"", "b.json": b""}, "Expecting value", 1, 1) is None


@pytest.mark.parametrize(
    ("content", "codec", "reads"),
    [
        ("café au lait\n".encode("latin-1"), "latin-1", "café au lait"),
        ("“café”".encode("cp1252"), "cp1252", "“café”"),
        ("café".encode("utf-16"), "utf-16", "café"),
        (b"\x89PNG\0", "", ""),
    ],
)
def test_the_encoding_that_fits_is_found(content: bytes, codec: str, reads: str) -> None:
    position = next(index for index, byte in enumerate(content) if byte > 127)

    assert failing_text({"x": content}, "utf-8", content[position], position) == ("x", content)
    assert fitting(content, position) == (codec, reads)
