"""Whose return it is, of which commune, for which period: each rule, and the like of it that is sound."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    OpenForm,
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


def with_field(plan: Plan, folder: Path, form: FormLayout, label: str, text: object) -> Return:
    """A sound return of a form in which one labelled field holds something else."""
    path = write_sound(form, folder)
    with opened(path) as form_open:
        form_open.beside(label).value = text
    return read(path, plan)


def test_a_form_as_issued_says_whose_it_is(plan: Plan, tmp_path: Path) -> None:
    """Office, period and submission number come from the fields, and nothing is found."""
    item = read(write_sound(form_of(plan, "kt"), tmp_path), plan)
    assert ("kt", quarter("2026-Q1"), False, 1, []) == (
        item.office,
        item.period,
        item.is_baseline,
        item.submission,
        told(item.findings),
    )


def test_a_baseline_form_says_that_it_is_one(plan: Plan, tmp_path: Path) -> None:
    """A baseline return has no period; its figures carry their years."""
    item = read(write_sound(baseline_of(plan, "kt"), tmp_path), plan)
    assert ("kt", None, True, []) == (item.office, item.period, item.is_baseline, told(item.findings))


# --- R05, R06, R07: the period ---


def test_a_blank_form_without_its_period_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R05: without a period nobody knows where the figures belong; none of them is used."""
    item = read(write_sound(form_of(plan, "kt", None), tmp_path), plan)
    finding = only(item.findings, "R05")
    assert ("R05", "error", "kt.xlsx", "Báo cáo", "B7") == where(finding)
    assert [] == lacking(finding, "'Kỳ báo cáo'", "ví dụ 2026-Q1")
    assert (True, ()) == (item.rejected, item.observations)


