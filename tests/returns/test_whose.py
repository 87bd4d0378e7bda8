"""Whose a return is, out of many communes: by the name typed and by the form's mark, and never by a guess."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.whose import communes_named, names_commune
from forms_for_tests import (
    COMMUNES,
    form_of,
    form_of_commune,
    lacking,
    only,
    opened,
    read,
    told,
    where,
    write_sound,
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Lộc Bình", ["06541"]),
        ("UBND xã Lộc Bình, tỉnh Lạng Sơn", ["06541"]),
        ("Ủy ban nhân dân phường Đông Kinh", ["05977"]),
        ("Đông Kinh", ["05977"]),
        ("ĐÔNG KINH (tỉnh Lạng Sơn)", ["05977"]),
        (unicodedata.normalize("NFD", "phường Đông Kinh"), ["05977"]),
        ("Tân Hoà", ["02530", "02531"]),
        ("Tân Hòa, tỉnh Lạng Sơn", ["02530"]),
        ("Tân Hòa, Lạng Sơn", ["02530"]),
        ("xã Tân Hòa, TP. Hà Nội", ["02531"]),
        ("xã Tân Hòa, huyện Quốc Oai, thành phố Hà Nội", ["02531"]),
        ("Tân Hòa, tỉnh Lạng", []),
        ("Tân Hòa, Thái Nguyên", []),
        ("xã Đông Kinh", []),
        ("phường Lộc Bình", []),
        ("thị trấn Lộc Bình", []),
        ("Lộc Bình 2", []),
        ("Lộc Bình, xã Na Dương", []),
        ("", []),
    ],
)
def test_a_name_means_those_that_it_can_mean(text: str, codes: list[str]) -> None:
    """Rank, committee and province narrow it down; another rank or another commune beside it means something else."""
    assert codes == [commune.code for commune in communes_named(text, COMMUNES)]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("phường Đông Kinh", True),
        ("UBND phường Đông Kinh", True),
        ("Đông Kinh", True),
        ("xã Đông Kinh", False),
    ],
)
def test_a_single_phuong_is_named_as_a_single_xa_is(text: str, *, is_named: bool) -> None:
    """A plan whose commune is "phường Đông Kinh" takes its returns, and not those of a xã of that name."""
    assert is_named == names_commune(text, "phường Đông Kinh")


def returned(plan: Plan, folder: Path, text: str | None, code: str | None = None) -> Return:
    """A sound return of kt with something typed beside `Xã`, on the form of a commune or on one that names none."""
    form = form_of(plan, "kt") if code is None else form_of_commune(plan, COMMUNES, code, "kt")
    path = write_sound(form, folder)
    with opened(path) as form_open:
        form_open.beside("Xã").value = text
    return read(path, plan, COMMUNES)


@pytest.mark.parametrize("code", ["06541", "06529", "05977", "02530", "02531"])
def test_a_communes_own_form_comes_back_as_its_own(plan: Plan, tmp_path: Path, code: str) -> None:
    """As `template --commune` writes it, also where two communes share the name."""
    item = read(write_sound(form_of_commune(plan, COMMUNES, code, "kt"), tmp_path), plan, COMMUNES)
    assert (code, []) == (item.commune, told(item.findings))


def test_the_form_decides_between_communes_of_one_name(plan: Plan, tmp_path: Path) -> None:
    """Retyped without its province, the name is that of the form's commune all the same."""
    assert "02531" == returned(plan, tmp_path, "Tân Hòa", "02531").commune


def test_a_form_that_names_no_commune_goes_by_the_name_typed(plan: Plan, tmp_path: Path) -> None:
    """Forms made before there was a list have no commune in their mark."""
    item = returned(plan, tmp_path, "xã Na Dương")
    assert ("06529", []) == (item.commune, told(item.findings))


