"""Percentages among number formats: by format code, and by the styles part of a workbook."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.formats import (
    built_in_nature,
    is_percent_format,
    nature_of_format,
    read_styles,
    shows_percent_sign,
    spelled_format,
    text_format,
    uses_percent_format,
)
from cchc_kpi.returns.traits import Nature
from forms_for_tests import form_of, parts_of, write_sound

STYLES = "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "code",
    [
        "0%",
        "0.00%",
        "0,0%",
        "#,##0.0 %",
        "0%;[Red]-0%",
        "General%",
        "[Blue]0%",
        '0.0"x"%',
        '0%"',
        r"\a0%",
        "_(0%_)",
    ],
)
def test_a_bare_percent_sign_makes_a_percentage(code: str) -> None:
    """Wherever it stands: 0.955 is shown times 100."""
    assert is_percent_format(code)


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "",
        "0",
        "#,##0.00",
        '0.0"%"',
        r"0.0\%",
        "0_%",
        "0*%",
        "[$%-42A]0",
        '"tỷ lệ % "0',
        "@",
        "dd/mm/yyyy",
    ],
)
def test_a_percent_sign_that_is_only_text_makes_none(code: str) -> None:
    """Near miss: quoted, escaped, for width or filling, or in brackets, it changes no value."""
    assert not is_percent_format(code)


@pytest.mark.parametrize("code", ["0%", '0.0"%"', r"0\%", '"tỷ lệ % "0'])
def test_a_sign_that_is_text_is_shown_all_the_same(code: str) -> None:
    """Whoever sees 95% in the cell means a percentage, however the sign came there."""
    assert shows_percent_sign(code)
    assert uses_percent_format(styles_of([code]))


@pytest.mark.parametrize("code", ["0", "0_%", "0*%", "[$%-42A]0"])
def test_a_sign_that_is_not_drawn_is_not_shown(code: str) -> None:
    """Near miss: for width, for filling, in brackets."""
    assert not shows_percent_sign(code)


def styles_of(formats: list[str]) -> bytes:
    """The styles part of a workbook whose cells have these formats."""
    book = openpyxl.Workbook()
    for row, code in enumerate(formats, start=1):
        cell = book.worksheets[0].cell(row, 1, 0.955)
        cell.number_format = code
    stream = io.BytesIO()
    book.save(stream)
    return parts_of(stream.getvalue())[STYLES]


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%", '#,##0.000"x" %'])
def test_a_cell_formatted_as_a_percentage_is_seen(code: str) -> None:
    """By the two formats that are built in, and by any other that carries the sign."""
    assert uses_percent_format(styles_of(["0", code]))


@pytest.mark.parametrize("formats", [[], ["0"], ["0.00", "#,##0"], ["0_%", "0*%"], ["dd/mm/yyyy"]])
def test_a_workbook_without_percentages_needs_no_second_look(formats: list[str]) -> None:
    """Near miss: other formats, even with a sign that is not shown."""
    assert not uses_percent_format(styles_of(formats))


def test_xlsxwriters_percentages_are_seen(tmp_path: Path) -> None:
    """Another program's way of writing them."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_number(0, 0, 1, book.add_format({"num_format": "0.0%"}))
    assert uses_percent_format(parts_of(path.read_bytes())[STYLES])


@pytest.mark.parametrize("period", ["2026-Q1", None])
def test_the_forms_themselves_use_none(plan: Plan, tmp_path: Path, period: str | None) -> None:
    """Else every return would be read twice."""
    content = write_sound(form_of(plan, "vhxh", period), tmp_path).read_bytes()
    assert not uses_percent_format(parts_of(content)[STYLES])


def part(formats: str = "", cell_styles: str = "", cells: str = "", prefix: str = "") -> bytes:
    """A styles part with these number formats, `cellStyleXfs` and `cellXfs`."""
    colon = f":{prefix}" if prefix else ""
    p = f"{prefix}:" if prefix else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{p}styleSheet xmlns{colon}="{MAIN}">'
        f"<{p}numFmts>{formats}</{p}numFmts><{p}cellStyleXfs>{cell_styles}</{p}cellStyleXfs>"
        f"<{p}cellXfs>{cells}</{p}cellXfs></{p}styleSheet>"
    ).encode()


def test_a_style_that_no_cell_has_does_not_count() -> None:
    """Near miss: LibreOffice writes its style "Percent" (format 9) into every file."""
    assert not uses_percent_format(part(cell_styles='<xf numFmtId="9"/>', cells='<xf numFmtId="0"/>'))


def test_a_format_that_no_cell_uses_does_not_count() -> None:
    """Near miss: a percentage among the formats, cells with another."""
    formats = '<numFmt numFmtId="170" formatCode="0.0%"/><numFmt numFmtId="171" formatCode="0.0"/>'
    assert not uses_percent_format(part(formats, cells='<xf numFmtId="171"/>'))
    assert uses_percent_format(part(formats, cells='<xf numFmtId="171"/><xf numFmtId="170"/>'))


def test_a_namespace_prefix_hides_nothing() -> None:
    """Some programs write <x:cellXfs><x:xf .../></x:cellXfs>."""
    assert uses_percent_format(part(cells='<x:xf numFmtId="10"/>', prefix="x"))


