"""The format of a date that was not read: what reads it, makes sense, and differs least comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.runtime.dates import date_formats, formats, lengthened

READ = [
    ("13/05/2024", "%m/%d/%Y", "%d/%m/%Y"),
    ("05.03.24", "%d.%m.%Y", "%d.%m.%y"),
    ("20240305", "%Y-%m-%d", "%Y%m%d"),
    ("5 Mar 2024", "%d-%m-%Y", "%d %b %Y"),
    ("March 5, 2024", "%d %B %Y", "%B %d, %Y"),
    ("10:30", "%H:%m", "%H:%M"),
    ("14:30", "%I:%M", "%H:%M"),
    ("2:30 PM", "%H.%M", "%I:%M %p"),
    ("2024-03-01T10:30:00+02:00", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"),
    ("2024-03-01T10:30:00Z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"),
    ("05/Mar/2024:10:30:00 +0000", "%d/%b/%Y %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z"),
    ("2024/3/5 - 10h30", "%Y-%m-%d %H:%M", "%Y/%m/%d - %Hh%M"),
]
LEFT_OVER = [
    ("%d.%m.%y", "24", "%d.%m.%Y"),
    ("%Y-%m-%d %H:%M", ":05", "%Y-%m-%d %H:%M:%S"),
    ("%Y-%m-%d", "T10:30:05.123", "%Y-%m-%dT%H:%M:%S.%f"),
    ("%H:%M", " PM", "%I:%M %p"),
    ("%d %b", " 2024", "%d %b %Y"),
    ("%Y-%m-%dT%H:%M:%S", "+00:00", "%Y-%m-%dT%H:%M:%S%z"),
]


@pytest.mark.parametrize(("text", "form", "wanted"), READ)
def test_the_likeliest_format_reads_the_text(text: str, form: str, wanted: str) -> None:
    assert formats(text, form)[0] == wanted
    assert date_formats(f"time data {text!r} does not match format {form!r}") == (form, formats(text, form))


@pytest.mark.parametrize(("form", "rest", "wanted"), LEFT_OVER)
def test_what_is_left_over_is_read_as_well(form: str, rest: str, wanted: str) -> None:
    assert lengthened(form, rest)[0] == wanted


@pytest.mark.parametrize(("form", "rest"), [("%Y-%m-%d", "24"), ("%Y-%m-%d", "\n")])
def test_no_format_reads_digits_as_themselves(form: str, rest: str) -> None:
    assert not lengthened(form, rest)


@pytest.mark.parametrize("text", ["", "n/a", "24:00", "%", "1" * 500, "a b " * 200])
def test_what_is_no_date_has_no_format(text: str) -> None:
    assert not formats(text, "%Y-%m-%d")


def test_no_minutes_without_an_hour() -> None:
    assert not any("%M" in one for one in formats("13/05/2024", "%m/%d/%Y"))


@given(st.text(max_size=40), st.text(alphabet="%YmdHMS-/: ", max_size=20))
def test_any_text_is_taken(text: str, form: str) -> None:
    assert len(formats(text, form)) <= 6
    assert len(lengthened(form, text)) <= 6