def test_a_blank_form_with_its_period_is_read(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R05 and R07: on a blank form the office chooses the quarter."""
    item = read(write_sound(form_of(plan, "kt", None), tmp_path, {"NS.01": None}, period="2026-Q3"), plan)
    assert (quarter("2026-Q3"), []) == (item.period, told(item.findings))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quý V/2026", ["'Quý V/2026'", "một quý của giai đoạn 2026-2030, ví dụ 2026-Q1"]),
        ("2025-Q4", ["'2025-Q4'", "giai đoạn 2026-2030"]),
        ("2031-Q1", ["'2031-Q1'", "giai đoạn 2026-2030"]),
        ("2026-H1", ["'2026-H1'", "báo cáo nộp theo quý"]),
        ("Năm 2026", ["'Năm 2026'", "báo cáo nộp theo quý"]),
        ("tháng 3", ["'tháng 3'"]),
    ],
)
def test_a_period_that_is_no_quarter_of_the_plan_is_refused(
    plan: Plan, tmp_path: Path, text: str, words: list[str]
) -> None:
    """R06: returns are quarterly, and of the plan's years."""
    item = with_field(plan, tmp_path, form_of(plan, "kt", None), "Kỳ báo cáo", text)
    finding = only(item.findings, "R06")
    assert ("R06", "error", "kt.xlsx", "Báo cáo", "B7") == where(finding)
    assert [] == lacking(finding, *words)
    assert item.rejected


@pytest.mark.parametrize("text", ["2026-Q1", "Quý I/2026", "quý 1 năm 2026", " 2026-q1 ", "QUY I 2026"])
def test_a_quarter_may_be_written_as_people_do(plan: Plan, tmp_path: Path, text: str) -> None:
    """Near miss of R06 and R07: other spellings of the form's own quarter are that quarter."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Kỳ báo cáo", text)
    assert (quarter("2026-Q1"), []) == (item.period, told(item.findings))


def test_a_year_typed_as_a_number_is_no_quarter(plan: Plan, tmp_path: Path) -> None:
    """R06: the number 2026 is the year, which is computed, not submitted."""
    item = with_field(plan, tmp_path, form_of(plan, "kt", None), "Kỳ báo cáo", 2026)
    assert [] == lacking(only(item.findings, "R06"), "'2026'", "báo cáo nộp theo quý")


def test_a_form_of_another_quarter_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R07: last quarter's form with this quarter typed over it is nobody's figures for sure."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Kỳ báo cáo", "2026-Q2")
    finding = only(item.findings, "R07")
    assert ("R07", "error", "kt-2026-Q1.xlsx", "Báo cáo", "B7") == where(finding)
    assert [] == lacking(finding, "ghi Quý II/2026", "biểu mẫu của Quý I/2026")
    assert (True, ()) == (item.rejected, item.observations)


def test_a_quarter_on_a_baseline_form_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R07: a baseline form asks years, not a quarter."""
    item = with_field(plan, tmp_path, baseline_of(plan, "kt"), "Kỳ báo cáo", "2026-Q1")
    assert [] == lacking(only(item.findings, "R07"), "ghi Quý I/2026", "biểu mẫu của số liệu gốc")


@pytest.mark.parametrize("period", ["2026-Q1", None])
def test_baselines_on_a_quarters_form_are_refused(plan: Plan, tmp_path: Path, period: str | None) -> None:
    """R07: neither a quarter's form nor a blank one asks baselines."""
    item = with_field(plan, tmp_path, form_of(plan, "kt", period), "Kỳ báo cáo", "baseline")
    assert ["R07"] == told(item.findings)
    assert [] == lacking(only(item.findings, "R07"), "ghi số liệu gốc", "biểu mẫu của")


def test_the_baselines_may_be_named_in_vietnamese(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R07: `Số liệu gốc` is `baseline`."""
    item = with_field(plan, tmp_path, baseline_of(plan, "kt"), "Kỳ báo cáo", "Số liệu gốc")
    assert (True, []) == (item.is_baseline, told(item.findings))


def test_a_period_in_a_formula_that_failed_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R06: an error cell beside the label is quoted, not called blank."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Kỳ báo cáo", "#REF!")
    assert [] == lacking(only(item.findings, "R06"), "'#REF!'")
    assert "R05" not in told(item.findings)


def with_mark(plan: Plan, folder: Path, key: str, text: str) -> Return:
    """A sound return of kt in whose hidden sheet somebody wrote something else."""
    path = write_sound(form_of(plan, "kt"), folder)
    with opened(path) as form_open:
        hidden = form_open.book["_cchc_kpi"]
        row = next(row for row in hidden.iter_rows() if row[0].value == key)
        row[1].value = text
    return read(path, plan)


@pytest.mark.parametrize("hidden", ["Quý 9/2026", "2026-Q5", "q"])
def test_a_hidden_period_that_is_none_is_named_as_it_stands(plan: Plan, tmp_path: Path, hidden: str) -> None:
    """R07: a mark that somebody broke is quoted in both languages, not called the baselines."""
    item = with_mark(plan, tmp_path, "period", hidden)
    finding = only(item.findings, "R07")
    assert [] == lacking(finding, "ghi Quý I/2026", f"biểu mẫu của '{hidden}'")
    assert f"the form of '{hidden}'" in finding.message("en")
    assert item.rejected


def test_a_hidden_baseline_is_called_by_its_name(plan: Plan, tmp_path: Path) -> None:
    """Near miss of the quotation: `baseline` is a period that the program knows."""
    item = with_mark(plan, tmp_path, "period", "baseline")
    assert [] == lacking(only(item.findings, "R07"), "biểu mẫu của số liệu gốc")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("plan", ["R02"]),
        ("digest", ["R03"]),
        ("office", []),
        ("office_name", []),
        ("period", ["R07"]),
        ("CQ.14", ["R14"]),
    ],
)
def test_a_hidden_sheet_cannot_make_a_message_without_end(
    plan: Plan, tmp_path: Path, key: str, expected: list[str]
) -> None:
    """30,000 characters in any hidden cell bring findings that a person can read: 600 characters at most."""
    item = with_mark(plan, tmp_path, key, "x" * 30_000)
    texts = [text(lang) for f in item.findings for text in (f.message, f.fix) for lang in ("vi", "en")]
    assert [] == [text for text in texts if len(text) > 600]
    assert expected == sorted(told(item.findings))


# --- R22: a label twice ---


def test_two_periods_that_differ_are_refused(plan: Plan, tmp_path: Path) -> None:
    """R22: which of two `Kỳ báo cáo` is meant nobody knows; both cells are named."""
    path = write_sound(form_of(plan, "kt", None), tmp_path, period="2026-Q1")
    with opened(path) as form_open:
        form_open.sheet["D7"].value, form_open.sheet["E7"].value = "Kỳ báo cáo:", "2026-Q2"
    item = read(path, plan)
    finding = only(item.findings, "R22")
    assert ("R22", "error", "kt.xlsx", "Báo cáo", "B7") == where(finding)
    assert [] == lacking(finding, "Kỳ báo cáo", "ô B7, E7: nhãn 'Kỳ báo cáo' có hơn một lần")
    assert (True, ()) == (item.rejected, item.observations)


@pytest.mark.parametrize("label", ["Đơn vị báo cáo", "Xã", "Lần nộp"])
def test_any_field_that_stands_twice_and_differs_is_told(plan: Plan, tmp_path: Path, label: str) -> None:
    """R22: the same holds of the office, the commune and the submission number."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form_open:
        form_open.sheet["A3"].value, form_open.sheet["B3"].value = label, "khác"
    assert "R22" in told(read(path, plan).findings)


@pytest.mark.parametrize("text", ["2026-Q1", " 2026-q1 "])
def test_two_periods_that_agree_are_one(plan: Plan, tmp_path: Path, text: str) -> None:
    """Near miss of R22: the same period written twice leaves no doubt."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form_open:
        form_open.sheet["D7"].value, form_open.sheet["E7"].value = "Kỳ báo cáo", text
    item = read(path, plan)
    assert (quarter("2026-Q1"), []) == (item.period, told(item.findings))


@pytest.mark.parametrize(
    ("form_name", "expected"),
    [("quarter", "cần 2026-Q1"), ("baseline", "cần baseline"), ("blank", "một quý")],
)
def test_a_period_wiped_out_is_asked_for_as_the_form_was_issued(
    plan: Plan, tmp_path: Path, form_name: str, expected: str
) -> None:
    """R05: the form still knows which period it is of; a blank one asks for any quarter."""
    forms = {
        "quarter": form_of(plan, "kt"),
        "baseline": baseline_of(plan, "kt"),
        "blank": form_of(plan, "kt", None),
    }
    item = with_field(plan, tmp_path, forms[form_name], "Kỳ báo cáo", None)
    assert [] == lacking(only(item.findings, "R05"), "'Kỳ báo cáo' để trống", expected)


# --- R08, R09: the office ---


def test_an_office_that_is_not_the_plans_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R08: the offices of the plan are listed."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Đơn vị báo cáo", "Hội Nông dân")
    finding = only(item.findings, "R08")
    assert ("R08", "error", "kt-2026-Q1.xlsx", "Báo cáo", "B5") == where(finding)
    assert [] == lacking(finding, "'Hội Nông dân'", "Phòng Văn hóa - Xã hội", "Trung tâm Dịch vụ Công ích")
    assert item.rejected


@pytest.mark.parametrize("text", ["Phong Kinh te", "Phòng Kinh tê", "Phòng Kinhtế"])
def test_an_office_that_is_misspelt_is_suggested_and_not_guessed(
    plan: Plan, tmp_path: Path, text: str
) -> None:
    """R08: a typo gets a suggestion, never a silent guess."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Đơn vị báo cáo", text)
    assert [] == lacking(only(item.findings, "R08"), f"'{text}'", "có phải là 'Phòng Kinh tế'?")
    assert item.rejected


def test_a_blank_office_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R08: the file's name does not say whose return it is."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Đơn vị báo cáo", None)
    assert [] == lacking(only(item.findings, "R08"), "'Đơn vị báo cáo' để trống")


@pytest.mark.parametrize(
    "text",
    ["phòng kinh tế", "kt", "KT", "PHÒNG  KINH TẾ ", unicodedata.normalize("NFD", "Phòng Kinh tế")],
)
def test_an_office_may_be_written_in_any_case_or_by_its_id(plan: Plan, tmp_path: Path, text: str) -> None:
    """Near miss of R08: the same name in other letters is the same office."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Đơn vị báo cáo", text)
    assert ("kt", []) == (item.office, told(item.findings))


@pytest.mark.parametrize("text", ["Phòng Văn hóa - Xã hội", "Phòng Văn hoá - Xã hội"])
def test_the_place_of_a_tone_mark_does_not_matter(plan: Plan, tmp_path: Path, text: str) -> None:
    """Near miss of R08: "hóa" and "hoá" are one word."""
    item = with_field(plan, tmp_path, form_of(plan, "vhxh"), "Đơn vị báo cáo", text)
    assert ("vhxh", []) == (item.office, told(item.findings))


def test_another_offices_form_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R09: another office's form asks other figures."""
    item = with_field(plan, tmp_path, form_of(plan, "vp"), "Đơn vị báo cáo", "Phòng Kinh tế")
    finding = only(item.findings, "R09")
    assert ("R09", "error", "vp-2026-Q1.xlsx", "Báo cáo", "B5") == where(finding)
    assert [] == lacking(finding, "ghi 'Phòng Kinh tế'", "biểu mẫu của 'Văn phòng HĐND và UBND'")
    assert item.rejected


# --- R10: the commune ---


@pytest.mark.parametrize(
    ("text", "quoted"), [("Na Dương", "'Na Dương'"), (None, "'Xã' để trống"), ("Loc Binh", "'Loc Binh'")]
)
def test_another_commune_is_refused(plan: Plan, tmp_path: Path, text: str | None, quoted: str) -> None:
    """R10: another commune's figures would falsify the whole scorecard."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Xã", text)
    finding = only(item.findings, "R10")
    assert ("R10", "error", "kt-2026-Q1.xlsx", "Báo cáo", "B6") == where(finding)
    assert [] == lacking(finding, quoted, "Lộc Bình")
    assert item.rejected


@pytest.mark.parametrize(
    "text",
    [
        "Lộc Bình 2",
        "Tú Đoạn",
        "thị trấn Lộc Bình",
        "huyện Lộc Bình",
        "xã Tú Đoạn, huyện Lộc Bình",
        "Lộc Bình, xã Tú Đoạn",
        "xã Lộc Bình, tỉnh Lạng Sơn và xã Tú Đoạn",
        "xã Lộc Bình và Tú Đoạn",
        "xã Lộc Bình, tỉnh",
        "phường Lộc Bình",
        "Lộc",
    ],
)
def test_what_resembles_the_commune_is_refused(plan: Plan, tmp_path: Path, text: str) -> None:
    """R10: the town and the district of that name, a second commune, a number behind it: all are something else."""
    assert ["R10"] == told(with_field(plan, tmp_path, form_of(plan, "kt"), "Xã", text).findings)


@pytest.mark.parametrize(
    "text",
    [
        "Lộc Bình",
        "xã Lộc Bình",
        "XÃ LỘC BÌNH",
        " lộc  bình ",
        "xã Lộc Bình, tỉnh Lạng Sơn",
        "Lộc Bình - tỉnh Lạng Sơn",
        "xã Lộc Bình (huyện Lộc Bình, tỉnh Lạng Sơn)",
        "UBND xã Lộc Bình",
        "Uỷ ban nhân dân xã Lộc Bình.",
        unicodedata.normalize("NFD", "Xã Lộc Bình, tỉnh Lạng Sơn"),
    ],
)
def test_the_commune_may_be_written_in_full(plan: Plan, tmp_path: Path, text: str) -> None:
    """Near miss of R10: its rank, its committee, and what it belongs to leave no doubt which commune it is."""
    assert [] == told(with_field(plan, tmp_path, form_of(plan, "kt"), "Xã", text).findings)


# --- R19: the submission number ---


@pytest.mark.parametrize("text", ["lần hai", "0", "-1", "1.5", 1.5, "1000", "²"])
def test_an_unreadable_submission_number_counts_as_the_first(
    plan: Plan, tmp_path: Path, text: object
) -> None:
    """R19: a warning; the figures are used all the same."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Lần nộp", text)
    finding = only(item.findings, "R19")
    assert ("R19", "warning", "kt-2026-Q1.xlsx", "Báo cáo", "B8") == where(finding)
    assert [] == lacking(finding, f"'{text}'", "tạm coi là lần 1")
    assert (1, False) == (item.submission, item.rejected)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_blank_submission_number_counts_as_the_first(plan: Plan, tmp_path: Path, text: str | None) -> None:
    """R19: a number that was deleted, or never calculated, may have been 2; so its absence is told."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Lần nộp", text)
    assert ["R19"] == told(item.findings)
    assert ("R19", "warning", "kt-2026-Q1.xlsx", "Báo cáo", "B8") == where(item.findings[0])
    assert [] == lacking(item.findings[0], "'Lần nộp' để trống", "tạm coi là lần 1")
    assert (1, False) == (item.submission, item.rejected)


def test_a_submission_that_was_never_calculated_is_quoted(plan: Plan, tmp_path: Path) -> None:
    """R19: the careful reader tells a formula without a value from a blank."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Lần nộp", "=1+1")
    assert [] == lacking(only(item.findings, "R19"), "'=1+1'")


