"""The workbook of many communes: its cached values agree with the JSON, its formulas recompute them, other programs read it."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from cchc_kpi.findings import Finding, Place
from cchc_kpi.pipeline import write_communes_file
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.render.communes.records import MOST_ROWS, write_findings
from cchc_kpi.render.communes_json import communes_json
from cchc_kpi.render.record_sheets import RecordBook
from cchc_kpi.render.workbooks import Formats, new_workbook
from cchc_kpi.returns.layout import is_scorecard
from cchc_kpi.returns.observation import Return
from cchc_kpi.rules import files
from cchc_kpi.scoring.communes import CommunesScorecard
from communes_for_tests import THREE, returned, scored
from forms_for_tests import COMMUNES, needs_libreoffice
from recalculation import cells, recalculate, spoil_cached_values

WORDS = {
    "met": "✓ Đạt",
    "not_met": "✗ Chưa đạt",
    "no_data": "? Thiếu số liệu",
    "not_applicable": "– Không phát sinh",
    "not_due": "… Chưa đến kỳ",
}
SIGNS = {verdict: word[0] for verdict, word in WORDS.items()}
AREA_SHEETS = {
    "the_che": "I. Cải cách thể chế",
    "tthc": "II. Cải cách thủ tục hành chính",
    "bo_may": "III. Cải cách tổ chức bộ máy h…",
    "cong_vu": "IV. Cải cách chế độ công vụ",
    "tai_chinh_cong": "V. Cải cách tài chính công",
    "chinh_quyen_so": "VI. Xây dựng và phát triển Chí…",
}


def with_baselines(plan: Plan, code: str) -> Iterator[Return]:
    """A commune's sound returns of the year's fourth quarter and its baselines, of every office."""
    for office in plan.offices:
        yield returned(plan, code, office.id, "2026-Q4")
    yield returned(plan, code, "kt", None)
    yield returned(plan, code, "vhxh", None)


@pytest.fixture(scope="module")
def quarter_of_three(plan: Plan, loaded: LoadedPlan) -> CommunesScorecard:
    """Lộc Bình whole and sound, Na Dương without dvci and with nothing surveyed on land, phường Đông Kinh absent."""
    held = [returned(plan, "06541", office.id) for office in plan.offices]
    for office in plan.offices:
        if office.id == "ttpvhcc":
            held.append(returned(plan, "06529", "ttpvhcc", survey_land_answers=0, survey_land_satisfied=0))
        elif office.id != "dvci":
            held.append(returned(plan, "06529", office.id))
    return scored(loaded, plan, held)


@pytest.fixture(scope="module")
def year_of_five(plan: Plan, loaded: LoadedPlan) -> CommunesScorecard:
    """The year of five communes in two provinces, with baselines; of two nothing has come."""
    held = [item for code in ("06541", "05977", "02531") for item in with_baselines(plan, code)]
    return scored(loaded, plan, held, COMMUNES, "2026")


def written(scorecard: CommunesScorecard, folder: Path) -> tuple[Path, Any]:
    """The workbook, and the JSON of the same scorecard."""
    path = folder / "tinh.xlsx"
    write_communes_file(scorecard, path)
    return path, json.loads("".join(communes_json(scorecard, "vi")))


def large_table(path: Path, sheet: str) -> dict[str, list[Any]]:
    """The lines of a large table by the commune's code, or for a sum by its name: without the naming columns."""
    return {str(row[0] or row[1]): row[3:] for row in cells(path, sheet)[4:]}


