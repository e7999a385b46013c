"""Bytes of any kind become text, or are refused, within bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.errors import InputError
from analyzers.intake import (
    WHOLE,
    Condenser,
    decode,
    encoding_of,
    is_only_report,
    looks_like_report,
    refuse_binary,
)

TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nKeyError: 1\n'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", ("utf-8", 0)),
        (b"\xef\xbb\xbfplain", ("utf-8", 3)),
        ("\ufeffplain".encode("utf-16-le"), ("utf-16-le", 2)),
        ("\ufeffplain".encode("utf-16-be"), ("utf-16-be", 2)),
        ("\ufeffplain".encode("utf-32-le"), ("utf-32-le", 4)),
        ("no mark at all\n".encode("utf-16-le"), ("utf-16-le", 0)),
        ("no mark at all\n".encode("utf-16-be"), ("utf-16-be", 0)),
        (b"", ("utf-8", 0)),
        (b"\0" * 512 + b"a log whose beginning was cut in place\n" * 20, ("utf-8", 0)),
    ],
)
def test_encoding_is_read_off_the_first_bytes(data: bytes, expected: tuple[str, int]) -> None:
    assert encoding_of(data) == expected


def test_one_stray_byte_does_not_change_how_the_rest_is_read() -> None:
    assert decode("é und ".encode() + b"\xe9 \x93q\x94") == ("é und é “q”", 3)


def test_latin_1_text_is_read_as_such() -> None:
    assert decode("naïve café".encode("latin-1"))[0] == "naïve café"


@given(st.binary())
def test_decoding_never_fails(data: bytes) -> None:
    text, strays = decode(data)

    assert isinstance(text, str)
    assert (strays == 0) == _is_utf8(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(40),
        b"\x1f\x8b\x08\x00abc",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n\x1a\n",
        bytes(4096),
        bytes(range(256)) * 16,
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        refuse_binary(data, "`x`")


@pytest.mark.parametrize(
    "data",
    [
        TRACEBACK.encode(),
        b"\x1b[31mred\x1b[0m text\r\n\x07\x08",
        b"\0" * 9_000 + b"a log whose beginning was cut in place\n" * 50,
        "Привет, мир".encode("cp1251") * 50,
        b"one \x00 byte among many others of a log line\n",
        b"",
    ],
)
def test_text_with_blemishes_is_taken(data: bytes) -> None:
    refuse_binary(data, "`x`")


def test_a_hint_says_how_to_unpack() -> None:
    with pytest.raises(InputError) as caught:
        refuse_binary(b"\x1f\x8b\x08\x00", "`x.gz`")

    assert "gzip" in caught.value.message
    assert "zcat" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TRACEBACK, True),
        ("> " + TRACEBACK.replace("\n", "\n> "), True),
        (
            'def f():\n    """Raises.\n\n        Traceback (most recent call last):\n          File "x", line 1\n    """\n',
            False,
        ),
        ('print("Traceback (most recent call last):")\n', False),
        ("nothing of the kind", False),
        ('x = 1\n\nTraceback (most recent call last):\n  File "a.py", line 1, in <module>\nE: x\n', True),
    ],
)
def test_a_report_is_told_from_code_that_quotes_one(text: str, expected: bool) -> None:
    assert looks_like_report(text) is expected


def test_a_lone_traceback_needs_no_search_for_code() -> None:
    assert is_only_report(TRACEBACK)
    assert not is_only_report(TRACEBACK + "why is that\n")
    assert not is_only_report("import x\n" + TRACEBACK)


def _condensed(chunks: list[bytes]) -> tuple[bytes, int]:
    condenser = Condenser()
    for chunk in chunks:
        condenser.feed(chunk)
    return condenser.result()


@given(st.lists(st.binary(max_size=200)))
def test_what_is_small_is_kept_whole(chunks: list[bytes]) -> None:
    assert _condensed(chunks) == (b"".join(chunks), 0)


def _log(size: int) -> bytes:
    line = b"2024-05-01 12:00:00 INFO  request %08d served in 12 ms\n"
    return b"".join(line % number for number in range(size // len(line % 0)))


@pytest.mark.parametrize("chunk", [4_000, 65_536, 1 << 20])
def test_a_failure_in_the_middle_of_a_huge_log_is_kept(chunk: int) -> None:
    log = _log(WHOLE * 2)
    report = TRACEBACK.encode()
    middle = log.index(b"\n", len(log) // 2) + 1
    log = log[:middle] + report + log[middle:]

    kept, left_out = _condensed([log[start : start + chunk] for start in range(0, len(log), chunk)])

    assert report in kept
    assert kept.startswith(log[:100_000])
    assert kept.endswith(log[-1_000_000:])
    assert left_out > WHOLE
    assert len(kept) < 4_000_000


def test_of_too_many_failures_the_latest_are_kept() -> None:
    noise = _log(20_000)
    log = b"".join(
        noise + TRACEBACK.replace("KeyError: 1", f"KeyError: {number}").encode() for number in range(800)
    )

    kept, left_out = _condensed([log])

    assert b"KeyError: 799" in kept
    assert b"KeyError: 700\n" in kept
    assert left_out > 0
    assert len(kept) < WHOLE


def test_a_line_without_end_is_cut_rather_than_collected() -> None:
    kept, left_out = _condensed([b"x" * 1_000_000] * 30)

    assert len(kept) < WHOLE
    assert left_out + len(kept) >= 30_000_000


def test_gaps_are_marked() -> None:
    kept, _ = _condensed([_log(WHOLE * 2)])

    assert kept.count(b"[... left out ...]") == 1
