"""Text of the fonts before Unicode: every letter of both encodings, known phrases, and what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.legacy_text import from_tcvn3, from_vni, legacy_readings

# Every accented letter, by vowel, beside its codes in the order of the printed tables of both encodings:
# TCVN 5712:1993 (VSCII-3, the one of the fonts), and the VNI table of the keyboard programs.
TABLE = [
    ("à ả ã á ạ", "µ ¶ · ¸ ¹", "aø aû aõ aù aï"),
    ("ă ằ ẳ ẵ ắ ặ", "¨ » ¼ ½ ¾ Æ", "aê aè aú aü aé aë"),
    ("â ầ ẩ ẫ ấ ậ", "© Ç È É Ê Ë", "aâ aà aå aã aá aä"),
    ("è ẻ ẽ é ẹ", "Ì Î Ï Ð Ñ", "eø eû eõ eù eï"),
    ("ê ề ể ễ ế ệ", "ª Ò Ó Ô Õ Ö", "eâ eà eå eã eá eä"),
    ("ì ỉ ĩ í ị", "× Ø Ü Ý Þ", "ì æ ó í ò"),
    ("ò ỏ õ ó ọ", "ß á â ã ä", "oø oû oõ où oï"),
    ("ô ồ ổ ỗ ố ộ", "« å æ ç è é", "oâ oà oå oã oá oä"),
    ("ơ ờ ở ỡ ớ ợ", "¬ ê ë ì í î", "ô ôø ôû ôõ ôù ôï"),
    ("ù ủ ũ ú ụ", "ï ñ ò ó ô", "uø uû uõ uù uï"),
    ("ư ừ ử ữ ứ ự", "\u00ad õ ö ÷ ø ù", "ö öø öû öõ öù öï"),
    ("ỳ ỷ ỹ ý ỵ", "ú û ü ý þ", "yø yû yõ yù î"),
    ("đ", "®", "ñ"),
]
LETTERS = [row for vowel in TABLE for row in zip(*(part.split(" ") for part in vowel), strict=True)]
CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))

LETTER = st.sampled_from([(letter, tcvn3, vni) for letter, tcvn3, vni in LETTERS])
PLAIN = st.sampled_from("bcdghklmnpqrstvx 0123456789.,:()-/").map(lambda char: (char, char, char))


def test_the_table_has_every_letter_of_vietnamese() -> None:
    """67 letters beyond ASCII: 17 of a and of o, 11 of e and of u, 5 of i and of y, and đ."""
    assert 67 == len({letter for letter, _, _ in LETTERS})


@pytest.mark.parametrize(("letter", "tcvn3", "vni"), LETTERS)
def test_every_letter_is_read_in_both_encodings(letter: str, tcvn3: str, vni: str) -> None:
    """Each code of the tables gives its letter, in VNI also as a capital; TCVN3's capitals share the codes."""
    assert (letter, letter) == (from_tcvn3(tcvn3), from_vni(vni))
    assert letter.upper() == from_vni(vni.upper())


@pytest.mark.parametrize(("letter", "code"), CAPITALS.items())
def test_the_capitals_without_a_tone_have_codes_in_tcvn3(letter: str, code: str) -> None:
    """Only seven capitals have a code of their own."""
    assert letter == from_tcvn3(code)


@given(st.lists(st.one_of(LETTER, PLAIN), max_size=30))
def test_any_vietnamese_text_comes_back_from_both_encodings(letters: list[tuple[str, str, str]]) -> None:
    """Written by the table and read again, a text is what it was."""
    text, tcvn3, vni = ("".join(column) for column in zip(*letters, strict=True)) if letters else ("", "", "")
    assert (text, text) == (from_tcvn3(tcvn3), from_vni(vni))


