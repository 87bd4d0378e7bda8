"""Which files are annotated, under which names, and what becomes of those that cannot be marked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from cchc_kpi.annotating import annotations_of, write_annotation
from cchc_kpi.pipeline import read_batch
from cchc_kpi.plan.model import Plan
from forms_for_tests import convert, form_of, needs_libreoffice, parts_of, write_sound
from program import run


def _faulty(plan: Plan, folder: Path, name: str = "kt-2026-Q1.xlsx", submission: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    changes = {"CQ.06": "khoảng 20"}
    return write_sound(form_of(plan, "kt"), folder, changes, name=name, submission=submission)


def _names(plan: Plan, folder: Path, *arguments: Path) -> list[str]:
    batch = read_batch([str(path) for path in arguments], plan)
    return [annotation.target.name for annotation in annotations_of(batch, folder)]


def _listed(path: Path) -> list[tuple[object, ...]]:
    """Severity, code, sheet, cells and link of each row of the list of findings."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [
        (*(cell.value for cell in row[:4]), row[3].hyperlink.target if row[3].hyperlink else None)
        for row in sheet.iter_rows(min_row=7)
    ]


def test_only_files_with_an_error_or_a_warning_are_annotated(plan: Plan, tmp_path: Path) -> None:
    """A sound return, and one with notes only, need nothing."""
    _faulty(plan, tmp_path)
    write_sound(form_of(plan, "vp"), tmp_path)
    write_sound(form_of(plan, "dvci"), tmp_path, {"CQ.06": "1.234", "CQ.07": 10, "CQ.08": 10})

    assert ["kt-2026-Q1-phat-hien.xlsx"] == _names(plan, tmp_path, tmp_path)