def test_leading_zeros_hide_nothing() -> None:
    """XML allows 09 for 9."""
    assert uses_percent_format(part(cells='<xf numFmtId="09"/>'))


def test_another_encoding_hides_nothing() -> None:
    """XML may be UTF-16."""
    text = part(cells='<xf numFmtId="9"/>').decode().replace("UTF-8", "UTF-16")
    assert uses_percent_format(text.encode("utf-16"))


@pytest.mark.parametrize(
    "content", [b"", b"<", b"<styleSheet>", b'<?xml version="1.0" encoding="x-none"?><a/>', b"\x00"]
)
def test_what_cannot_be_parsed_is_looked_at_again(content: bytes) -> None:
    """A broken part may hold anything."""
    assert uses_percent_format(content)


@given(st.binary(max_size=200))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    """Whatever the part holds, no traceback."""
    assert uses_percent_format(content) in {True, False}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", None),
        ("0", None),
        ("#,##0.00", None),
        ("0.00E+00", None),
        ("@", None),
        ('#,##0 "hồ sơ"', None),  # letters of dates, quoted
        (r"#,##0\ \h\s", None),  # escaped
        ("#,##0_d", None),  # skipped by its width
        ("[Red]0", None),
        ("[$đ-42A]#,##0", None),
        ("0;[Red]-0;d", None),  # what counts is how a positive number is shown
        ("0%", Nature.PERCENT),
        ('0"%"', Nature.PERCENT_SIGN),
        ("dd/mm/yyyy", Nature.DATE),
        ("[$-42A]dd mmmm yyyy;@", Nature.DATE),
        ("D-MMM", Nature.DATE),
        ("h:mm", Nature.DATE),
        ("yyyy", Nature.DATE),
        ("[h]:mm", Nature.DURATION),
        ("[HH]:MM:SS", Nature.DURATION),
        ("[mm]", Nature.DURATION),
    ],
)
def test_a_format_says_what_a_number_is(code: str, expected: Nature | None) -> None:
    """A percentage, a date, a duration, or a number and nothing else."""
    assert expected is nature_of_format(code)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, None), (1, None), (8, None), (9, Nature.PERCENT), (10, Nature.PERCENT), (11, None), (13, None), (14, Nature.DATE), (22, Nature.DATE), (37, None), (45, Nature.DATE), (46, Nature.DURATION), (47, Nature.DATE), (48, None), (49, None), (164, None)],
)  # fmt: skip
def test_formats_without_a_code_are_known_by_their_number(number: int, expected: Nature | None) -> None:
    """As ECMA-376, part 1, 18.8.30 lists them."""
    assert expected is built_in_nature(number)


def styles_with(inside: str, numbers: list[str]) -> bytes:
    """A styles part with something in it, and cell styles of these number formats."""
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return f'<styleSheet xmlns="{MAIN}">{inside}<cellXfs>{xfs}</cellXfs></styleSheet>'.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('0;-0;"·"', "0;\\-0;\\·"),
        ("+#,##0;-#,##0;0", "\\+#,##0;\\-#,##0;0"),
        ("General", "GENERAL"),
        ("[$-42A]#,##0", "#,##0"),
    ],
)
def test_two_spellings_of_one_format_are_equal(one: str, other: str) -> None:
    """Excel and LibreOffice escape signs that XlsxWriter leaves bare, and mark the language."""
    assert spelled_format(one) == spelled_format(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("0%", '"100%"'), ("0%", '0"%"'), ("0%", "0.00%"), ("#,##0", ";;;"), ("0;-0", "0;0"), ("0", "0;;")],
)
def test_two_formats_that_show_otherwise_are_told_apart(one: str, other: str) -> None:
    """A text in place of the number, other decimals, a sign left out, nothing at all."""
    assert spelled_format(one) != spelled_format(other)


@pytest.mark.parametrize("code", ["General", "0.00%", "#,##0;-#,##0;0", "@", '0;-0;"·"'])
def test_formats_for_numbers_show_a_text_as_it_is(code: str) -> None:
    """Without a section for texts a text is shown as it stands."""
    assert text_format(code) == "@"


@pytest.mark.parametrize("code", ['0;0;0;"✓ Đạt"', '"✓ "@', ";;;"])
def test_a_format_that_shows_a_text_otherwise_is_seen(code: str) -> None:
    """Another text, a text before it, no text."""
    assert text_format(code) != "@"


def test_the_format_of_a_cell_is_found_by_its_style() -> None:
    """A code that is written out, a built-in one without a code, a style that is not there."""
    styles = read_styles(
        styles_with('<numFmts><numFmt numFmtId="170" formatCode="0.000"/></numFmts>', ["170", "9"])
    )
    assert ["0.000", "0%", "General"] == [styles.of_cell(style) for style in ("0", "1", "7")]


def test_a_conditional_format_with_a_number_format_is_found_by_its_place() -> None:
    """Of three, the second one has a number format of its own."""
    dxfs = '<dxfs><dxf/><dxf><numFmt numFmtId="9" formatCode="0%"/></dxf><dxf/></dxfs>'
    assert frozenset({"1"}) == read_styles(styles_with(dxfs, ["0"])).conditional