@pytest.mark.parametrize(
    ("expected", "tcvn3", "vni"),
    [
        ("Tiếng Việt", "TiÕng ViÖt", "Tieáng Vieät"),
        (
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
            "Céng hßa x· héi chñ nghÜa ViÖt Nam",
            "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
        ),
        ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
        ("được", "®\u00adîc", "ñöôïc"),
        ("Số liệu", "Sè liÖu", "Soá lieäu"),
        ("Mã số", "M· sè", "Maõ soá"),
        ("Chỉ tiêu", "ChØ tiªu", "Chæ tieâu"),
        ("Đơn vị tính", "§¬n vÞ tÝnh", "Ñôn vò tính"),
        ("Ghi chú", "Ghi chó", "Ghi chuù"),
        ("Kỳ báo cáo:\u00a0Quý I", "Kú b¸o c¸o:\u00a0Quý I", "Kyø baùo caùo:\u00a0Quyù I"),
        ("“Không phát sinh” – 2026…", "“Kh«ng ph¸t sinh” – 2026…", "“Khoâng phaùt sinh” – 2026…"),
    ],
)
def test_known_phrases_are_read(expected: str, tcvn3: str, vni: str) -> None:
    """Phrases that anybody recognises, as old files hold them; signs and spaces stay."""
    assert expected == from_tcvn3(tcvn3)
    assert expected == from_vni(vni)


@pytest.mark.parametrize(
    ("expected", "vni"),
    [("VIỆT NAM", "VIEÄT NAM"), ("ĐƠN VỊ TÍNH", "ÑÔN VÒ TÍNH"), ("Á", "AÙ"), ("Á", "Aù"), ("ƯỚC", "ÖÔÙC")],
)
def test_vni_has_capitals_of_its_own(expected: str, vni: str) -> None:
    """A capital carries a capital mark, or one that stayed small."""
    assert expected == from_vni(vni)


def test_capital_fonts_of_tcvn3_come_out_small() -> None:
    """.VnTimeH draws capitals at the codes of small letters: which font it was the text does not say."""
    assert "BáO CáO" == from_tcvn3("B¸O C¸O")


@pytest.mark.parametrize(
    "text", ["bâo", "cù", "û", "ñù", "iù", "eê", "uâ", "B¸o c¸o", "Việt", "€", "x\u0301"]
)
def test_what_breaks_the_spelling_of_vni_is_no_vni(text: str) -> None:
    """A mark without a letter that can carry it, or a character the fonts have not, gives nothing."""
    assert None is from_vni(text)


@pytest.mark.parametrize("text", ["VIEÄT", "Ê\u00c0", "°C", "€", "Việt", "\ufeffTiÕng", "1²"])
def test_a_character_that_tcvn3_has_not_gives_nothing(text: str) -> None:
    """The fonts draw nothing at these codes, so the text is something else."""
    assert None is from_tcvn3(text)


@pytest.mark.parametrize(
    "text", ["", "TT.04", "Bao cao", "KPS – 2026", "“abc”", "a\u00a0b", "Cộng hòa", "Số"]
)
def test_plain_text_and_unicode_have_no_legacy_reading(text: str) -> None:
    """Near miss: ASCII, dashes and quotes say the same in any encoding; "ộ" is in Unicode only."""
    assert () == legacy_readings(text)


def test_each_encoding_that_fits_is_told() -> None:
    """VNI's letters have meanings in TCVN3 too: whoever knows the words decides."""
    assert [("TCVN3", "Tieỏng Vieọt"), ("VNI", "Tiếng Việt")] == list(legacy_readings("Tieáng Vieät"))
    assert [("TCVN3", "Tiếng Việt")] == list(legacy_readings("TiÕng ViÖt"))


def test_unicode_within_western_letters_can_look_like_legacy_text() -> None:
    """The Unicode word "Xã" has a reading all the same: it is for the caller to know the word."""
    assert [("TCVN3", "Xó")] == list(legacy_readings("Xã"))


def test_a_soft_hyphen_is_a_letter() -> None:
    """U+00AD is "ư" in TCVN3: stripped first, "lưu" would be lost."""
    assert [("TCVN3", "lưu")] == list(legacy_readings("l\u00adu"))


@given(st.text())
def test_any_text_is_read_or_is_not(text: str) -> None:
    """No text breaks the readers; what is read has none of the old signs left in it."""
    for reading in legacy_readings(text):
        assert text != reading.text
        assert reading.encoding in {"TCVN3", "VNI"}
