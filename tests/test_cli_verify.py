"""`cchc-kpi verify` from outside: what it prints, where, and with which status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from forms_for_tests import needs_libreoffice, opened
from program import EXAMPLES, ROOT, run
from scorecards_for_tests import Cards, edit_in_libreoffice, tampered

SCHEMA = json.loads((ROOT / "schema/verify.schema.json").read_text("utf-8"))
QUARTER, YEAR = "2026-Q1", "year"


def verified(path: Path, *arguments: str | Path) -> Any:
    """The JSON of a verification, valid under the schema that the repository ships."""
    found = run("verify", path, *(arguments or ("examples",)), "--format", "json").json
    jsonschema.validate(found, SCHEMA)
    return found


@pytest.fixture
def altered(cards: Cards, tmp_path: Path) -> Path:
    """The first quarter's scorecard with one figure altered, and one result typed over."""
    with tampered(cards.files[QUARTER], tmp_path / "bang-diem.xlsx") as book:
        book.put("Số liệu", "G24", 753)
        book.put("Bảng điểm", "D14", 226)
    return tmp_path / "bang-diem.xlsx"


@pytest.mark.parametrize(("kind", "words"), [(QUARTER, "Quý I/2026"), (YEAR, "Năm 2026")])
def test_a_scorecard_that_stands_gives_0(cards: Cards, kind: str, words: str) -> None:
    """The page says so in three lines, and nothing on standard error."""
    done = run("verify", cards.files[kind], "examples")
    assert (0, "") == (done.status, done.err)
    assert f"\n{words}; cchc-kpi " in done.out
    assert "\n✓ ĐỨNG VỮNG\nĐứng vững: " in done.out
    assert " số; bị sửa trong bảng: 0; báo cáo đã đổi: 0.\n" in done.out


def test_what_does_not_stand_gives_1_and_is_told(altered: Path) -> None:
    """Sheet, line, cell, heading, what stands there and what ought to; a formula typed over though it is right."""
    done = run("verify", altered, "examples")
    assert (1, "") == (done.status, done.err)
    text = " ".join(done.out.split())
    assert "✗ KHÔNG ĐỨNG VỮNG" in text
    assert "; bị sửa trong bảng: 2; báo cáo đã đổi: 0." in text
    assert (
        "Số liệu, TT.04, Trung tâm Phục vụ hành chính công, 2026-Q1: G24 Giá trị: trong bảng 753, đúng ra 742"
        in text
    )
    assert "D14 Tử số: gõ đè lên công thức, dù giá trị vẫn đúng" in text


