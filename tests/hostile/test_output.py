"""Text from a return that would do something where it is shown: in a workbook, on a terminal, in JSON and CSV."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest

from cchc_kpi import pipeline
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.csv import scorecards_csv
from cchc_kpi.render.json import scorecard_json
from forms_for_tests import package, parts_of
from hostile.bench import HOSTILE_OFFICE, PERIOD, SHEET, WORKBOOK, Sound, sound
from program import run

TRACE = "CMD"
TEXTS = {
    "formula": f"={TRACE}|' /C calc'!A0",
    "plus": f"+{TRACE}",
    "minus": f"-{TRACE}",
    "at": f"@SUM({TRACE})",
    "tab": f"\t={TRACE}",
    "return": f"\r={TRACE}",
    "array": f"{{={TRACE}}}",
    "link": f'=HYPERLINK("http://{TRACE}")',
    "address": f"http://{TRACE}.example/",
    "quote": f'"={TRACE}","',
    "escape": f"_x001B_[31m{TRACE}_x0007_",
    "null": f"_x0000_{TRACE}",
    "half a sign": f"_xD800_{TRACE}",
    "turned direction": f"\u202e{TRACE}\u202c",
    "isolated": f"\u2067{TRACE}\u2069",
    "line ends": f"a\n\n={TRACE}\u2028\u0085{TRACE}",
    "markup": f"[red]{TRACE}[/red] <b>{TRACE}</b> &amp;",
    "long": TRACE * 10_922,
    "combining": TRACE + "\u0301" * 3_000,
}
EACH = pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """The sound return that hostile ones are made of."""
    return sound(tmp_path_factory.mktemp("material"))


def inline(cell: str, text: str) -> str:
    """A cell that holds a text of its own."""
    shown = escape(text, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
    return f'<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def spoken(item: Sound, text: str, folder: Path) -> Path:
    """A return with the text in a remark, a label, a figure, a heading row, an unasked row and its sheet's name."""
    sheet = item.parts[SHEET].decode()
    for cell in ("E12", "B13", "D14", "E14", "A3"):
        pattern = rf'<c r="{cell}"[^>]*/>|<c r="{cell}"[^>]*>.*?</c>'
        sheet, times = re.subn(pattern, lambda _, cell=cell: inline(cell, text), sheet)
        assert times == 1, cell
    extra = f'<row r="90">{inline("A90", text)}{inline("B90", text)}<c r="D90"><v>5</v></c></row>'
    sheet = sheet.replace("</sheetData>", extra + "</sheetData>")
    name = "".join(char for char in text if char not in "[]:*?/\\'\n\r\t")[:31]
    book = item.parts[WORKBOOK].decode().replace('name="Báo cáo"', f"name={quoteattr(name)}")
    path = folder / f"{HOSTILE_OFFICE}-{PERIOD}.xlsx"
    path.write_bytes(package({**item.parts, SHEET: sheet, WORKBOOK: book}))
    return path


def unfit(text: str) -> list[str]:
    """The characters of a printed text that could steer a terminal or turn its writing round."""
    return [
        char
        for char in text
        if char in TURNING or (unicodedata.category(char) in {"Cc", "Cs"} and char != "\n")
    ]


@EACH
def test_text_stays_text_in_the_scorecard_workbook_and_on_the_screen(
    material: Sound, text: str, tmp_path: Path
) -> None:
    """No formula and no outside link holds what an office typed; nothing steers the terminal or floods it."""
    path = spoken(material, text, tmp_path)
    done = run("score", path, "--output", tmp_path / "card.xlsx")
    assert 1 == done.status, done.err
    book = openpyxl.load_workbook(tmp_path / "card.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [] == [cell.value for cell in cells if cell.data_type == "f" and TRACE in str(cell.value)]
    links = [cell.hyperlink.target or "" for cell in cells if cell.hyperlink is not None]
    assert [] == [target for target in links if TRACE in target]
    assert any(TRACE in str(cell.value) for cell in cells)
    names = parts_of((tmp_path / "card.xlsx").read_bytes())
    assert [] == [name for name in names if name.startswith("xl/externalLinks/")]
    printed = done.out + done.err
    assert TRACE in printed
    assert [] == unfit(printed)
    assert max(map(len, printed.splitlines())) < 2_000


@pytest.mark.parametrize("key", ["escape", "turned direction", "long", "line ends"])
def test_text_does_not_steer_the_terminal_when_a_return_is_validated(
    material: Sound, key: str, tmp_path: Path
) -> None:
    """No control character and no change of direction reaches the screen, and no message runs over it."""
    done = run("validate", spoken(material, TEXTS[key], tmp_path))
    printed = done.out + done.err
    assert TRACE in printed
    assert [] == unfit(printed)
    assert max(map(len, printed.splitlines())) < 2_000


@EACH
def test_text_reaches_json_as_valid_text_and_csv_not_at_all(
    material: Sound, loaded: LoadedPlan, plan: Plan, text: str, tmp_path: Path
) -> None:
    """JSON is one document in valid UTF-8 whatever was typed; the CSV holds the plan's own words only."""
    batch = pipeline.read_batch([str(spoken(material, text, tmp_path))], plan)
    card = pipeline.score(batch, loaded, plan)
    assert card is not None
    read = json.loads(scorecard_json(card, "vi").encode("utf-8"))
    assert ["partial"] == [item["status"] for item in read["returns"]]
    assert TRACE in json.dumps(read)
    table = scorecards_csv([card], "vi")
    assert (False, 1 + len(card.results)) == (TRACE in table, len(table.splitlines()))
