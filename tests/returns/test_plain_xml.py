"""Sheets that differ in their figures only: each is read with its own."""

from __future__ import annotations

import pytest

from cchc_kpi.returns.plain_xml import read_plain_sheet
from cchc_kpi.returns.traits import Nature
from cchc_kpi.returns.workbook import Cell, Kind

TEXTS = (Cell(Kind.TEXT, "Mã số"), None, Cell(Kind.TEXT, "TT.01"))
NATURES = (None, Nature.PERCENT)


def sheet(*cells: str) -> bytes:
    """A worksheet of one row."""
    return f'<worksheet><sheetData><row r="1">{"".join(cells)}</row></sheetData></worksheet>'.encode()


def read(*cells: str) -> dict[str, str] | None:
    """What the cells of a worksheet hold, by column; None where it is not spelled as usual."""
    plain = read_plain_sheet(sheet(*cells), TEXTS, NATURES)
    return (
        None if plain is None else {"ABCDEF"[column]: cell.text for (_, column), cell in plain.cells.items()}
    )


def test_sheets_of_one_shape_keep_their_own_figures() -> None:
    """The same cells around 600, -0.5 and 12: read one after the other, and the first once more."""
    around = (
        '<c r="A1" t="s"><v>2</v></c>',
        '<c r="B1" s="0"><v>{}</v></c>',
        '<c r="C1"><f>B1*2</f><v>{}</v></c>',
    )
    for one, other in (("600", "1200"), ("-0.5", "-1"), ("12", "24"), ("600", "1200")):
        cells = around[0], around[1].format(one), around[2].format(other)
        assert {"A": "TT.01", "B": one, "C": other} == read(*cells)


def test_a_figure_is_shown_by_its_style() -> None:
    """0.95 under a percentage is 95%, under none it is 0.95, though the sheets differ in nothing else."""
    assert {"A": "95%"} == read('<c r="A1" s="1"><v>0.95</v></c>')
    assert {"A": "0.95"} == read('<c r="A1" s="0"><v>0.95</v></c>')


def test_a_style_that_the_workbook_has_not_is_left_to_the_readers() -> None:
    """Of two styles a third was named; a text needs none."""
    assert None is read('<c r="A1" s="2"><v>1</v></c>')
    assert {"A": "5."} == read('<c r="A1" s="2" t="str"><f>B1</f><v>5.</v></c>')


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', {"A": "Mã số"}),
        ('<c r="A1" t="s"><v>1</v></c>', {}),
        ('<c r="A1" t="n"><v>7</v></c>', {"A": "7"}),
        ('<c r="A1"><f>1+1</f><v></v></c>', {"A": "=1+1"}),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', {}),
        ('<c r="A1"><f t="shared" si="0"/><v>8</v></c>', {"A": "8"}),
        ('<c r="A1" t="b"><v>1</v></c>', {"A": "TRUE"}),
        ('<c r="A1" t="b"><f>B1</f><v>1</v></c>', {"A": "TRUE"}),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {"A": "#DIV/0!"}),
        ('<c r="A1" t="inlineStr"><is><t>9</t></is></c>', {"A": "9"}),
        ('<c r="A1"/>', {}),
    ],
)
def test_what_a_cell_holds_beside_a_figure(cell: str, held: dict[str, str]) -> None:
    """Every kind of cell, and the figure behind it in its own place."""
    assert held | {"F": "600"} == read(cell, '<c r="F1"><v>600</v></c>')


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>3</v></c>',  # there are three texts
        '<c r="A1" t="s"><f>B1</f><v>0</v></c>',
        '<c r="A1"><v>1-1</v></c>',
        '<c r="A1"><v>1e9999</v></c>',
        '<c r="A1"><v>+1</v></c>',
        '<c r="A1"><v>x</v></c>',
        '<c r="A1"><v>\x00</v></c>',
        '<c r="A1"><v>1</v><v>2</v></c>',
        '<c r="A1"><v>1]]></v></c>',
        '<c r="A1" t="str"><v>\x07</v></c>',
        '<c r="A1" t="str"><v>\ufffe</v></c>',
        '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>',
    ],
)
def test_what_is_unusual_is_left_to_the_readers(cell: str) -> None:
    """No cell of such a sheet is taken, sound ones beside it neither."""
    assert None is read(cell, '<c r="F1"><v>600</v></c>')
