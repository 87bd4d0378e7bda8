"""Copies that this program marked, among the returns: passed over where nothing is new, else read as what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_kpi.annotating import annotations_of, write_annotation
from cchc_kpi.findings import Finding, Lang
from cchc_kpi.pipeline import Batch, read_batch
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.findings_list import without_list
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, Workbook
from forms_for_tests import (
    convert,
    form_of,
    lacking,
    needs_libreoffice,
    only,
    opened,
    package,
    parts_of,
    told,
    values_of,
    where,
    write_sound,
)

COPY = "kt-2026-Q1-phat-hien.xlsx"


def original(plan: Plan, folder: Path, name: str = "kt-2026-Q1.xlsx", submission: int = 1) -> Path:
    """A return of kt's in which one figure is no number."""
    folder.mkdir(exist_ok=True)
    changes = {"CQ.06": "khoảng 20"}
    return write_sound(form_of(plan, "kt"), folder, changes, name=name, submission=submission)


def marked(plan: Plan, source: Path, lang: Lang = "vi") -> Path:
    """The copy of a file that is written beside it."""
    (annotation,) = annotations_of(read_batch([str(source)], plan), source.parent)
    return write_annotation(annotation, lang)


def mend(path: Path, *, submission: int | None = None) -> None:
    """Type the figure into a copy and save it, as a spreadsheet program would."""
    with opened(path) as form:
        form.sheet = form.book["Báo cáo"]
        form.at("CQ.06").value = 20
        if submission is not None:
            form.beside("Lần nộp").value = submission


def save_anew(path: Path) -> None:
    """Open a copy and save it as it is."""
    with opened(path):
        pass


def read(plan: Plan, *arguments: Path) -> Batch:
    """What these arguments lead to."""
    return read_batch([str(argument) for argument in arguments], plan)


def passed_over(batch: Batch) -> list[str]:
    """The names of the files that are passed over as our own."""
    return [Path(f.place.file or "").name for f in batch.findings if f.code == "R30"]


def of_file(batch: Batch, name: str) -> list[Finding]:
    """What is told of the file of this name."""
    return [f for f in batch.all_findings if Path(f.place.file or "").name == name]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_copy_beside_its_original_is_passed_over(plan: Plan, tmp_path: Path, lang: Lang) -> None:
    """R30: the return counts once, with its own fault; nothing is told of two returns."""
    path = original(plan, tmp_path)
    alone = read(plan, path)
    copy = marked(plan, path, lang)

    batch = read(plan, tmp_path)

    finding = only(batch.findings, "R30")
    assert ("R30", "note", copy.as_posix(), None, None) == where(finding)
    assert [] == lacking(finding, "đây là bản đánh dấu của kt-2026-Q1.xlsx, chưa ai sửa gì", "đã bỏ qua")
    assert (alone.returns, (path,)) == (batch.returns, batch.inputs)


def test_a_copy_saved_without_a_change_is_passed_over(plan: Plan, tmp_path: Path) -> None:
    """R30: whoever only looked into it and saved has mended nothing."""
    copy = marked(plan, original(plan, tmp_path))
    save_anew(copy)
    assert ([COPY], 1) == (passed_over(read(plan, tmp_path)), len(read(plan, tmp_path).returns))


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_copy_that_libreoffice_saved_is_passed_over(plan: Plan, tmp_path: Path, ending: str) -> None:
    """R30: also in another format, as long as its cells say what the original's say."""
    source = original(plan, tmp_path / "in")
    copy = marked(plan, source)
    saved = convert([copy], ending, tmp_path / "saved") / f"{copy.stem}.{ending}"
    assert [saved.name] == passed_over(read(plan, source, saved))


def test_every_untouched_copy_is_passed_over(plan: Plan, tmp_path: Path) -> None:
    """R30: also a second one, written while somebody worked in the first."""
    path = original(plan, tmp_path)
    first = marked(plan, path)
    save_anew(first)
    second = marked(plan, path)
    assert [first.name, second.name] == sorted(passed_over(read(plan, tmp_path)), key=len)


def test_a_copy_of_what_was_mended_since_is_passed_over(plan: Plan, tmp_path: Path) -> None:
    """R30: the office mended the original; the old copy, which nobody touched, is no second return."""
    path = original(plan, tmp_path)
    marked(plan, path)
    write_sound(form_of(plan, "kt"), tmp_path)
    batch = read(plan, tmp_path)
    assert ([COPY], ["R30"]) == (passed_over(batch), told(batch.all_findings))


def test_a_mended_copy_is_a_return_like_any_other(plan: Plan, tmp_path: Path) -> None:
    """C16, C04: two returns of one number that differ; the note says how they belong together."""
    path = original(plan, tmp_path)
    copy = marked(plan, path)
    mend(copy)
    batch = read(plan, tmp_path)
    assert ["C04", "C16"] == told(of_file(batch, COPY))
    assert ["C04", "V01"] == told(of_file(batch, path.name))
    finding = only(of_file(batch, COPY), "C16")
    assert ("C16", "note", copy.as_posix(), None, None) == where(finding)
    words = "đây là bản đánh dấu của", path.as_posix(), "đã có người sửa; được đọc như một báo cáo"
    assert [] == lacking(finding, *words, "ghi ở đây 'Lần nộp' lớn hơn")


def test_a_remark_typed_into_a_copy_is_a_change(plan: Plan, tmp_path: Path) -> None:
    """C16: what the office says of a figure counts as what it figures."""
    copy = marked(plan, original(plan, tmp_path))
    with opened(copy) as form:
        form.sheet = form.book["Báo cáo"]
        form.at("CQ.06", "Ghi chú").value = "đang kiểm tra lại"
    assert "C16" in told(of_file(read(plan, tmp_path), COPY))


