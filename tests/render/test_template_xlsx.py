"""The blank form: its fixed words, its protection, its checks, and the values cached beside formulas."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import FormEntries, write_form
from cchc_kpi.returns.layout import FormLayout
from forms_for_tests import (
    baseline_of,
    convert,
    form_of,
    needs_libreoffice,
    plan_with,
    sound_values,
    write_sound,
)

FORMS = [("ttpvhcc", "2026-Q1"), ("vhxh", "2026-Q4"), ("kt", None), ("kt", "baseline"), ("vhxh", "baseline")]


def layout_of(plan: Plan, office: str, period: str | None) -> FormLayout:
    """A quarter's form, a blank one, or the baselines."""
    return baseline_of(plan, office) if period == "baseline" else form_of(plan, office, period)


def written(form: FormLayout, folder: Path, entries: FormEntries | None = None) -> Any:
    """The form as openpyxl sees it, formulas as formulas."""
    path = folder / f"{form.stem}.xlsx"
    write_form(form, path, entries)
    return openpyxl.load_workbook(path)


def row(sheet: Any, number: int) -> list[object]:
    """The filled cells of a row."""
    return [cell.value for cell in sheet[number] if cell.value is not None]


def test_the_headings_are_those_that_offices_know_by_heart(plan: Plan, tmp_path: Path) -> None:
    """Row 10 of the sheet `Báo cáo` reads exactly so; the checks stand to the right of it."""
    sheet = written(form_of(plan, "kt"), tmp_path)["Báo cáo"]
    assert ["Mã số", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú", "Kiểm tra"] == row(sheet, 10)


def test_a_baseline_form_has_its_years_for_headings(plan: Plan, tmp_path: Path) -> None:
    """A column for each year asked instead of `Số liệu`."""
    sheet = written(baseline_of(plan, "kt"), tmp_path)["Báo cáo"]
    assert ["Năm 2021", "Năm 2022", "Năm 2023", "Năm 2024", "Năm 2025"] == row(sheet, 10)[3:8]


@pytest.mark.parametrize(
    ("period", "typed"), [("2026-Q1", "2026-Q1"), (None, None), ("baseline", "baseline")]
)
def test_the_fields_are_filled_in_as_constants(
    plan: Plan, tmp_path: Path, period: str | None, typed: str | None
) -> None:
    """Office, commune, period and submission stand beside their labels; the date may stay blank."""
    sheet = written(layout_of(plan, "kt", period), tmp_path)["Báo cáo"]
    assert [
        ("Đơn vị báo cáo", "Phòng Kinh tế"),
        ("Xã", "Lộc Bình"),
        ("Kỳ báo cáo", typed),
        ("Lần nộp", 1),
        ("Ngày nộp", None),
    ] == [(sheet.cell(number, 1).value, sheet.cell(number, 2).value) for number in range(5, 10)]


def test_one_row_a_measure_with_code_label_and_unit(plan: Plan, tmp_path: Path) -> None:
    """Areas are headed by their names; a part is indented under its whole."""
    sheet = written(form_of(plan, "vp"), tmp_path)["Báo cáo"]
    assert ["Cải cách thể chế"] == row(sheet, 11)
    assert ["TC.01", "Số VBQPPL của xã đang còn hiệu lực (cuối kỳ)", "văn bản"] == row(sheet, 12)
    assert (0, 1) == (sheet["B12"].alignment.indent, sheet["B13"].alignment.indent)


@pytest.mark.parametrize(("office", "period"), FORMS)
def test_no_cell_is_merged(plan: Plan, tmp_path: Path, office: str, period: str | None) -> None:
    """A row inserted beside a merge swallows figures."""
    book = written(layout_of(plan, office, period), tmp_path)
    assert [[], []] == [list(sheet.merged_cells.ranges) for sheet in book.worksheets]


@pytest.mark.parametrize(("office", "period"), FORMS)
def test_only_the_cells_to_fill_are_unlocked(
    plan: Plan, tmp_path: Path, office: str, period: str | None
) -> None:
    """Figures, remarks and the open fields can be typed into; all else is locked without a password."""
    form = layout_of(plan, office, period)
    sheet = written(form, tmp_path)["Báo cáo"]
    unlocked = [cell for line in sheet.iter_rows() for cell in line if not cell.protection.locked]
    fields = {"B8", "B9"} | (set() if period else {"B7"})
    figures = len(form.measures) * (len(form.value_headers) + 1)
    assert (fields, figures) == (
        {c.coordinate for c in unlocked if c.row < 10},
        sum(c.row > 10 for c in unlocked),
    )
    assert (True, None) == (sheet.protection.sheet, sheet.protection.password)


def test_the_mark_is_hidden(plan: Plan, tmp_path: Path) -> None:
    """Plan, digest, office and period on a sheet that nobody sees."""
    form = form_of(plan, "kt")
    sheet = written(form, tmp_path)["_cchc_kpi"]
    assert "hidden" == sheet.sheet_state
    assert [
        ["cchc-kpi", "1"],
        ["plan", "cchc-loc-binh-2026-2030"],
        ["digest", form.digest],
        ["office", "kt"],
        ["office_name", "Phòng Kinh tế"],
        ["period", "2026-Q1"],
    ] == [row(sheet, number)[:2] for number in range(1, 7)]


@pytest.mark.parametrize(("office", "period"), FORMS)
def test_the_same_form_has_the_same_bytes(
    plan: Plan, tmp_path: Path, office: str, period: str | None
) -> None:
    """Nothing in a form depends on when or where it was made."""
    digests = set()
    for name in ("a.xlsx", "b.xlsx"):
        write_form(layout_of(plan, office, period), tmp_path / name)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert 1 == len(digests)


def test_entries_stand_where_they_belong(plan: Plan, tmp_path: Path) -> None:
    """Figures as numbers, words as text, remarks in their column."""
    entries = FormEntries(
        {("CQ.06", "Số liệu"): 10, ("CQ.07", "Số liệu"): "KPS"}, {"CQ.06": "số tạm tính"}, 2, "14/03/2026"
    )
    sheet = written(form_of(plan, "kt"), tmp_path, entries)["Báo cáo"]
    assert [10, "KPS", None, "số tạm tính", 2, "14/03/2026"] == [
        sheet[address].value for address in ("D12", "D13", "D14", "E12", "B8", "B9")
    ]


def test_text_that_looks_like_a_formula_stays_text(plan: Plan, tmp_path: Path) -> None:
    """A remark beginning with = is no formula and an address no link."""
    sheet = written(
        form_of(plan, "kt"), tmp_path, FormEntries({("CQ.06", "Số liệu"): "=1+1"}, {"CQ.06": "http://a.vn"})
    )["Báo cáo"]
    assert ("=1+1", "s", None) == (sheet["D12"].value, sheet["D12"].data_type, sheet["E12"].hyperlink)


def test_yes_no_cells_offer_yes_and_no(plan: Plan, tmp_path: Path) -> None:
    """A drop-down of Có and Không at CQ.12 of vhxh, D28."""
    sheet = written(form_of(plan, "vhxh"), tmp_path)["Báo cáo"]
    found = [v for v in sheet.data_validations.dataValidation if "D28" in v.sqref]
    assert [("list", '"Có,Không"')] == [(v.type, v.formula1) for v in found]


def test_the_period_of_a_blank_form_is_a_drop_down_of_the_plans_quarters(plan: Plan, tmp_path: Path) -> None:
    """Five years of four quarters, from 2026-Q1 to 2030-Q4."""
    book = written(form_of(plan, "kt", None), tmp_path)
    (found,) = [v for v in book["Báo cáo"].data_validations.dataValidation if "B7" in v.sqref]
    assert ("list", "'_cchc_kpi'!D1:D20") == (found.type, found.formula1)
    periods = [cell.value for (cell,) in book["_cchc_kpi"]["D1:D20"]]
    assert (20, "2026-Q1", "2030-Q4") == (len(periods), periods[0], periods[-1])


@pytest.mark.parametrize(("code", "cell", "takes_kps"), [("CQ.06", "D22", True), ("BM.01", "D12", False)])
def test_a_number_cell_takes_kps_unless_a_number_is_needed(
    plan: Plan, tmp_path: Path, code: str, cell: str, takes_kps: bool
) -> None:
    """What the form lets in is what the reader accepts."""
    sheet = written(form_of(plan, "vhxh"), tmp_path)["Báo cáo"]
    assert code == sheet.cell(sheet[cell].row, 1).value
    (found,) = [v for v in sheet.data_validations.dataValidation if cell in v.sqref]
    assert takes_kps == ("KPS" in found.formula1)


def cached(path: Path) -> dict[str, object]:
    """The values stored beside the formulas of a form, by cell; an empty text is none."""
    formulas = openpyxl.load_workbook(path)["Báo cáo"]
    values = openpyxl.load_workbook(path, data_only=True)["Báo cáo"]
    return {
        cell.coordinate: values[cell.coordinate].value
        for line in formulas.iter_rows()
        for cell in line
        if cell.data_type == "f"
    }


def test_a_blank_form_counts_its_blanks(plan: Plan, tmp_path: Path) -> None:
    """8 figures to type; no check warns."""
    write_form(form_of(plan, "kt"), tmp_path / "a.xlsx")
    found = cached(tmp_path / "a.xlsx")
    assert {"Còn 8 ô số liệu để trống", None} == set(found.values())


def test_a_broken_return_is_warned_of_in_the_form(plan: Plan, tmp_path: Path) -> None:
    """A part greater than its whole at its row, a broken identity at its first term."""
    path = write_sound(form_of(plan, "ttpvhcc"), tmp_path, {"TT.02": 601, "TT.13": 201})
    warnings = {cell: text for cell, text in cached(path).items() if text is not None and cell != "F1"}
    assert {
        "F12": "⚠ TT.01 + TT.02 + TT.03 khác TT.04 + TT.05 + TT.06 + TT.07 + TT.08",
        "F24": "⚠ TT.13 lớn hơn TT.12",
    } == warnings


def test_a_sound_return_is_not_warned_of(plan: Plan, tmp_path: Path) -> None:
    """Near miss: equal is not greater, and the balance holds."""
    path = write_sound(form_of(plan, "ttpvhcc"), tmp_path)
    assert {"Còn 0 ô số liệu để trống", None} == set(cached(path).values())


@pytest.mark.libreoffice
@needs_libreoffice
def test_the_values_cached_are_those_that_a_spreadsheet_calculates(plan: Plan, tmp_path: Path) -> None:
    """LibreOffice, told to trust no cached value, comes to the same texts in every form."""
    uneven = plan_with(
        (
            "    baseline_years: [2025]\n    part_of: public_service_quota\n    at_most",
            "    baseline_years: [2024, 2025]\n    part_of: public_service_quota\n    at_most",
        )
    )
    folder = tmp_path / "forms"
    folder.mkdir()
    paths = [
        write_sound(
            form_of(plan, "ttpvhcc"), folder, {"TT.02": 601, "TT.13": 201, "TT.20": None, "TT.30": "KPS"}
        ),
        write_sound(form_of(plan, "vhxh", "2026-Q4"), folder, {"CQ.11": 5, "CQ.03": None}),
        write_sound(baseline_of(plan, "kt"), folder),
    ]
    form, path = baseline_of(uneven, "vhxh"), folder / "uneven.xlsx"
    entries = {
        key: entry for key, entry in sound_values(form).items() if key[1] == "Năm 2025" and key[0] != "BM.02"
    }
    write_form(form, path, FormEntries(entries))
    paths.append(path)
    always_recalculate(tmp_path / "profile")
    converted = convert(paths, "xlsx", tmp_path / "calculated")
    for path in paths:
        assert cached(path) == cached(converted / path.name), path.name


def always_recalculate(profile: Path) -> None:
    """Set a LibreOffice profile to calculate every formula anew on loading."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>\n",
        "utf-8",
    )


def test_amounts_are_written_to_their_last_decimal(plan: Plan, tmp_path: Path) -> None:
    """123456789.123456 million comes back as it went in."""
    entries = FormEntries({("NS.01", "Số liệu"): Decimal("123456789.123456")})
    sheet = written(form_of(plan, "kt", "2026-Q4"), tmp_path, entries)["Báo cáo"]
    assert "123456789.123456" == repr(sheet["D12"].value)
