from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.observations import csv_file
from cchc_kpi.observations.csv_file import guarded, unguarded
from cchc_kpi.observations.line import as_it_stood, storable
from cchc_kpi.text import inert

# Pieces that escapes are made of, beside any character at all, lone surrogates among them.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["_x0041_", "_x005F_", "_x00", "41_", "_", "x0041_", "'", "=", "\r", "\n", "\x00", "\ud800"]
        ),
        st.characters(exclude_categories=()),
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_every_text_comes_back_as_it_stood(text: str) -> None:
    """Escaped and read again, also what looks like an escape, and what no file can hold."""
    assert text == as_it_stood(storable(text))
    assert text == unguarded(guarded(text))


@given(PIECES)
def test_what_is_stored_is_text_that_every_reader_keeps(text: str) -> None:
    """UTF-8 can write it, and it holds no control character but tab and line feed."""
    stored = storable(text)
    stored.encode("utf-8")
    assert [] == [char for char in stored if ord(char) < 32 and char not in "\t\n"]


@given(PIECES)
def test_csv_holds_no_formula_and_gives_the_text_back(text: str) -> None:
    """A guarded cell is left as it is by the guard of the other CSV outputs: no spreadsheet runs it."""
    cell = guarded(text)
    assert cell == inert(cell)
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow([cell, "x"])
    stream.seek(0)
    assert [[cell, "x"]] == list(csv.reader(stream, strict=True))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("600", "600"),
        ("95,5%", "95,5%"),
        ("-5", "-5"),
        ("-", "-"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'95", "''95"),
        ("Không phát sinh", "Không phát sinh"),
        ("a\r\nb", "a_x000D_\nb"),
        ("_x0041_", "_x005F_x0041_"),
    ],
)
def test_texts_stand_in_csv_as_stated(text: str, cell: str) -> None:
    """What is usual stays as it is; a formula gets an apostrophe, a text with one gets another."""
    assert cell == guarded(text)


def test_what_is_remembered_of_texts_is_bounded_in_length() -> None:
    """A text of 256 characters is made once, one of 257 each time; both come back."""
    csv_file._guarded.cache_clear()
    csv_file._unguarded.cache_clear()
    for text in ("=" * 256, "=" * 257):
        assert text == unguarded(guarded(text))
    # Guarded, the shorter one has 257 characters: only the text before guarding is remembered.
    assert (1, 0) == (csv_file._guarded.cache_info().currsize, csv_file._unguarded.cache_info().currsize)
