"""What a file's name says of period and office, and what it does not say."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    baseline_of,
    form_of,
    lacking,
    only,
    opened,
    quarter,
    read,
    told,
    where,
    write_sound,
)


def named(plan: Plan, folder: Path, name: str, office: str = "kt", period: str = "2026-Q1") -> Return:
    """A sound return in a file of this name."""
    return read(write_sound(form_of(plan, office, period), folder, name=f"{name}.xlsx"), plan)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("kt-2026-Q2", "'2026-Q2'"),
        ("bao cao 2026_Q2", "'2026_Q2'"),
        ("Quy 2 2026 - KT", "'Quy 2 2026'"),
        ("BC quý II.2026", "'quý II.2026'"),
        ("BC QUÝ II NĂM 2026", "'QUÝ II NĂM 2026'"),
        ("Quí IV-2026", "'Quí IV-2026'"),
        ("Q1.2027", "'Q1.2027'"),
        ("quy 2", "'quy 2'"),  # of the year that the return is of
        ("quý 1 - kt - 2025", "'quý 1', '2025'"),  # of the year that stands elsewhere
        ("KH 2026-2030, quý 3", "'quý 3'"),
        ("nop 16.06.2026 quy 2", "'quy 2'"),
        ("so sanh 2026-Q2 voi 2026-Q3", "'2026-Q2', '2026-Q3'"),
        ("BC 6 tháng đầu năm 2026", "'6 tháng đầu năm 2026'"),
        ("9 thang 2026", "'9 thang 2026'"),
        ("kt 2025", "'2025'"),
        ("kt so lieu goc", "'số liệu gốc'"),
        (unicodedata.normalize("NFD", "BC quý II.2026"), "'quý II.2026'"),
    ],
)
def test_a_file_named_for_another_period_is_a_warning(
    plan: Plan, tmp_path: Path, name: str, quoted: str
) -> None:
    """R24: it may be last quarter's return under this quarter's name; it is read as what it holds."""
    item = named(plan, tmp_path, name)
    assert [("R24", "warning", f"{name}.xlsx", None, None)] == [where(finding) for finding in item.findings]
    said = f"tên tệp ghi {quoted} nhưng bên trong là báo cáo Quý I/2026; đã đọc theo bên trong."
    assert [] == lacking(item.findings[0], said)
    assert (quarter("2026-Q1"), 8) == (item.period, len(item.observations))


@pytest.mark.parametrize(
    "name",
    [
        "kt-2026-Q1 (2)",
        "KT_2026_Q1",
        "kt",
        "kt-2026",
        "Quý I",
        "Bao cao CCHC nam 2026 - quy 1",
        "quy 1 nam 2026, thay ban 2026-Q4",  # one of several is the return's
        "so sanh 2026-Q1 voi 2026-Q2",
        "kt-12026-Q25",  # no quarter, no year
        "nop ngay 16.06.2025",  # a day
        "nop 2025-06-16",
        "ngày 6 tháng 4 năm 2026",  # no six months
        "6 tháng cuối năm 2026",
        "KH 2021-2025",  # a plan's years
        "Quỹ 2 2026",  # a fund
        "quy dinh 2",
        "Q25",
        "2024, 2025",
    ],
)
def test_a_name_that_says_nothing_else_is_no_matter(plan: Plan, tmp_path: Path, name: str) -> None:
    """Near miss of R24: the same quarter, no quarter, or several of which one is the return's."""
    assert [] == told(named(plan, tmp_path, name).findings)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("kt-2026-Q1", "'kt' (Phòng Kinh tế)"),
        ("Quy 1 2026 - TTPVHCC", "'ttpvhcc' (Trung tâm Phục vụ hành chính công)"),
        ("TT.PVHCC", "'ttpvhcc' (Trung tâm Phục vụ hành chính công)"),
        ("phong kinh te - quy 1", "'Phòng Kinh tế'"),
        ("kt gui vp", "'kt' (Phòng Kinh tế), 'vp' (Văn phòng HĐND và UBND)"),
    ],
)
def test_a_file_named_for_another_office_is_a_warning(
    plan: Plan, tmp_path: Path, name: str, quoted: str
) -> None:
    """R24: the economy office's file name on the culture office's return; nobody guesses which is right."""
    item = named(plan, tmp_path, name, "vhxh")
    assert [("R24", "warning", f"{name}.xlsx", None, None)] == [where(finding) for finding in item.findings]
    assert [] == lacking(
        item.findings[0], f"ghi {quoted} nhưng bên trong là báo cáo của Phòng Văn hóa - Xã hội;"
    )
    assert ("vhxh", False) == (item.office, item.rejected)


@pytest.mark.parametrize(
    "name",
    [
        "P.VH-XH quy 1",
        "vhxh gui kt",  # its own office is among them
        "Phòng Văn hoá - Xã hội",
        "ktra",  # a longer word
        "bao cao kinh te - xa hoi",  # no office is called so
        "TT DVC",
    ],
)
def test_a_name_that_gives_no_other_office_is_no_matter(plan: Plan, tmp_path: Path, name: str) -> None:
    """Near miss of R24: its own office, or words that are no office's id or name."""
    assert [] == told(named(plan, tmp_path, name, "vhxh").findings)


def test_a_name_wrong_in_both_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R24: one misnamed file, one finding."""
    item = named(plan, tmp_path, "vp-2026-Q2")
    said = "ghi '2026-Q2', 'vp' (Văn phòng HĐND và UBND) nhưng bên trong là báo cáo Quý I/2026 của Phòng Kinh tế;"
    assert [] == lacking(only(item.findings, "R24"), said)
    assert "the return for 2026-Q1 of Phòng Kinh tế" in item.findings[0].message("en")


@pytest.mark.parametrize(("name", "codes"), [("kt-2026-Q1", ["R24"]), ("kt-baseline 2025", []), ("kt", [])])
def test_baselines_in_a_quarters_file_are_a_warning(
    plan: Plan, tmp_path: Path, name: str, codes: list[str]
) -> None:
    """R24: a quarter's name on the baselines; near misses say baselines, or nothing."""
    item = read(write_sound(baseline_of(plan, "kt"), tmp_path, name=f"{name}.xlsx"), plan)
    assert codes == told(item.findings)


@pytest.mark.parametrize(
    ("label", "text", "name", "code"),
    [
        ("Kỳ báo cáo", "2026-Q2", "kt-2026-Q1", "R07"),
        ("Kỳ báo cáo", "tháng 3", "kt-2026-Q2", "R06"),
        ("Đơn vị báo cáo", "Văn phòng HĐND và UBND", "kt-2026-Q1", "R09"),
        ("Đơn vị báo cáo", "Hội Nông dân", "vp-2026-Q1", "R08"),
    ],
)
def test_a_wrong_field_is_not_told_again_by_the_name(
    plan: Plan, tmp_path: Path, label: str, text: str, name: str, code: str
) -> None:
    """Near miss of R24: what is wrong with the period or the office typed is one fault."""
    path = write_sound(form_of(plan, "kt"), tmp_path, name=f"{name}.xlsx")
    with opened(path) as form:
        form.beside(label).value = text
    assert [code] == told(read(path, plan).findings)
