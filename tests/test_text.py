from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cchc_kpi.text import fold, inert, likeness, printable, shown, suggest, without_accents

VIETNAMESE = st.text(
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ AĐÊÔƠƯ"
)
ANY_TEXT = st.one_of(st.text(), VIETNAMESE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("hóa", "hoá", id="tone-on-first-or-second-vowel"),
        pytest.param("Ủy ban", "Uỷ ban", id="tone-with-a-capital"),
        pytest.param("thủy lợi", "thuỷ lợi", id="in-a-phrase"),
        pytest.param("hòa hóa hỏa hõa họa", "hoà hoá hoả hoã hoạ", id="all-five-tones"),
        pytest.param("HỒ SƠ", "hồ sơ", id="case"),
        pytest.param("ĐẤT ĐAI", "đất đai", id="case-of-d-with-stroke"),
        pytest.param("hồ\u00a0sơ", "hồ sơ", id="non-breaking-space"),
        pytest.param("  hồ \t\n sơ ", "hồ sơ", id="runs-of-spaces"),
        pytest.param("hồ\u200b sơ\ufeff", "hồ sơ", id="invisible-characters"),
        pytest.param("ho\u0302\u0300 so\u031b", "hồ sơ", id="decomposed-as-on-macos"),
        pytest.param("vi\u1ec7t", "vi\u1eb9\u0302t", id="marks-typed-in-another-order"),
    ],
)
def test_one_phrase_written_in_two_ways_is_one(one: str, other: str) -> None:
    """Two spellings that a Vietnamese reader takes for the same words fold to the same text."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("tháng", "thang", id="a-tone-is-not-nothing"),
        pytest.param("má", "mà", id="two-tones"),
        pytest.param("mơ", "mo", id="horn"),
        pytest.param("đa", "da", id="d-with-stroke"),
        pytest.param("\u0110ảng", "\u00d0ảng", id="vietnamese-d-and-icelandic-eth"),
        pytest.param("hồ sơ", "hồsơ", id="two-words-or-one"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    """What reads differently folds differently."""
    assert fold(one) != fold(other)


@given(ANY_TEXT)
@settings(max_examples=200)
def test_folding_twice_changes_nothing(text: str) -> None:
    """The fold is idempotent."""
    assert fold(text) == fold(fold(text))


@given(ANY_TEXT)
@example("\u1fb3\u0342")
@settings(max_examples=200)
def test_composition_does_not_matter(text: str) -> None:
    """NFC and NFD of one text fold to the same."""
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(VIETNAMESE)
def test_case_does_not_matter(text: str) -> None:
    """Capitals and small letters of one Vietnamese text fold to the same."""
    assert fold(text.lower()) == fold(text.upper())


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("thu tuc hanh chinh", "Thủ tục hành chính"),
        ("dang uy", "Đảng ủy"),
        ("muc do hai long", "MỨC ĐỘ  HÀI LÒNG"),
        ("\u00f0ang", "\u00d0ảng"),
    ],
)
def test_marks_are_taken_off_to_find_near_misses(expected: str, text: str) -> None:
    """Without accents means plain Latin letters; the Icelandic eth is no Vietnamese letter and stays."""
    assert expected == without_accents(text)


@given(VIETNAMESE)
def test_text_without_accents_is_ascii(text: str) -> None:
    """No Vietnamese letter keeps a mark."""
    assert without_accents(text).isascii()


@pytest.mark.parametrize(
    ("expected", "word", "known"),
    [
        pytest.param("name", "nmae", ["code", "name", "unit"], id="letters-swapped"),
        pytest.param("villages_5g", "vilages_5g", ["villages_total", "villages_5g"], id="letter-missing"),
        pytest.param("Số liệu", "So lieu", ["Mã số", "Số liệu", "Ghi chú"], id="accents-missing"),
        pytest.param("Ủy ban", "uỷ  ban", ["Hội đồng", "Ủy ban"], id="spelled-the-other-way"),
        pytest.param(None, "xyz", ["code", "name", "unit"], id="nothing-near"),
        pytest.param(None, "name", [], id="nothing-known"),
    ],
)
def test_a_slip_suggests_the_word_meant(expected: str | None, word: str, known: list[str]) -> None:
    """The nearest known word is suggested as it is written there, and none where none is near."""
    assert expected == suggest(word, known)


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        (1.0, "HỒ SƠ", "hồ  sơ"),
        (0.0, "abc", "xyz"),
        # 2 x 3 shared letters of 4 + 4.
        (0.75, "abcd", "abce"),
    ],
)
def test_likeness_is_the_share_of_letters_in_common(expected: float, one: str, other: str) -> None:
    """Likeness counts the folded letters that two texts share."""
    assert expected == likeness(one, other)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param("hồ sơ", "hồ\tsơ\n", id="tab-and-newline-become-spaces"),
        pytest.param("\ufffd[31mđỏ", "\x1b[31mđỏ", id="terminal-escape"),
        pytest.param("a\ufffdb", "a\x9bb", id="eight-bit-escape"),
        pytest.param("\ufffdcod.exe", "\u202ecod.exe", id="text-turned-right-to-left"),
        pytest.param("a\ufffdb", "a\ue000b", id="private-use"),
        pytest.param("a\ufffdb", "a\ud800b", id="half-a-character"),
    ],
)
def test_nothing_in_a_return_can_steer_the_screen(expected: str, text: str) -> None:
    """Characters that control a terminal or turn the line around are shown as a replacement sign."""
    assert expected == printable(text)


@given(st.text(st.characters()))
@settings(max_examples=200)
def test_printable_text_is_one_line_without_controls(text: str) -> None:
    """Whatever a cell holds, what is printed of it has no control character and no line break."""
    assert {"Cc", "Cs", "Zl", "Zp"}.isdisjoint(map(unicodedata.category, printable(text)))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("'95 phần trăm'", "95 phần trăm"),
        ("''", ""),
        pytest.param("'" + "a" * 60 + "'", "a" * 60, id="60-characters-are-shown-whole"),
        pytest.param("'" + "a" * 59 + "…'", "a" * 61, id="61-are-cut-to-60"),
    ],
)
def test_quoted_text_is_in_quotes_and_not_too_long(expected: str, text: str) -> None:
    """A message quotes at most 60 characters, and says where it cut."""
    assert expected == shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "==",
        "+84 205",
        "@SUM(A1)",
        "-1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "-A1",
        "--1",
        "-1e5",
        "-1 hồ sơ",
        "-５",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
    ],
)
def test_what_begins_like_a_formula_is_made_text(text: str) -> None:
    """An apostrophe before it; a digit after the minus makes no number of what goes on otherwise."""
    assert f"'{text}" == inert(text)


@pytest.mark.parametrize(
    "text",
    ["", "-", "-5", "-5,25", "-1.234,5", "-95,5%", "-1/10", "600", "=", ">=", "<", "Hồ sơ", "a=b", "'95"],
)
def test_numbers_and_plain_texts_stand_bare(text: str) -> None:
    """A number, a ratio, an operator and a dash can call nothing; other programs read them as they are."""
    assert text == inert(text)