def test_files_of_one_name_get_names_of_their_own(plan: Plan, tmp_path: Path) -> None:
    """Two folders may hold files of one name, also one that differs in capitals only."""
    for folder, name in (("a", "kt-2026-Q1.xlsx"), ("b", "KT-2026-Q1.xlsx")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(f"no workbook: {folder}", "utf-8")

    assert ["kt-2026-Q1-phat-hien.xlsx", "KT-2026-Q1-phat-hien-2.xlsx"] == _names(plan, tmp_path, tmp_path)


def test_no_two_files_share_a_name_even_with_another_ending(plan: Plan, tmp_path: Path) -> None:
    """What cannot be marked after all gets an .xlsx, which must not be another file's copy."""
    _faulty(plan, tmp_path)
    other = write_sound(form_of(plan, "vp"), tmp_path, {"CQ.06": "khoảng 30"}, name="x.xlsx")
    other.rename(tmp_path / "kt-2026-Q1.xlsm")

    assert ["kt-2026-Q1-phat-hien.xlsm", "kt-2026-Q1-phat-hien-2.xlsx"] == _names(plan, tmp_path, tmp_path)


def test_the_copy_of_a_copy_is_called_like_the_copy(plan: Plan, tmp_path: Path) -> None:
    """A copy that was mended in part and handed in does not grow a second ending."""
    copy = _faulty(plan, tmp_path, "kt-2026-Q1-phat-hien-2.xlsx")

    assert ["kt-2026-Q1-phat-hien.xlsx"] == _names(plan, tmp_path / "ra", copy)


@pytest.mark.parametrize("is_workbook", [True, False])
def test_a_copy_that_somebody_works_in_stays(is_workbook: bool, plan: Plan, tmp_path: Path) -> None:
    """A second run replaces what nobody touched; what was saved by another program since is kept, and told."""
    path, folder = _faulty(plan, tmp_path), tmp_path / "ra"
    if not is_workbook:
        path.write_text("no workbook", "utf-8")
    first = folder / "kt-2026-Q1-phat-hien.xlsx"
    assert [first] == [
        write_annotation(a, "vi") for a in annotations_of(read_batch([str(path)], plan), folder)
    ]
    untouched = first.read_bytes()
    run("validate", path, "--annotate", folder)
    assert ([first], untouched) == (list(folder.iterdir()), first.read_bytes())

    openpyxl.load_workbook(first).save(first)
    mended = first.read_bytes()
    done = run("validate", path, "--annotate", folder)

    assert (mended, untouched) == (first.read_bytes(), (folder / "kt-2026-Q1-phat-hien-2.xlsx").read_bytes())
    assert f"Giữ nguyên {first.as_posix()}: đã có người sửa tệp này." in done.err


def test_a_file_that_is_no_workbook_gets_its_findings_apart(plan: Plan, tmp_path: Path) -> None:
    """What cannot be opened cannot be marked; what is wrong with it is written beside."""
    (tmp_path / "kt.xlsx").write_text("Mã số;Số liệu\n", "utf-8")
    batch = read_batch([str(tmp_path)], plan)

    written = [write_annotation(annotation, "vi") for annotation in annotations_of(batch, tmp_path / "ra")]

    assert [tmp_path / "ra" / "kt-phat-hien.xlsx"] == written
    assert [("LỖI", "F05", "", "", None)] == _listed(written[0])


def test_a_file_changed_since_it_was_read_gets_its_findings_apart(plan: Plan, tmp_path: Path) -> None:
    """Marks belong to the cells that were read, not to whatever stands there now."""
    path = _faulty(plan, tmp_path)
    (annotation,) = annotations_of(read_batch([str(path)], plan), tmp_path / "ra")
    write_sound(form_of(plan, "kt"), tmp_path)

    written = write_annotation(annotation, "vi")

    assert [("LỖI", "V01", "Báo cáo", "D12", "..\\kt-2026-Q1.xlsx")] == _listed(written)


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_formats_get_their_findings_apart_with_links(ending: str, plan: Plan, tmp_path: Path) -> None:
    """An .xls or .ods is not rewritten; each finding links to its cell in the original."""
    source = convert([_faulty(plan, tmp_path / "x")], ending, tmp_path / "other") / f"kt-2026-Q1.{ending}"
    (annotation,) = annotations_of(read_batch([str(source)], plan), tmp_path / "ra")

    written = write_annotation(annotation, "vi")

    assert tmp_path / "ra" / "kt-2026-Q1-phat-hien.xlsx" == written
    assert ("LỖI", "V01", "Báo cáo", "D12", f"..\\other\\kt-2026-Q1.{ending}") in _listed(written)


# --- From outside ---


def test_the_command_says_where_the_copies_are_and_touches_no_input(plan: Plan, tmp_path: Path) -> None:
    """Copies go into a folder that is made; the originals keep every byte; the status is that of the faults."""
    path = _faulty(plan, tmp_path / "in")
    before = hashlib.sha256(path.read_bytes()).hexdigest()

    done = run("validate", path, "--annotate", tmp_path / "moi" / "ra")

    copy = tmp_path / "moi" / "ra" / "kt-2026-Q1-phat-hien.xlsx"
    assert (1, True) == (done.status, done.err.rstrip().endswith(f"Đã ghi {copy.as_posix()}."))
    assert before == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "xl/comments1.xml" in parts_of(copy.read_bytes())


def test_json_stays_json(plan: Plan, tmp_path: Path) -> None:
    """With `--format json` standard output holds the JSON alone; where the copies are is said on the other."""
    path = _faulty(plan, tmp_path)

    done = run("validate", path, "--annotate", tmp_path / "ra", "--format", "json")

    assert ["V01"] == [finding["code"] for finding in done.json["findings"]]
    assert "kt-2026-Q1-phat-hien.xlsx" in done.err


def test_nothing_to_mark_is_said(plan: Plan, tmp_path: Path) -> None:
    """A sound return brings no copy and no folder."""
    path = write_sound(form_of(plan, "kt"), tmp_path)

    done = run("validate", path, "--annotate", tmp_path / "ra")

    assert (0, False) == (done.status, (tmp_path / "ra").exists())
    assert "Không tệp nào có lỗi hay cảnh báo để đánh dấu." in done.err


def test_a_copy_never_falls_on_an_input(plan: Plan, tmp_path: Path) -> None:
    """Where a copy would take the place of a return that was given, nothing at all is written."""
    _faulty(plan, tmp_path, submission=2)
    other = _faulty(plan, tmp_path, "kt-2026-Q1-phat-hien.xlsx")
    before = other.read_bytes()

    done = run("validate", tmp_path, "--annotate", tmp_path)

    assert (2, before) == (done.status, other.read_bytes())
    assert "trùng với một tệp đầu vào; chọn thư mục khác" in done.err


def test_a_file_is_no_folder(plan: Plan, tmp_path: Path) -> None:
    """`--annotate` wants a folder, and says so."""
    path = _faulty(plan, tmp_path)
    (tmp_path / "ra").write_text("x", "utf-8")

    done = run("validate", path, "--annotate", tmp_path / "ra")

    assert (2, True) == (done.status, "không phải thư mục" in done.err)


@pytest.mark.parametrize("name", ["", "  "])
@pytest.mark.parametrize("command", [("validate", ".", "--annotate"), ("template", "--output")])
def test_a_folder_without_a_name_is_refused(command: tuple[str, ...], name: str, tmp_path: Path) -> None:
    """An empty name, as an unset variable of a script gives it, must not mean the folder one happens to be in."""
    done = run(*command, name, cwd=tmp_path)

    assert (2, []) == (done.status, list(tmp_path.iterdir()))
    assert f"{command[-1]} cần tên một thư mục, không để trống" in done.err


def test_the_folder_one_is_in_has_a_name(plan: Plan, tmp_path: Path) -> None:
    """Near miss: a dot says what is meant."""
    path = _faulty(plan, tmp_path)

    done = run("validate", path.name, "--annotate", ".", cwd=tmp_path)

    assert (1, True) == (done.status, (tmp_path / "kt-2026-Q1-phat-hien.xlsx").exists())


def test_the_copy_speaks_english_when_asked(plan: Plan, tmp_path: Path) -> None:
    """The list follows the language of the messages."""
    path = _faulty(plan, tmp_path)

    run("validate", path, "--annotate", tmp_path / "ra", "--lang", "en")

    assert "Findings" == openpyxl.load_workbook(tmp_path / "ra" / "kt-2026-Q1-phat-hien.xlsx").sheetnames[0]
