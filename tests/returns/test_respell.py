"""Words of the form in the legacy encodings TCVN3 and VNI: known words are read and told, no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Status
from cchc_kpi.returns.respell import respell
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, Workbook
from forms_for_tests import form_of, only, opened, read, told, write_sound

# As the fonts .VnTime and VNI-Times have them, from their code tables.
TCVN3 = {
    "Mã số": "M· sè",
    "Số liệu": "Sè liÖu",
    "Ghi chú": "Ghi chó",
    "Đơn vị báo cáo": "§¬n vÞ b¸o c¸o",
    "Kỳ báo cáo": "Kú b¸o c¸o",
    "Xã": "X·",
    "Lộc Bình": "Léc B×nh",
}
VNI = {
    "Mã số": "Maõ soá",
    "Số liệu": "Soá lieäu",
    "Ghi chú": "Ghi chuù",
    "Đơn vị báo cáo": "Ñôn vò baùo caùo",
    "Kỳ báo cáo": "Kyø baùo caùo",
    "Xã": "Xaõ",
    "Lộc Bình": "Loäc Bình",
}


def _book(*texts: str) -> Workbook:
    cells = {(row, 0): Cell(Kind.TEXT, text) for row, text in enumerate(texts)}
    return Workbook((Sheet("Báo cáo", cells),), tells_blanks=False)


def _texts(workbook: Workbook) -> list[str]:
    return [cell.text for cell in workbook.sheets[0].cells.values()]


@pytest.mark.parametrize("words", [TCVN3, VNI], ids=["TCVN3", "VNI"])
def test_the_words_of_a_form_are_read_in_either_encoding(words: dict[str, str], plan: Plan) -> None:
    """Headings, labels and the commune's name are recognised as what the font shows."""
    workbook, _ = respell(_book(*words.values()), plan, "a.xlsx")

    assert list(words) == _texts(workbook)


def test_a_soft_hyphen_is_a_letter_of_tcvn3(plan: Plan, tmp_path: Path) -> None:
    """R26: U+00AD is "ư" in TCVN3; the label that holds it twice is that of CQ.07, and no figure is lost."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        label = form.at("CQ.07", "Chỉ tiêu")
        assert "Trong đó: đã được bồi dưỡng kỹ năng số căn bản" == label.value
        label.value = "Trong ®ã: ®· ®\u00adîc båi d\u00adìng kü n¨ng sè c¨n b¶n"
    item = read(path, plan)
    assert (Status.ACCEPTED, ["R26"], 8) == (item.status, told(item.findings), len(item.observations))


def test_the_cells_the_encoding_and_an_example_are_told_once(plan: Plan) -> None:
    """One finding a sheet says where such text stands, and shows how it was read."""
    _, findings = respell(_book("M· sè", "TT.04", "Sè liÖu"), plan, "a.xlsx")

    where = "a.xlsx, sheet 'Báo cáo'"
    what = "chữ ở ô A1, A3 gõ bằng bảng mã TCVN3; đã đọc sang Unicode ('M· sè' = 'Mã số')."
    assert [f"{where}: {what}"] == [finding.message() for finding in findings]


@pytest.mark.parametrize("text", ["Mã số", "Xã", "Có", "Không", "Ghi chó con", "Ñaõ xong", "TT.04"])
def test_unicode_and_words_that_stand_in_no_form_are_left_alone(text: str, plan: Plan) -> None:
    """Nothing is converted that might be meant as it stands."""
    workbook, findings = respell(_book(text), plan, "a.xlsx")

    assert ([text], ()) == (_texts(workbook), findings)


@pytest.mark.parametrize("words", [TCVN3, VNI], ids=["TCVN3", "VNI"])
def test_a_form_retyped_in_an_old_font_keeps_its_figures(
    words: dict[str, str], plan: Plan, tmp_path: Path
) -> None:
    """The return is read as its Unicode twin; one note tells the encoding."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    expected = {o.measure: o.value for o in read(path, plan).observations}
    with opened(path) as form:
        for row in form.sheet.iter_rows():
            for cell in row:
                cell.value = words.get(cell.value, cell.value)

    item = read(path, plan)

    assert (Status.ACCEPTED, ["R26"]) == (item.status, told(item.findings))
    assert expected == {o.measure: o.value for o in item.observations}


def test_an_answer_in_an_old_font_is_read(plan: Plan, tmp_path: Path) -> None:
    """`Cã` in a .VnTime font is the answer `Có`; the provenance keeps what stands in the cell."""
    path = write_sound(form_of(plan, "vhxh"), tmp_path, {"CQ.12": "Cã"})

    item = read(path, plan)

    found = next(o for o in item.observations if o.measure == plan.measure_by_code["CQ.12"].id)
    assert (1, "Cã") == (found.value, found.provenance.text)
    assert "'Cã' = 'Có'" in only(item.findings, "R26").message()


def test_a_word_that_cannot_stand_there_is_quoted_as_it_stands(plan: Plan, tmp_path: Path) -> None:
    """V11: the office finds in its cell what the message says."""
    path = write_sound(form_of(plan, "vhxh"), tmp_path, {"CQ.12": "Kh«ng ph¸t sinh"})

    item = read(path, plan)

    assert "'Kh«ng ph¸t sinh'" in only(item.findings, "V11").message()