def disagreements(path: Path, found: Any, plan: Plan) -> list[str]:
    """Where the workbook's figures differ from the JSON: one line each."""
    faults: list[str] = []
    lines = {one["code"]: one["results"] for one in found["communes"]}
    names = {None: "Cộng toàn bộ", "Lạng Sơn": "Cộng tỉnh Lạng Sơn", "Hà Nội": "Cộng thành phố Hà Nội"}
    sums = {names[rollup["name"]]: rollup["results"] for rollup in found["rollup"]}
    order = numbered_indicators(plan)
    due = [
        (one, plan.indicators.index(one.indicator))
        for one in order
        if found["rollup"][0]["results"][plan.indicators.index(one.indicator)]["verdict"] != "not_due"
    ]
    matrix, heat = large_table(path, "Ma trận"), large_table(path, "Bản đồ nhiệt")
    areas = {
        area: large_table(path, name)
        for area, name in AREA_SHEETS.items()
        if any(one.indicator.area == area for one, _ in due)
    }
    for name, results in {**lines, **sums}.items():
        signs = [SIGNS[results[plan.indicators.index(one.indicator)]["verdict"]] for one in order]
        if matrix[name] != signs:
            faults.append(f"Ma trận {name}: {matrix[name]} is not {signs}")
        held: dict[str, int] = {}
        for place, (one, index) in enumerate(due):
            result, area = results[index], one.indicator.area
            first = held.get(area, 0)
            held[area] = first + 5
            numerator, denominator, value, _, verdict = areas[area][name][first : first + 5]
            if verdict != WORDS[result["verdict"]]:
                faults.append(f"{name} {one.number}: {verdict} is not {result['verdict']}")
            counted = None not in (result["numerator"], result["denominator"])
            for cell, exact, shown in (
                (numerator, result["numerator"], counted),
                (denominator, result["denominator"], counted),
                (value, result["value"], True),
                (heat[name][place], result["value"], True),
            ):
                expected = float(Fraction(exact)) if shown and exact is not None else None
                if not _is_number(cell, expected):
                    faults.append(f"{name} {one.number}: {cell} is not {expected}")
    return faults


def _is_number(cell: Any, expected: float | None) -> bool:
    """Whether a cell holds a number as a spreadsheet keeps it, or nothing where nothing is expected."""
    if expected is None:
        return cell in {None, ""}
    return isinstance(cell, int | float) and bool(cell == pytest.approx(expected, rel=1e-12, abs=1e-12))


@pytest.fixture(params=["quarter_of_three", "year_of_five"])
def made(request: pytest.FixtureRequest) -> CommunesScorecard:
    """A quarter of a province, and a year of a nation."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, CommunesScorecard)
    return found


def test_cached_values_agree_with_the_json(plan: Plan, made: CommunesScorecard, tmp_path: Path) -> None:
    """Every verdict, side and value of every commune and of every sum, on the area's sheet, in matrix and heat table."""
    path, found = written(made, tmp_path)
    assert [] == disagreements(path, found, plan)


@needs_libreoffice
@pytest.mark.libreoffice
def test_libreoffice_recalculates_to_the_same(plan: Plan, made: CommunesScorecard, tmp_path: Path) -> None:
    """With every cached value spoilt, each sheet comes out as the program has written it."""
    path, found = written(made, tmp_path)
    (tmp_path / "spoilt").mkdir()
    spoilt = tmp_path / "spoilt/tinh.xlsx"
    assert spoil_cached_values(path, spoilt) > 300
    assert disagreements(spoilt, found, plan) != []
    again = recalculate(spoilt, tmp_path)
    assert [] == disagreements(again, found, plan)
    for sheet in ("Tổng hợp", "Xếp hạng", "Tiến độ nộp"):
        assert _plain(cells(path, sheet)) == _plain(cells(again, sheet)), sheet