def test_a_mended_copy_with_a_higher_number_replaces_its_original(plan: Plan, tmp_path: Path) -> None:
    """C06: what C16 advises settles it."""
    copy = marked(plan, original(plan, tmp_path))
    mend(copy, submission=2)
    batch = read(plan, tmp_path)
    assert ["C09", "C16"] == told(of_file(batch, COPY))
    assert ["C06"] == told(of_file(batch, "kt-2026-Q1.xlsx"))


@pytest.mark.parametrize("change", [None, mend, save_anew])
def test_a_copy_alone_is_a_return(plan: Plan, tmp_path: Path, change: Callable[[Path], None] | None) -> None:
    """Near miss of R30 and C16: an office may mend its copy and submit that; nothing is told of it."""
    source = original(plan, tmp_path)
    copy = marked(plan, source)
    if change is not None:
        change(copy)
    batch = read(plan, copy)
    assert ["V01"] * (change is not mend) == told(batch.all_findings)
    assert 8 == len(batch.returns[0].observations)


def test_what_is_read_of_a_copy_is_what_stands_in_the_original(plan: Plan, tmp_path: Path) -> None:
    """The list in front changes no figure, no cell and no finding."""
    source = original(plan, tmp_path)
    expected, found = read(plan, source).returns[0], read(plan, marked(plan, source)).returns[0]
    assert values_of(expected) == values_of(found)
    assert [(f.code, f.place.cell, f.what()) for f in expected.findings] == [
        (f.code, f.place.cell, f.what()) for f in found.findings
    ]


def test_a_file_of_that_name_for_another_quarter_is_no_original(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R30: offices call every quarter's file alike."""
    first, second = tmp_path / "q1", tmp_path / "q2"
    copy = marked(plan, original(plan, first, "bao-cao.xlsx"))
    (first / "bao-cao.xlsx").unlink()
    second.mkdir()
    write_sound(form_of(plan, "kt", "2026-Q2"), second, name="bao-cao.xlsx")
    batch = read(plan, tmp_path)
    assert ([], ["V01"]) == (passed_over(batch), told(of_file(batch, copy.name)))
    assert 2 == len(batch.returns)


def test_an_original_under_another_name_is_known_by_office_and_period(plan: Plan, tmp_path: Path) -> None:
    """R30: the coordinator renamed what came; a mended copy of it is then merely another return."""
    source = original(plan, tmp_path)
    copy = marked(plan, source)
    source.rename(tmp_path / "phong kinh te.xlsx")
    assert [COPY] == passed_over(read(plan, tmp_path))
    mend(copy)
    assert ["C04"] == told(of_file(read(plan, tmp_path), COPY))


def test_a_copy_of_a_return_without_an_office_is_known_by_its_name(plan: Plan, tmp_path: Path) -> None:
    """R30, C16: what says for whom it is is what was wrong with the original."""
    source = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(source) as form:
        form.beside("Đơn vị báo cáo").value = "Phòng Văn thư"
    copy = marked(plan, source)
    assert [COPY] == passed_over(read(plan, tmp_path))
    parts = parts_of(copy.read_bytes())
    copy.write_bytes(package(parts))  # saved by another program, every cell as it was
    assert [COPY] == passed_over(read(plan, tmp_path))
    with opened(copy) as form:
        form.sheet = form.book["Báo cáo"]
        form.beside("Đơn vị báo cáo").value = "Phòng Kinh tế"
    batch = read(plan, tmp_path)
    assert (["C16"], ["R08"]) == (told(of_file(batch, COPY)), told(of_file(batch, source.name)))


def test_a_list_of_findings_alone_is_passed_over(plan: Plan, tmp_path: Path) -> None:
    """R30: what is written for a file that cannot be marked is no return, and no fault."""
    (tmp_path / "kt.xls").write_text("Mã số;Số liệu\n", "utf-8")
    listed = marked(plan, tmp_path / "kt.xls")
    batch = read(plan, tmp_path)
    finding = only(batch.findings, "R30")
    assert listed.as_posix() == finding.place.file
    assert [] == lacking(finding, "đây là danh sách phát hiện về kt.xls")
    assert ["kt.xls"] == [Path(item.file).name for item in batch.returns]


def test_a_sheet_that_is_merely_called_so_is_no_list(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R30: an office keeps its own remarks on a sheet of that name."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.book.create_sheet("Phát hiện", 0)["A1"] = "PHÁT HIỆN TRONG BÁO CÁO"
    batch = read(plan, path)
    assert ([], None) == (told(batch.all_findings), batch.returns[0].marked)


@pytest.mark.parametrize(
    ("title", "source", "expected"),
    [
        ("PHÁT HIỆN TRONG BÁO CÁO", "Tệp: kt.xlsx", "kt.xlsx"),
        ("FINDINGS IN THE RETURN", "File: a: b.xlsx", "a: b.xlsx"),
        ("PHÁT HIỆN TRONG BÁO CÁO", "kt.xlsx", None),
        ("PHÁT HIỆN", "Tệp: kt.xlsx", None),
        ("PHÁT HIỆN TRONG BÁO CÁO", None, None),
    ],
)
def test_a_list_is_known_by_its_first_two_lines(title: str, source: str | None, expected: str | None) -> None:
    """In either language; the name of the file may hold anything."""
    cells = {(0, 0): Cell(Kind.TEXT, title)} | (
        {(1, 0): Cell(Kind.TEXT, source)} if source is not None else {}
    )
    other = Sheet("Báo cáo", {})
    workbook, name = without_list(Workbook((Sheet("Phát hiện", cells), other), tells_blanks=True))
    assert (expected, (other,) if expected else 2) == (
        name,
        workbook.sheets if expected else len(workbook.sheets),
    )
