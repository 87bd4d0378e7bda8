from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi import __version__
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.returns.written import WrittenBook, WrittenSheet
from cchc_kpi.verifying.claims import Claims, ListedReturn, read_claims
from forms_for_tests import quarter
from scorecards_for_tests import Cards, read_book, tampered


def claims_of(book: WrittenBook) -> Claims:
    """What a workbook says of itself; fails where that is nothing."""
    claims = read_claims(book)
    assert claims is not None
    return claims


def without(book: WrittenBook, *names: str) -> WrittenBook:
    """A workbook without some of its sheets."""
    return tuple(sheet for sheet in book if sheet.name not in names)


@pytest.mark.parametrize(
    ("kind", "period", "is_annual"), [("2026-Q1", "2026-Q1", False), ("year", "2026", True)]
)
def test_a_scorecard_says_what_it_is_made_of(
    cards: Cards, loaded: LoadedPlan, kind: str, period: str, is_annual: bool
) -> None:
    """Kind, period, plan, version, 21 returns and one that had not arrived, 340 figures."""
    claims = claims_of(cards.books[kind])
    assert (is_annual, quarter(period)) == (claims.is_annual, claims.period)
    assert claims.basis is not None
    assert (loaded.sha256, __version__) == (claims.basis.plan_sha256, claims.basis.version)
    assert 21 == sum(1 for item in claims.returns if item.file)
    assert all(item.has_digest for item in claims.returns if item.file)


def test_a_figure_is_told_with_its_source(cards: Cards) -> None:
    """TT.04 of the first quarter is 742 in cell D15 of the return."""
    [figure] = [
        f for f in claims_of(cards.books["year"]).figures if (f.code, f.period) == ("TT.04", "2026-Q1")
    ]
    assert figure.value is not None
    assert (742.0, "D15", "742", "có số liệu") == (
        figure.value.number,
        figure.cell,
        figure.content,
        figure.state,
    )
    assert figure.file.endswith("2026-Q1/ttpvhcc-2026-Q1.xlsx")


@pytest.mark.parametrize("kind", ["2026-Q1", "year"])
def test_without_its_record_a_scorecard_is_known_by_its_title(cards: Cards, kind: str) -> None:
    """The sheet Nguồn taken out: the period stands in the title; returns are those that figures come from."""
    whole, bare = claims_of(cards.books[kind]), claims_of(without(cards.books[kind], "Nguồn"))
    assert (None, whole.period, whole.is_annual) == (bare.basis, bare.period, bare.is_annual)
    assert {item.file for item in whole.returns if item.file} == {item.file for item in bare.returns}
    assert not any(item.has_digest for item in bare.returns)


def test_the_record_rules_over_a_title(cards: Cards, tmp_path: Path) -> None:
    """Somebody calls the first quarter's scorecard the second's: the record still says which it is."""
    with tampered(cards.files["2026-Q1"], tmp_path / "x.xlsx") as book:
        book.put("Bảng điểm", "A4", "BẢNG ĐIỂM CẢI CÁCH HÀNH CHÍNH QUÝ II/2026")
    assert quarter("2026-Q1") == claims_of(read_book(tmp_path / "x.xlsx")).period


def test_columns_are_found_by_their_headings(cards: Cards) -> None:
    """Every column of Số liệu one further right: the figures are read all the same."""
    moved = tuple(
        sheet._replace(cells={(row, column + 1): cell for (row, column), cell in sheet.cells.items()})
        if sheet.name == "Số liệu"
        else sheet
        for sheet in cards.books["year"]
    )
    assert claims_of(cards.books["year"]).figures == claims_of(moved).figures


@pytest.mark.parametrize(
    ("sha256", "status", "expected"),
    [("ab" * 32, "nhận", True), ("AB" * 32, "nhận", False), ("", "không dùng", True), ("", "nhận", False)],
)
def test_a_digest_is_known_by_its_look(sha256: str, status: str, expected: bool) -> None:
    """64 hexadecimal digits as the program writes them; none, where it could not open the file."""
    assert expected == ListedReturn("x.xlsx", "", "", "1", status, sha256).has_digest


@pytest.mark.parametrize("book", [(), (WrittenSheet("Báo cáo", {}),)])
def test_another_workbook_claims_nothing(book: WrittenBook) -> None:
    """No period is stated anywhere."""
    assert read_claims(book) is None