def test_a_name_that_two_communes_bear_is_told(plan: Plan, tmp_path: Path) -> None:
    """R35: both are named with their provinces; nobody chooses."""
    item = returned(plan, tmp_path, "Tân Hòa")
    finding = only(item.findings, "R35")
    assert ("R35", "error", "kt-2026-Q1.xlsx", "Báo cáo", "B6") == where(finding)
    assert [] == lacking(finding, "'Tân Hòa'", "xã Tân Hòa, tỉnh Lạng Sơn", "xã Tân Hòa, thành phố Hà Nội")
    assert ("", True) == (item.commune, item.rejected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lộc Bính", ["'Lộc Bính'", "có phải là 'Lộc Bình'?"]),
        ("Chi Lăng", ["'Chi Lăng'"]),
        (None, ["'Xã' để trống"]),
        ("Tân Hòa, tỉnh Thái Nguyên", ["'Tân Hòa, tỉnh Thái Nguyên'"]),
    ],
)
def test_a_commune_that_is_not_listed_is_told(
    plan: Plan, tmp_path: Path, text: str | None, said: list[str]
) -> None:
    """R34: a near name is suggested, never taken."""
    item = returned(plan, tmp_path, text)
    finding = only(item.findings, "R34")
    assert ("R34", "error", "kt-2026-Q1.xlsx", "Báo cáo", "B6") == where(finding)
    assert [] == lacking(finding, *said)
    assert ("", True) == (item.commune, item.rejected)


def test_another_communes_name_on_a_form_is_told(plan: Plan, tmp_path: Path) -> None:
    """R36: the return goes to neither."""
    item = returned(plan, tmp_path, "Na Dương", "06541")
    finding = only(item.findings, "R36")
    assert ("R36", "error", "kt-2026-Q1.xlsx", "Báo cáo", "B6") == where(finding)
    assert [] == lacking(finding, "'Na Dương'", "biểu mẫu này làm cho xã Lộc Bình")
    assert ("", True) == (item.commune, item.rejected)


def test_a_blank_name_is_told_among_the_forms_own_returns(plan: Plan, tmp_path: Path) -> None:
    """R36: nothing is used, but the commune that the form was made for hears of it."""
    item = returned(plan, tmp_path, None, "06529")
    assert ["R36"] == told(item.findings)
    assert ("06529", True) == (item.commune, item.rejected)


def test_a_form_of_a_commune_outside_the_list_is_told(plan: Plan, tmp_path: Path) -> None:
    """R34: a namesake of the list is not taken for it, since the form says another code."""
    path = write_sound(form_of_commune(plan, COMMUNES, "06541", "kt"), tmp_path)
    with opened(path) as form_open:
        hidden = form_open.book["_cchc_kpi"]
        next(row for row in hidden.iter_rows() if row[0].value == "commune")[1].value = "11111"
    item = read(path, plan, COMMUNES)
    assert [] == lacking(only(item.findings, "R34"), "biểu mẫu làm cho xã mã '11111'")
    assert ("", True) == (item.commune, item.rejected)


def test_without_a_list_the_code_of_a_form_decides_nothing(plan: Plan, tmp_path: Path) -> None:
    """A commune that scores its own returns reads the province's form by the name, as any other."""
    item = read(write_sound(form_of_commune(plan, COMMUNES, "06541", "kt"), tmp_path), plan)
    assert ("", []) == (item.commune, told(item.findings))


def test_a_name_joined_to_its_label_is_quoted(plan: Plan, tmp_path: Path) -> None:
    """R33 as for every other field: label and value in one cell are not read, but shown."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form_open:
        form_open.beside("Xã").value = None
        form_open.find("Xã").value = "Xã: Na Dương"
    finding = only(read(path, plan, COMMUNES).findings, "R33")
    assert ("A6", []) == (finding.place.cell, lacking(finding, "'Xã: Na Dương'"))


def test_a_label_that_stands_twice_is_told(plan: Plan, tmp_path: Path) -> None:
    """R22 also of many communes: two different names, and nobody knows which is meant."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form_open:
        form_open.sheet["E6"].value, form_open.sheet["F6"].value = "Xã", "Na Dương"
    item = read(path, plan, COMMUNES)
    assert [finding.code for finding in item.findings if finding.rule.name == "field-twice"]


def test_a_name_in_an_old_encoding_is_read(plan: Plan, tmp_path: Path) -> None:
    """A name of the list, typed in TCVN3 as "Léc B×nh", is the name that it stands for; and that is told."""
    item = returned(plan, tmp_path, "Na D­¬ng")
    assert "06529" == item.commune
    assert [] != told(item.findings)
