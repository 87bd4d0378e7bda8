"""From a number on `Bảng điểm` by its links, sheet by sheet, to the cell of the return that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from annual_by_hand import number
from annual_workbook import IN_YEAR, PARTS, numbered
from annual_years import CASES, FIGURES
from forms_for_tests import needs_libreoffice, quiet
from program import EXAMPLES, ROOT, run
from recalculation import copy_to


def opened(path: Path) -> Any:
    """A workbook as it is stored."""
    with quiet():
        return openpyxl.load_workbook(path, data_only=True)


@cache
def return_at(path: Path) -> Any:
    """A return, opened once."""
    return opened(path)


def followed(link: Any, folder: Path) -> tuple[Path, str, str]:
    """Where a link out of a workbook in a folder leads: file, sheet, cell."""
    path = folder / unquote(link.target.removeprefix("file:///")).replace("\\", "/")
    return (path.resolve(), *place_of(link))


def place_of(link: Any) -> tuple[str, str]:
    """The sheet and the cell that a link leads to."""
    match = re.fullmatch(r"'(.+)'!\$?([A-Z]+)\$?(\d+)", link.location)
    assert match, link.location
    return match[1].replace("''", "'"), f"{match[2]}{match[3]}"


def rows_named(text: str) -> Iterator[int]:
    """The row numbers of "12-15, 33"."""
    for run_of_rows in text.split(", "):
        first, _, last = run_of_rows.partition("-")
        yield from range(int(first), int(last or first) + 1)


@cache
def formulas_at(path: Path) -> Any:
    """A workbook with its formulas, opened once."""
    with quiet():
        return openpyxl.load_workbook(path)


def rows_in_formulas(path: Path, detail_row: int) -> list[int]:
    """The rows of `Số liệu` that the numerator and the denominator of a line of `Chi tiết` add up."""
    details = formulas_at(path)["Chi tiết"]
    formulas = [str(details.cell(detail_row, column).value) for column in (4, 5)]
    found = re.findall(r"'Số liệu'!\$G\$(\d+)(?::\$G\$(\d+))?", " ".join(formulas))
    return sorted({row for first, last in found for row in range(int(first), int(last or first) + 1)})


def sources_of(path: Path, book: Any, detail_row: int) -> list[int]:
    """The rows of `Số liệu` that a line of `Chi tiết` names, its link leading to the first of them.

    Of many it names the first, the last and how many there are: the rows between stand in its formulas.
    """
    cell = book["Chi tiết"].cell(detail_row, 13)
    many = re.fullmatch(r"(\d+) … (\d+) \((\d+) dòng\)", cell.value)
    rows = rows_in_formulas(path, detail_row) if many else list(rows_named(cell.value))
    if many:
        assert (rows[0], rows[-1], len(rows)) == tuple(map(int, many.groups()))
    assert ("Số liệu", f"G{rows[0]}") == place_of(cell.hyperlink)
    return rows


def test_every_number_leads_to_the_cells_that_it_comes_from(example_year: Any) -> None:
    """All numbers of the board, all lines of the detail, all figures: the returns' cells hold them."""
    book, results = opened(example_year.path), example_year.run.json["periods"]
    board, figures, details = example_year.book.board, book["Số liệu"], example_year.book.details
    walked: set[tuple[str, str, str]] = set()
    numbers = 0
    for place, indicator in numbered(example_year.case.plan).items():
        for column, part in enumerate(PARTS):
            value, sign = (book["Bảng điểm"].cell(board[place].row, 4 + 2 * column + step) for step in (0, 1))
            result = next(r for r in results[column]["results"] if r["indicator"] == indicator["id"])
            sheet, cell = place_of(sign.hyperlink)
            line = details[place, part]
            assert ("Chi tiết", f"H{line.row}") == (sheet, cell)
            if result["verdict"] == "not_due":
                continue
            if result["value"] is not None:
                assert ("Chi tiết", f"F{line.row}") == place_of(value.hyperlink)
                numbers += 1
            found = set()
            for row in sources_of(example_year.path, book, line.row):
                link = figures.cell(row, 11).hyperlink
                if link is None:
                    assert figures.cell(row, 7).value is None  # a return that never came
                    continue
                file, source_sheet, address = followed(link, example_year.path.parent)
                held = return_at(file)[source_sheet][address].value
                shown = figures.cell(row, 7).value
                if shown is None:
                    assert figures.cell(row, 8).value == "lỗi, không dùng"
                    continue
                assert number(str(held)) == number(str(shown)), (file, address)
                found.add((str(file.relative_to(ROOT)).replace("\\", "/"), source_sheet, address))
            wanted = {
                (s["file"].removeprefix(f"{ROOT.as_posix()}/"), s["sheet"], s["cell"])
                for s in result["sources"]
            }
            assert found == wanted, (indicator["id"], part)
            walked |= found
    # 23 assessed each quarter in 7 periods and 8 a year, less those without a value: one 0/0 in Q1, three for
    # want of a return in Q2 and H1, one in error in Q3, 9M and the year: 161 + 8 - 1 - 6 - 3.
    assert numbers == 159
    used = {(s["file"], s["cell"]) for period in results for r in period["results"] for s in r["sources"]}
    assert len(walked) == len(used)