def test_a_form_without_the_label_is_told(plan: Plan, tmp_path: Path) -> None:
    """R19: where the label is gone, nobody can tell which of two returns is the later one."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form_open:
        form_open.beside("Lần nộp").value = None
        form_open.find("Lần nộp").value = None
    item = read(path, plan)
    assert (1, ["R19"]) == (item.submission, told(item.findings))


@pytest.mark.parametrize("text", ["Lần 3", "lần nộp 3", "03", "3.0", "LẦN THỨ 3"])
def test_a_submission_number_may_be_written_out(plan: Plan, tmp_path: Path, text: str) -> None:
    """What can only mean 3 is 3."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Lần nộp", text)
    assert (3, []) == (item.submission, told(item.findings))


@pytest.mark.parametrize(("text", "submission"), [(2, 2), ("2", 2), (999, 999)])
def test_a_submission_number_is_a_whole_number_from_1(
    plan: Plan, tmp_path: Path, text: object, submission: int
) -> None:
    """Near miss of R19: a number as text is a number."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Lần nộp", text)
    assert (submission, []) == (item.submission, told(item.findings))


# --- Together ---


def test_every_fault_of_the_fields_is_told_at_once(plan: Plan, tmp_path: Path) -> None:
    """One run tells everything: office, commune, period and submission number."""
    path = write_sound(form_of(plan, "kt", None), tmp_path, period="2030-Q5")
    with opened(path) as form_open:
        form_open.beside("Đơn vị báo cáo").value = "Ai đó"
        form_open.beside("Xã").value = "Na Dương"
        form_open.beside("Lần nộp").value = "hai"
    item = read(path, plan)
    assert ["R08", "R10", "R06", "R19"] == [code for code in told(item.findings) if code.startswith("R")][:4]
    assert item.rejected


# --- R27: the day of submission ---


@pytest.mark.parametrize(
    "typed", ["05/04/2026", "5.4.2026", "5/4/26", "ngày 5 tháng 4 năm 2026", date(2026, 4, 5)]
)
def test_the_day_of_submission_is_read(typed: object, plan: Plan, tmp_path: Path) -> None:
    """A day typed as text or as a date is the same day, and no finding comes of it."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Ngày nộp", typed)

    assert (date(2026, 4, 5), []) == (item.submitted_on, told(item.findings))


