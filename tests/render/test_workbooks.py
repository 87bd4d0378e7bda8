"""Texts that must fit: on lines that are no wider than their columns, with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.render.workbooks import fitting_size, lines_of


def test_a_text_is_broken_between_words() -> None:
    """Ten units hold 55 points: at 11 points "Trung tâm" and no more, since letters are about half as wide as high."""
    assert ["Trung tâm", "Phục vụ", "hành chính", "công"] == lines_of(
        "Trung tâm Phục vụ hành chính công", 10, 11
    )


def test_wide_letters_take_more_room() -> None:
    """28 units are 12.8 em: 24 letters i take 24 * 0.28 + 23 * 0.25 = 12.5, but 11 letters W 11 * 0.95 + 2.5 = 12.95."""
    assert (3, 1) == tuple(len(lines_of(" ".join(letter * 24), 28, 12)) for letter in "Wi")


def test_a_word_longer_than_a_line_stays_whole() -> None:
    """A digest is not parted, and what comes after it begins a new line."""
    assert ["ab", "f" * 64, "c"] == lines_of(f"ab {'f' * 64} c", 10)


def test_marks_above_and_below_letters_take_no_room() -> None:
    """Composed and decomposed: 3 * (2.43 + 1.71) + 5 * 0.25 = 13.67 em stand on 30 units, which are 13.75, thrice."""
    for text in ("Tiếng Việt ", "Tie\u0302\u0301ng Vie\u0323\u0302t "):
        assert [(text * 3).strip()] * 3 == lines_of(text * 9, 30, 12)


@given(st.text(), st.floats(5, 100), st.sampled_from([9, 11, 12]))
def test_no_word_is_lost(text: str, width: float, size: int) -> None:
    """The lines together hold the words of the text in their order, and there is always a line."""
    lines = lines_of(text, width, size)
    assert text.split() == " ".join(lines).split()
    assert lines


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        # 28 units hold 154 points: 3.5 em stand there at any size asked, the 20 em of 40 digits at 154 / 20 = 7.7.
        (11, "(1) + (2) + (3)"),
        (7, "0" * 40),
    ],
)
def test_a_size_is_found_at_which_a_text_fits(expected: int, text: str) -> None:
    """A font is made no larger than asked, and smaller only where the text is too long."""
    assert expected == fitting_size(text, 28, 11)