def _plain(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows with numbers as spreadsheets agree on them, and blanks alike, to the last cell that holds anything."""
    plain = [
        [
            round(float(cell), 9)
            if isinstance(cell, int | float)
            else (cell.strip() or None)
            if cell
            else None
            for cell in row
        ]
        for row in rows
    ]
    return [row[: max((n + 1 for n, cell in enumerate(row) if cell is not None), default=0)] for row in plain]


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_figure_changed_on_an_areas_sheet_moves_the_sums(
    quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """Lộc Bình's 990 of 1000 made 1000: its verdict, the province's 1990 of 2000 and the count of those that meet it."""
    path, _ = written(quarter_of_three, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    sheet = book["II. Cải cách thủ tục hành chính"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "06541")
    assert (990, 1000) == (row[3].value, row[4].value)
    row[3].value = 1000
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    again = recalculate(changed, tmp_path)
    table = large_table(again, "II. Cải cách thủ tục hành chính")
    assert [1000, 1000, 1, 1000, "✓ Đạt"] == table["06541"][:5]
    # 1000 + 990 of 2000 is 99,5%: 100 * 1990 - 99 * 2000 = 1000.
    assert [1990, 2000, 0.995, 1000, "✓ Đạt"] == table["Cộng tỉnh Lạng Sơn"][:5]
    line = next(row for row in cells(again, "Tổng hợp") if row[0] == 2)
    assert [1990, 2000, 0.995, "trên 99% (2030)", "✓ Đạt", 2, 1, 1, 1, 0] == line[2:12]


def test_the_overview_has_the_sums_and_the_counts(
    quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """1980 of 2000 is 99%, not above it: 2 of 3 communes counted, none meets the target."""
    path, _ = written(quarter_of_three, tmp_path)
    rows = cells(path, "Tổng hợp")
    assert "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN" == rows[0][0]
    assert "TỔNG HỢP KẾT QUẢ CẢI CÁCH HÀNH CHÍNH CÁC XÃ QUÝ I/2026" == rows[3][0]
    assert (
        "Kế hoạch cải cách hành chính nhà nước các xã thuộc tỉnh Lạng Sơn giai đoạn 2026 - 2030" == rows[4][0]
    )
    assert "Báo cáo nhận được: 9/15." in rows[5][0]
    assert rows[6][0].startswith("TẠM TÍNH: 2/3 xã còn thiếu")
    by_number = {row[0]: row for row in rows if isinstance(row[0], int | float)}
    assert 31 == len(by_number)
    assert [1980, 2000, 0.99, "trên 99% (2030)", "✗ Chưa đạt", 2, 0, 2, 1, 0] == by_number[2][2:12]
    # Nothing surveyed on land in Na Dương: 90 of 100 and 0 of 0.
    assert [90, 100, 0.9, "tối thiểu 90% (2030)", "✓ Đạt", 2, 1, 0, 1, 1] == by_number[4][2:12]
    assert [None, None, None, "giảm 10% (2030)", "… Chưa đến kỳ"] == by_number[15][2:7]
    part = next(row for row in rows if row[1] == "Tỉnh Lạng Sơn")
    assert [3, 9, 15] == part[2:5]


def test_of_a_nation_the_overview_has_a_line_for_each_province(
    year_of_five: CommunesScorecard, tmp_path: Path
) -> None:
    """Who issues a nation's table is left to the office; below it the nation and both provinces."""
    path, _ = written(year_of_five, tmp_path)
    rows = cells(path, "Tổng hợp")
    assert set(rows[0][0]) == {"."}
    at = next(number for number, row in enumerate(rows) if row[1] == "Toàn bộ")
    assert [("Toàn bộ", 5), ("Tỉnh Lạng Sơn", 4), ("Thành phố Hà Nội", 1)] == [
        (row[1], row[2]) for row in rows[at : at + 3]
    ]


def test_places_are_those_of_the_json_with_live_counts(
    quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """Place, code and name in the order of the ranking; counts are formulas over the matrix."""
    path, found = written(quarter_of_three, tmp_path)
    rows = cells(path, "Xếp hạng")[4:]
    assert [(one["place"], one["code"]) for one in found["ranking"]] == [(row[0], row[1]) for row in rows]
    by_code = {one["code"]: one["results"] for one in found["communes"]}
    for row in rows:
        verdicts = [result["verdict"] for result in by_code[row[1]]]
        counts = [verdicts.count(name) for name in ("met", "not_met", "no_data", "not_applicable")]
        assert counts == row[4:8]
    assert [[5, 5, 1], [4, 5, 0.8], [0, 5, 0]] == sorted((row[9:12] for row in rows), reverse=True)
    formulas = cells(path, "Xếp hạng", formulas=True)[4]
    assert formulas[4].startswith("=COUNTIF('Ma trận'!")


def test_completeness_stands_by_office(quarter_of_three: CommunesScorecard, tmp_path: Path) -> None:
    """Na Dương: all but dvci; phường Đông Kinh: none; the province: 2, 2, 2, 2 and 1."""
    path, _ = written(quarter_of_three, tmp_path)
    table = large_table(path, "Tiến độ nộp")
    assert [1, 1, 1, 1, 0, 4, 5, 0.8, 0, 0] == table["06529"]
    assert [0, 0, 0, 0, 0, 0, 5, 0, 0, 0] == table["05977"]
    assert [2, 2, 2, 2, 1, 9, 15, 0.6, 0, 0] == table["Cộng tỉnh Lạng Sơn"]
    heads = cells(path, "Tiến độ nộp")[3]
    assert "Trung tâm Dịch vụ Công ích (cần 1)" == heads[7]


def test_the_heat_table_turns_its_colours_at_the_target(
    quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """A scale of three colours for each of 23 columns, its middle the column's target, its ends on both sides of it."""
    path, _ = written(quarter_of_three, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)["Bản đồ nhiệt"]
    scales = [rule.colorScale for held in sheet.conditional_formatting for rule in held.rules]
    assert 23 == len(scales)
    ends = [[float(point.val) for point in scale.cfvo] for scale in scales]
    assert all(low < middle < high for low, middle, high in ends)
    assert 0.99 == ends[1][1]


def test_records_say_whose_each_line_is(
    plan: Plan, quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """A finding and a file of each commune with its name; of a stray "không rõ"; what is missing once a commune."""
    stray = replace(returned(plan, "", "kt"), file="la.xlsx", rejected=True, observations=())
    told = Finding(files.DAMAGED, Place("la.xlsx"), {"reason": "x"})
    made = quarter_of_three._replace(strays=(stray,), findings=(told,))
    path, _ = written(made, tmp_path)
    findings = [row[:3] for row in cells(path, "Phát hiện")[3:]]
    assert ["không rõ", "LỖI", told.code] == findings[0]
    assert [["Na Dương", "CẢNH BÁO", "C07"], ["Phường Đông Kinh", "CẢNH BÁO", "C07"]] == [
        row for row in findings if row[2] == "C07"
    ]
    sources = cells(path, "Nguồn")[3:]
    assert ["không rõ", "la.xlsx"] == sources[0][:2]
    assert 1 + 9 + 6 == len(sources)
    assert 6 == sum(1 for row in sources if row[5] == "CHƯA NỘP")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)["Nguồn"]
    links = {cell.value: cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert "06541/kt-2026-Q1.xlsx" in links
    assert links["06541/kt-2026-Q1.xlsx"].replace("\\", "/").endswith("06541/kt-2026-Q1.xlsx")


def test_a_record_of_very_many_lines_is_cut_and_says_so(
    quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """Of 100 003 findings and what the three communes lack a sheet holds 100 000, and says how many are not there."""
    told = tuple(Finding(files.DAMAGED, Place(f"{n}.xlsx"), {"reason": "x"}) for n in range(MOST_ROWS + 3))
    made = quarter_of_three._replace(findings=told)
    rest = sum(1 for _ in made.told_of()) - MOST_ROWS
    path = tmp_path / "many.xlsx"
    with new_workbook(path, row_by_row=True) as book:
        write_findings(RecordBook(book, Formats(book)), made)
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert 3 + MOST_ROWS + 1 == len(rows)
    assert f"Còn {rest} dòng nữa không ghi ở đây: xem bằng --format json." == rows[-1][0]


def spending(plan: Plan, code: str, amount: str, base: str) -> list[Return]:
    """A commune's yearly spending against the same baseline in each of five years."""
    now = returned(plan, code, "kt", "2026-Q4", direct_spending=amount)
    return [now, returned(plan, code, "kt", None, direct_spending=base)]


@pytest.mark.parametrize(
    ("amounts", "verdicts", "is_live"),
    [
        # 93 of 100 is a cut of exactly 7%; with 93,000001 of 100 beside it 186,000001 of 200 is not.
        (("93", "93.000001"), ("✓ Đạt", "✗ Chưa đạt", "✗ Chưa đạt"), True),
        (("93", "92.999999"), ("✓ Đạt", "✓ Đạt", "✓ Đạt"), True),
        # Ten thousand million of which a millionth is too much: beyond what a spreadsheet's numbers tell apart.
        (("9300000000", "9300000000.000001"), ("✓ Đạt", "✗ Chưa đạt", "✗ Chưa đạt"), False),
    ],
)
def test_a_millionth_decides_also_in_a_sum(
    plan: Plan,
    loaded: LoadedPlan,
    tmp_path: Path,
    amounts: tuple[str, str],
    verdicts: tuple[str, ...],
    *,
    is_live: bool,
) -> None:
    """Formulas compare whole millionths; where these would be too large, the verdict is text."""
    base = "10000000000" if not is_live else "100"
    communes = Communes(THREE.listed[:2])
    held = [
        item
        for code, amount in zip(communes.by_code, amounts, strict=True)
        for item in spending(plan, code, amount, base)
    ]
    path, _ = written(scored(loaded, plan, held, communes, "2026"), tmp_path)
    sheet = AREA_SHEETS["tai_chinh_cong"]
    table = large_table(path, sheet)
    assert verdicts == tuple(table[name][4] for name in ("06541", "06529", "Cộng tỉnh Lạng Sơn"))
    formulas = {str(row[0] or row[1]): row[7] for row in cells(path, sheet, formulas=True)[4:]}
    assert {is_live} == {str(formula).startswith("=") for formula in formulas.values()}


def test_areas_of_which_nothing_is_due_have_no_sheet(
    quarter_of_three: CommunesScorecard, year_of_five: CommunesScorecard, tmp_path: Path
) -> None:
    """A quarter scores nothing of public finance and of the machinery; a year has all six areas."""
    first = ["Tổng hợp", "Xếp hạng", "Ma trận", "Bản đồ nhiệt"]
    last = ["Tiến độ nộp", "Phát hiện", "Nguồn"]
    for made, areas in (
        (quarter_of_three, ["the_che", "tthc", "cong_vu", "chinh_quyen_so"]),
        (year_of_five, list(AREA_SHEETS)),
    ):
        path, _ = written(made, tmp_path)
        names = python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names
        assert [*first, *(AREA_SHEETS[area] for area in areas), *last] == names
        assert is_scorecard(names)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert names == openpyxl.load_workbook(path).sheetnames


def test_two_runs_give_the_same_bytes(quarter_of_three: CommunesScorecard, tmp_path: Path) -> None:
    """The same scorecards give the same workbook."""
    path, _ = written(quarter_of_three, tmp_path)
    content = path.read_bytes()
    path.unlink()
    assert content == written(quarter_of_three, tmp_path)[0].read_bytes()


def test_every_formula_has_its_cached_value(quarter_of_three: CommunesScorecard, tmp_path: Path) -> None:
    """A program that computes nothing sees no blank: each cell with a formula has a value, if an empty text."""
    path, _ = written(quarter_of_three, tmp_path)
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sum(part.count(b"</f><v>") for part in parts) == sum(part.count(b"</f>") for part in parts) > 300


def test_formulas_are_written_as_xlsxwriter_itself_would(
    quarter_of_three: CommunesScorecard, tmp_path: Path
) -> None:
    """What XlsxWriter does to formulas beyond taking the = off, it does to none of ours: see `_Worksheet`."""
    path, _ = written(quarter_of_three, tmp_path)
    found = [
        cell for row in cells(path, "Tổng hợp", formulas=True) for cell in row if str(cell).startswith("=")
    ]
    found += [
        cell
        for sheet in AREA_SHEETS.values()
        if sheet in openpyxl.load_workbook(path, read_only=True).sheetnames
        for row in cells(path, sheet, formulas=True)
        for cell in row
        if str(cell).startswith("=")
    ]
    plain = xlsxwriter.worksheet.Worksheet()
    assert [] == [formula for formula in found if f"={plain._prepare_formula(formula)}" != formula]
    assert len(found) > 100


def test_names_that_a_sheet_cannot_have_are_mended(plan: Plan, loaded: LoadedPlan, tmp_path: Path) -> None:
    """An area called with a slash and an apostrophe, as targets.yaml may have it."""
    areas = tuple(
        area.model_copy(update={"name": "Thủ tục [1/2]: 'một cửa'"}) if area.id == "tthc" else area
        for area in plan.areas
    )
    odd = plan.model_copy(update={"areas": areas})
    path, _ = written(scored(loaded, odd, [returned(odd, "06541", "ttpvhcc")]), tmp_path)
    names = python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names
    assert "II. Thủ tục  1 2   'một cửa" in names


def test_communes_of_one_name_stand_in_their_own_rows(plan: Plan, loaded: LoadedPlan, tmp_path: Path) -> None:
    """Tân Hòa of Lạng Sơn and Tân Hòa of Hà Nội: by code, each with its province."""
    held = [returned(plan, "02531", "ttpvhcc")]
    path, _ = written(scored(loaded, plan, held, COMMUNES), tmp_path)
    rows = {row[0]: row[1:3] for row in cells(path, "Ma trận")[4:] if row[0]}
    assert [["Tân Hòa", "Lạng Sơn"], ["Tân Hòa", "Thành phố Hà Nội"]] == [rows["02530"], rows["02531"]]
    signs = {row[0]: row[4] for row in cells(path, "Ma trận")[4:] if row[0]}
    assert ["?", "✗"] == [signs["02530"], signs["02531"]]


def test_a_province_scattered_over_the_list_stands_together(
    plan: Plan, loaded: LoadedPlan, tmp_path: Path
) -> None:
    """Lạng Sơn, Hà Nội, Lạng Sơn: the sums add up the rows of their own communes."""
    listed = Communes([
        Commune(code="1", name="Một", province="Lạng Sơn"),
        Commune(code="2", name="Hai", province="thành phố Hà Nội"),
        Commune(code="3", name="Ba", province="Lạng Sơn"),
    ])  # fmt: skip
    held = [returned(plan, code, "ttpvhcc") for code in ("1", "2", "3")]
    path, found = written(scored(loaded, plan, held, listed), tmp_path)
    assert [] == disagreements(path, found, plan)
    codes = [row[0] for row in cells(path, "Ma trận")[4:]]
    assert [None, None, None, "1", "3", "2"] == codes