@pytest.mark.parametrize("typed", ["31/04/2026", "đầu tháng 4", 45])
def test_what_is_no_day_is_a_warning(typed: object, plan: Plan, tmp_path: Path) -> None:
    """R27: a day that cannot be read is told at its cell; the figures count all the same."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Ngày nộp", typed)

    assert (None, False) == (item.submitted_on, item.rejected)
    assert ("R27", "warning", "kt-2026-Q1.xlsx", "Báo cáo", "B9") == where(only(item.findings, "R27"))


@pytest.mark.parametrize("typed", ["16/03/2062", "14/12/2025", "16/03/1926", date(2028, 1, 1)])
def test_a_day_that_no_return_of_the_period_has_is_a_warning(
    typed: object, plan: Plan, tmp_path: Path
) -> None:
    """R27: before the quarter begins, or after the year that follows its own; usually a figure was mistyped."""
    item = with_field(plan, tmp_path, form_of(plan, "kt"), "Ngày nộp", typed)
    assert (None, ["R27"]) == (item.submitted_on, told(item.findings))
    assert [] == lacking(item.findings[0], "cần một ngày từ 15/12/2025 đến 31/12/2027, hoặc để trống")


@pytest.mark.parametrize("typed", ["15/12/2025", "31/12/2027"])
def test_the_first_and_the_last_day_are_days_of_submission(typed: str, plan: Plan, tmp_path: Path) -> None:
    """Near miss of R27: some submit early, and after settlement a return is handed in again."""
    assert [] == told(with_field(plan, tmp_path, form_of(plan, "kt"), "Ngày nộp", typed).findings)


@pytest.mark.parametrize(("typed", "codes"), [("01/01/2025", []), ("31/12/2024", ["R27"])])
def test_baselines_are_handed_in_within_the_plans_years(
    typed: str, codes: list[str], plan: Plan, tmp_path: Path
) -> None:
    """R27 of a baseline form: from the year before the plan to the year after it."""
    assert codes == told(with_field(plan, tmp_path, baseline_of(plan, "kt"), "Ngày nộp", typed).findings)


def test_no_day_of_submission_is_no_matter(plan: Plan, tmp_path: Path) -> None:
    """The cell may stay blank."""
    item = read(write_sound(form_of(plan, "kt"), tmp_path), plan)

    assert (None, []) == (item.submitted_on, told(item.findings))


# --- Labels that were retyped ---


@pytest.mark.parametrize(
    ("label", "written", "code"),
    [
        ("Kỳ báo cáo", "Ky bao cao", "R05"),
        ("Kỳ báo cáo", "Kỳ báo cáo quý", "R05"),
        ("Đơn vị báo cáo", "Don vi bao cao:", "R08"),
        ("Xã", "Xa", "R10"),
    ],
)
def test_a_label_nearly_right_is_hinted_at(
    label: str, written: str, code: str, plan: Plan, tmp_path: Path
) -> None:
    """A label without its accents is no label, but the message points at it, in either language."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.find(label).value = written

    finding = only(read(path, plan).findings, code)
    cell = {"R05": "A7", "R08": "A5", "R10": "A6"}[code]
    assert f"ô {cell} ghi '{written}'; có phải là '{label}'?" in finding.message("vi")
    assert f"cell {cell} reads '{written}'; is it '{label}'?" in finding.message("en")