def test_every_figure_of_the_record_stands_in_its_return(example_year: Any) -> None:
    """All rows of `Số liệu`, needed by an indicator or not: value, text as it stood there, file, sheet and cell."""
    sheet = opened(example_year.path)["Số liệu"]
    rows = [row for row in sheet.iter_rows(min_row=4) if row[10].hyperlink]
    assert len(rows) == len(FIGURES)
    for row in rows:
        file, name, address = followed(row[10].hyperlink, example_year.path.parent)
        held = return_at(file)[name][address].value
        assert row[8].value.endswith(file.relative_to(EXAMPLES).as_posix())
        assert (name, address) == (row[9].value, row[10].value)
        assert number(str(held)) == number(row[11].value)
        if row[6].value is not None:
            assert number(str(held)) == number(str(row[6].value))


def test_the_judgements_lead_to_their_period(made_years: Mapping[str, Any]) -> None:
    """Two quarters in: the verdict at the end of each line leads to the line of the six months."""
    made = made_years["two quarters"]
    book, details = opened(made.path), made.book.details
    for place, line in made.book.board.items():
        link = book["Bảng điểm"].cell(line.row, 19).hyperlink
        assert ("Chi tiết", f"H{details[place, 'H1'].row}") == place_of(link)


@pytest.mark.parametrize("name", ["example", *CASES])
def test_every_link_inside_leads_to_a_cell_and_none_stands_in_an_empty_one(
    name: str, made_years: Mapping[str, Any]
) -> None:
    """An empty cell with a link would show the link's place in some programs; a target must be there."""
    made = made_years[name]
    book = opened(made.path)
    with quiet():
        stored = openpyxl.load_workbook(made.path)
    count = 0
    for sheet in stored:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is None:
                    continue
                count += 1
                assert book[sheet.title][cell.coordinate].value != cell.hyperlink.location, cell.coordinate
                if cell.hyperlink.target is None:
                    target, address = place_of(cell.hyperlink)
                    assert book[target][address].row <= book[target].max_row
    assert count > 10


ODD = ["Báo cáo quý 1 (sửa) 100%.xlsx", "a#b%20c.xlsx", "[moi] {2} ^x`.xlsx", "O'Hara & Co.xlsx"]


@needs_libreoffice
@pytest.mark.libreoffice
def test_links_reach_returns_whatever_they_are_called(tmp_path: Path) -> None:
    """Spaces, percent signs, hashes, brackets and quotes in file names: the link leads there, in LibreOffice too."""
    from recalculation import recalculate

    returns = tmp_path / "nộp # 50%"
    for name, source in zip(ODD, sorted((EXAMPLES / "2026-Q1").iterdir()), strict=False):
        copy_to(source, returns).rename(returns / name)
    path = tmp_path / "năm.xlsx"
    done = run("annual", returns, "--year", "2026", "--output", path)
    assert done.status == 0
    assert {returns / name for name in ODD} == linked(path)
    assert {returns / name for name in ODD} == linked(recalculate(path, tmp_path))


def linked(path: Path) -> set[Path]:
    """The files that `Số liệu` links to, each of which must be there."""
    cells = [cell for row in opened(path)["Số liệu"].iter_rows() for cell in row if cell.hyperlink]
    found = {followed(cell.hyperlink, path.parent)[0] for cell in cells}
    assert all(file.is_file() for file in found)
    return found


def test_the_list_of_periods_is_in_the_words_of_the_sheets() -> None:
    """A guard for the tests above: seven names, seven parts."""
    assert list(IN_YEAR.values()) == list(PARTS)