@pytest.mark.parametrize("command", [("score", "--period", "2026-Q3"), ("annual", "--year", "2026")])
def test_a_scorecard_from_a_table_stands_against_it_and_against_the_returns(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """The figures are the same; that the findings are told otherwise is no alteration, wherever the table lies."""
    table, scorecard = tmp_path / "so-lieu.csv", tmp_path / "bang-diem.xlsx"
    assert run("extract", "examples", "--output", table).status == 1
    assert run(command[0], table, *command[1:], "--output", scorecard).status == 1
    moved = tmp_path / "noi-khac.csv"
    moved.write_bytes(table.read_bytes())
    for source in (table, moved, "examples"):
        done = run("verify", scorecard, source)
        assert (done.status, "ĐỨNG VỮNG" in done.out) == (0, True), done.out


def test_a_changed_return_gives_1_and_is_told(tmp_path: Path) -> None:
    """The file with its two digests, the figure and the results with old and new."""
    shutil.copytree(EXAMPLES / "2026-Q1", tmp_path / "2026-Q1")
    card = tmp_path / "card.xlsx"
    assert 0 == run("score", "2026-Q1", "--output", card, cwd=tmp_path).status
    with opened(tmp_path / "2026-Q1/ttpvhcc-2026-Q1.xlsx") as form:
        form.at("TT.04").value = 753
    done = run("verify", card, "2026-Q1", cwd=tmp_path)
    assert 1 == done.status
    text = " ".join(done.out.split())
    assert "2026-Q1/ttpvhcc-2026-Q1.xlsx: tệp đã khác (SHA-256 " in text
    assert "Giá trị: 742 → 753" in text
    assert "Tử số: 990 → 1.001; " in text
    assert "Kết quả: 99% → 99,01%" in text
    assert "bị sửa trong bảng: 0;" in text


def test_the_json_tells_every_cell(altered: Path) -> None:
    """Counts by sort and answer, each difference with what stands there; numbers exact, as text."""
    found = verified(altered)
    assert "does_not_stand" == found["outcome"]
    assert ("period", "2026-Q1", False) == tuple(
        found["scorecard"][key] for key in ("kind", "period", "macros")
    )
    assert 2 == found["counts"]["numbers"]["altered"]
    told = {d["cells"]: d for d in found["differences"]}
    assert {"G24", "D14"} == told.keys()
    assert ("753", "742") == (told["G24"]["found"]["number"], told["G24"]["expected"]["number"])
    assert (["typed_over"], "altered") == (told["D14"]["reasons"], told["D14"]["answer"])
    assert told["D14"]["found"]["formula"] is None
    assert told["D14"]["expected"]["formula"].startswith("IF(COUNTIF(")


def test_the_json_of_what_stands_has_no_difference(cards: Cards) -> None:
    """Every number is counted as standing."""
    found = verified(cards.files[YEAR])
    assert ("stands", [], []) == (found["outcome"], found["differences"], found["returns"])
    numbers = found["counts"]["numbers"]
    assert 2_000 < numbers["stands"] == sum(numbers.values())


def test_without_stored_results_it_gives_2_and_says_what_to_do(cards: Cards, tmp_path: Path) -> None:
    """Nothing is wrong, and nothing is certain: open it in a spreadsheet program and save it."""
    with tampered(cards.files[QUARTER], tmp_path / "x.xlsx") as book:
        book.drop_cached_values()
    done = run("verify", tmp_path / "x.xlsx", "examples")
    assert 2 == done.status
    assert "? CHƯA KIỂM CHỨNG ĐƯỢC" in done.out
    assert "lưu lại rồi chạy lại." in " ".join(done.out.split())
    assert "not_verifiable" == verified(tmp_path / "x.xlsx")["outcome"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.xlsx", "F04"), ("x.xlsx", "F05"), ("form.xlsx", "không phải bảng điểm của chương trình")],
)
def test_what_is_no_scorecard_gives_2(tmp_path: Path, name: str, words: str) -> None:
    """No file, no workbook, a return: said on standard error; as JSON on standard output too."""
    (tmp_path / "x.xlsx").write_bytes(b"not a workbook")
    shutil.copy(EXAMPLES / "2026-Q1/vp-2026-Q1.xlsx", tmp_path / "form.xlsx")
    done = run("verify", tmp_path / name, "examples")
    assert (2, "") == (done.status, done.out)
    assert words in done.err
    found = verified(tmp_path / name)
    assert ("not_verifiable", None) == (found["outcome"], found["scorecard"]["kind"])
    assert found["reason"] or found["findings"]


def test_without_returns_it_gives_2(cards: Cards, tmp_path: Path) -> None:
    """An empty folder: what was found there is told."""
    done = run("verify", cards.files[QUARTER], tmp_path)
    assert (2, "") == (done.status, done.out)
    assert "F02" in done.err
    assert "không có báo cáo nào đọc được" in done.err
    assert ["F02"] == [finding["code"] for finding in verified(cards.files[QUARTER], tmp_path)["findings"]]


def test_a_plan_that_cannot_be_used_gives_2(cards: Cards, tmp_path: Path) -> None:
    """Its findings are told, and the JSON if asked for."""
    (tmp_path / "targets.yaml").write_text("schema_version: 1\n", encoding="utf-8")
    done = run("verify", cards.files[QUARTER], "examples", "--targets", tmp_path / "targets.yaml")
    assert (2, "") == (done.status, done.out)
    found = verified(cards.files[QUARTER], "examples", "--targets", tmp_path / "targets.yaml")
    assert "not_verifiable" == found["outcome"]
    assert found["findings"]


def test_english_is_spoken_on_request(altered: Path) -> None:
    """The page in English; what the workbook calls its lines and headings stays Vietnamese."""
    done = run("verify", altered, "examples", "--lang", "en")
    assert "✗ IT DOES NOT STAND" in done.out
    assert "G24 Giá trị: it says 753, it ought to be 742" in " ".join(done.out.split())
    assert "'x.xlsx'" in run("verify", "x.xlsx", "examples", "--lang", "en").err


def test_nothing_is_written_anywhere(cards: Cards, tmp_path: Path) -> None:
    """Neither the scorecard nor the returns are touched, and nothing is left beside them."""
    shutil.copytree(EXAMPLES / "2026-Q1", tmp_path / "nop")
    shutil.copy(cards.files[QUARTER], tmp_path / "card.xlsx")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    run("verify", "card.xlsx", "nop", cwd=tmp_path)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


@needs_libreoffice
@pytest.mark.libreoffice
def test_the_guide_shows_what_the_program_prints(tmp_path: Path) -> None:
    """Every line of the sample in "Kiểm chứng một bảng điểm" stands, in that order, in what its command prints.

    TC.02 is made 24 of 21 in the workbook, in LibreOffice; TT.13 is 228 of 226 in its return by now. The
    digest of a return that a test has changed is another one each time.
    """
    shutil.copytree(EXAMPLES / "2026-Q1", tmp_path / "nop")
    assert 0 == run("score", "nop", "--output", "made.xlsx", cwd=tmp_path).status
    deed = 'book.Sheets.getByName("Số liệu").getCellRangeByName("G5").Value = 24'
    edit_in_libreoffice(tmp_path / "made.xlsx", tmp_path / "bang-diem-2026-Q1.xlsx", deed)
    with opened(tmp_path / "nop/ttpvhcc-2026-Q1.xlsx") as form:
        form.at("TT.13").value = 228
    done = run("verify", "bang-diem-2026-Q1.xlsx", "nop", cwd=tmp_path)
    assert 1 == done.status
    guide = (ROOT / "docs/vi/bat-dau.md").read_text("utf-8")
    section = guide.split("### Kiểm chứng một bảng điểm")[1].split("\n## ")[0]
    [sample] = re.findall(r"^```text\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    lines, printed = (
        [re.sub("→ [0-9a-f]{12}…", "→ …", line.rstrip()) for line in text.splitlines()]
        for text in (sample, done.out)
    )
    assert len(lines) > 20
    rest = iter(printed)
    assert [] == [line for line in lines if line not in {"", "..."} and line not in rest]