@pytest.mark.parametrize(
    ("label", "value", "code", "cell"),
    [
        ("Kỳ báo cáo", ": 2026-Q1", "R33", "A7"),
        ("Kỳ báo cáo", " 2026-Q1", "R33", "A7"),
        ("Ky bao cao", ": 2026-Q1", "R33", "A7"),
        ("Kỳ báo cáo", ": Quý I/2026 (từ ngày 15/12/2025)", "R33", "A7"),
        ("Đơn vị báo cáo", ": Phòng Kinh tế", "R33", "A5"),
        ("Xã", ": Lộc Bình", "R33", "A6"),
        ("Lần nộp", ": 1", "R19", "A8"),
        ("Ngày nộp", ": 16/03/2026", "R27", "A9"),
    ],
)
def test_a_label_and_its_value_in_one_cell_are_told_with_the_cell(
    plan: Plan, tmp_path: Path, label: str, value: str, code: str, cell: str
) -> None:
    """R33: the value is not read out of its label; of what is no error to miss the usual warning says so."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        row = int(cell[1:])
        form.sheet.cell(row, 1).value, form.sheet.cell(row, 2).value = f"{label}{value}", None
    item = read(path, plan)
    assert [(code, cell)] == [(finding.code, finding.place.cell) for finding in item.findings]
    assert [] == lacking(
        item.findings[0], f"'{label}{value}'", "chung một ô" if code == "R33" else "vào một ô"
    )
    assert (code == "R33") == item.rejected


def _join(form: OpenForm, *labels: str) -> None:
    for label in labels:
        value = form.beside(label)
        form.find(label).value, value.value = f"{label}: {value.value}", None


def test_all_fields_typed_into_their_labels_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """R33: whoever writes one so writes all so; one finding names the cells."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        _join(form, "Đơn vị báo cáo", "Xã", "Kỳ báo cáo", "Lần nộp")
    item = read(path, plan)
    assert [("R33", ("A5", "A6", "A7", "A8"))] == [(f.code, f.cells) for f in item.findings]


