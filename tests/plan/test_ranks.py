"""A commune's or a province's name apart from its rank."""

from __future__ import annotations

import unicodedata

import pytest

from cchc_kpi.plan.ranks import Named, capitalized, commune_name, province_name


@pytest.mark.parametrize(
    ("text", "rank", "name"),
    [
        ("Lộc Bình", "xã", "Lộc Bình"),
        ("xã Lộc Bình", "xã", "Lộc Bình"),
        ("Phường  Đông Kinh", "phường", "Đông Kinh"),
        ("ĐẶC KHU Phú Quốc", "đặc khu", "Phú Quốc"),
        (unicodedata.normalize("NFD", "phường Đông Kinh"), "phường", "Đông Kinh"),
        ("Xã", "xã", "Xã"),
        ("Xãlộc", "xã", "Xãlộc"),
        ("thị trấn Lộc Bình", "xã", "thị trấn Lộc Bình"),
    ],
)
def test_a_commune_has_a_rank_and_a_name(text: str, rank: str, name: str) -> None:
    """Without one written it is a xã; a word that is no rank belongs to the name."""
    assert Named(rank, name) == commune_name(text)


@pytest.mark.parametrize(
    ("text", "full", "label"),
    [
        ("Lạng Sơn", "tỉnh Lạng Sơn", "Lạng Sơn"),
        ("Tỉnh Lạng Sơn", "tỉnh Lạng Sơn", "Lạng Sơn"),
        ("thành phố Hà Nội", "thành phố Hà Nội", "thành phố Hà Nội"),
    ],
)
def test_the_usual_rank_goes_without_saying(text: str, full: str, label: str) -> None:
    """Hà Nội is not told as a tỉnh, and Lạng Sơn needs no word before it in a table."""
    named = province_name(text)
    assert (full, label) == (named.full, named.label)


def test_a_sentence_opens_with_a_capital() -> None:
    """Only its first letter is made one."""
    assert "Đặc khu Phú Quốc" == capitalized("đặc khu Phú Quốc")