def test_words_that_begin_like_a_label_are_no_field_where_the_label_is(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R33: a title that begins with the commune's rank is a title, for the field is there."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.sheet["A3"].value, form.sheet["D3"].value = "Xã Lộc Bình", "Kỳ báo cáo: xem bên dưới"
    assert [] == told(read(path, plan).findings)


def test_rows_cut_off_above_the_table_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """R32: without office, commune, period and submission number it is nobody's return, and that is one fault."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.sheet.delete_rows(1, form.find("Mã số").row - 1)
    item = read(path, plan)
    assert [("R32", "error", "kt-2026-Q1.xlsx", "Báo cáo", None)] == [where(f) for f in item.findings]
    assert [] == lacking(
        item.findings[0], "'Đơn vị báo cáo', 'Xã', 'Kỳ báo cáo', 'Lần nộp'", "Chép lại các dòng đầu"
    )
    assert item.rejected


def test_one_row_cut_off_is_told_as_what_it_is(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R32: one label that is gone has a rule of its own."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.sheet.delete_rows(form.find("Kỳ báo cáo").row)
    assert ["R05"] == told(read(path, plan).findings)


@pytest.mark.parametrize(
    ("form_period", "typed", "said"),
    [
        ("2026-Q1", "Quý I", "'Kỳ báo cáo' ghi 'Quý I'; cần 2026-Q1."),
        ("2026-Q1", "Quý I/2026 (từ ngày 15/12/2025)", "(từ ngày 15/12/2025)'; cần 2026-Q1."),
        (None, "Quý I/2026, chính thức", "(có phải là 2026-Q1?); cần một quý của giai đoạn 2026-2030"),
        (None, "Quý I/2025 (số cũ)", "ghi 'Quý I/2025 (số cũ)'; cần một quý của giai đoạn 2026-2030"),
    ],
)
def test_a_period_nearly_right_is_hinted_at(
    plan: Plan, tmp_path: Path, form_period: str | None, typed: str, said: str
) -> None:
    """R06: what the form was issued for is asked for, and a quarter with more words behind it is suggested."""
    item = with_field(plan, tmp_path, form_of(plan, "kt", form_period), "Kỳ báo cáo", typed)
    assert ["R06"] == told(item.findings)
    assert [] == lacking(item.findings[0], said)


def test_an_office_that_resembles_none_is_told_whose_form_it_is(plan: Plan, tmp_path: Path) -> None:
    """R08: an abbreviation of the office's own making."""
    item = with_field(plan, tmp_path, form_of(plan, "ttpvhcc"), "Đơn vị báo cáo", "Một cửa xã")
    assert [] == lacking(
        only(item.findings, "R08"), "(đây là biểu mẫu của 'Trung tâm Phục vụ hành chính công')"
    )
