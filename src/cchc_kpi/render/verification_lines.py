"""What does not stand in a scorecard, as lines: one for a line of a sheet, one for many cells of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.text import Text

from cchc_kpi.addresses import cell_ranges, line_numbers, row_and_column
from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text
from cchc_kpi.render.screen import Paragraph
from cchc_kpi.render.verification_words import told
from cchc_kpi.returns.record import FIGURES_SHEET, FINDINGS_SHEET, SOURCES_SHEET
from cchc_kpi.text import printable
from cchc_kpi.verifying.answers import Answer, Difference, Reason
from cchc_kpi.verifying.guides import BOARD_SHEET, DETAIL_SHEET

INDENT: Final = 4
LEAD: Final = "  - "
_FIRST_SHEETS: Final = (SOURCES_SHEET, FIGURES_SHEET, DETAIL_SHEET, BOARD_SHEET)
"""In this order a number is followed from its source; the other sheets come after them."""
_MANY: Final = 4
_LONGEST_NAME: Final = 120
_WAIVERS: Final = Phrase(
    "Phát hiện khác đi cũng có thể do tệp miễn trừ (waivers.yaml) nay khác.",
    "Findings may also differ because the waivers (waivers.yaml) are others now.",
)
_SIMPLE: Final = frozenset({(Reason.VALUE,), (Reason.FOLLOWS,)})


def difference_lines(
    differences: Sequence[Difference], lang: Lang, *, is_each_told: bool = False
) -> Iterator[Paragraph]:
    """Yield differences sheet by sheet; cells that only repeat a result are listed together, unless each is told."""
    ordered = sorted(differences, key=_rank)
    for sheet, held in groupby(ordered, key=lambda difference: difference.sheet):
        every = list(held)
        repeated = [] if is_each_told else [d for d in every if _only_repeats(d)]
        yield from _of_sheet(sheet, [d for d in every if d not in repeated], lang)
        if repeated:
            yield _together(
                sheet, repeated, Phrase("ô nhắc lại các kết quả đó", "cells repeat those results"), lang
            )
        if sheet == FINDINGS_SHEET and any(d.answer is Answer.ALTERED for d in every):
            yield Paragraph(Text(_WAIVERS.text(lang), "dim"), INDENT)


def _rank(difference: Difference) -> int:
    """Order sheets as `_FIRST_SHEETS`, the others as they come."""
    sheet = difference.sheet
    return _FIRST_SHEETS.index(sheet) if sheet in _FIRST_SHEETS else len(_FIRST_SHEETS)


def _only_repeats(difference: Difference) -> bool:
    """Say whether a cell differs by its value alone, its formula being the program's, on a sheet of repetitions."""
    has_formula = difference.expected is not None and bool(difference.expected.formula)
    return difference.repeats and has_formula and difference.reasons in _SIMPLE


def _of_sheet(sheet: str, differences: Sequence[Difference], lang: Lang) -> Iterator[Paragraph]:
    kinds: dict[Phrase, list[Difference]] = {}
    for difference in differences:
        kind = _kind(difference, lang)
        if kind is not None:
            kinds.setdefault(kind, []).append(difference)
    many = {kind: those for kind, those in kinds.items() if len(those) >= _MANY}
    for kind, those in many.items():
        yield _together(sheet, those, kind, lang)
    rest = [d for d in differences if _kind(d, lang) not in many]
    for line, held in groupby(rest, key=lambda d: d.label.line if d.cells else None):
        if line is None:
            yield from (_whole(sheet, difference, lang) for difference in held)
        else:
            yield _line(sheet, line, list(held), lang)


def _kind(difference: Difference, lang: Lang) -> Phrase | None:
    """Return what many cells, or lines, may have in common; None for what is told by itself."""
    if not difference.cells:
        return None
    if difference.reasons == (Reason.HIDDEN,):
        return Phrase("ô bị ẩn", "cells are hidden")
    if difference.reasons == (Reason.GONE,):
        return Phrase("dòng nay không còn", "lines are not there any more")
    if difference.reasons != (Reason.SHOWN_OTHERWISE,):
        return None
    found, expected = difference.found, difference.expected
    if found is None or expected is None or found.shown_as == expected.shown_as:
        words = told(difference, lang)
        return Phrase(f"ô có {words}", f"cells have {words}")
    code = printable(found.shown_as)
    return Phrase(f"ô hiện theo định dạng {code}", f"cells are shown by the format {code}")


def _together(sheet: str, differences: Sequence[Difference], what: Phrase, lang: Lang) -> Paragraph:
    words = f"{number_text(len(differences), lang)} {what.text(lang)}"
    return _paragraph(sheet, f": {words}: {_places(differences, lang)}")


def _places(differences: Sequence[Difference], lang: Lang) -> str:
    """Return where many cells are: by their lines where there are whole lines of them, else by address."""
    areas = [d.cells.partition(":") for d in differences]
    places = [row_and_column(first) for first, _, _ in areas]
    rows = {row for row, _ in places}
    if any(last for _, _, last in areas) or len(places) >= len(rows) * _MANY:
        return Phrase("dòng ", "rows ").text(lang) + line_numbers(rows)
    return cell_ranges(d.cells for d in differences)


def _whole(sheet: str, difference: Difference, lang: Lang) -> Paragraph:
    """Return what became of a sheet, or of a line that is not there any more."""
    what = told(difference, lang)
    label = ", ".join(filter(None, difference.label))
    if difference.reasons == (Reason.RENAMED,):
        words = Phrase(f": trang '{label}' {what}", f": the sheet '{label}', {what}")
    elif label in {"", sheet}:
        words = Phrase(f": cả trang {what}", f": the whole sheet {what}")
    else:
        words = Phrase(f", {_short(label)}: {what}", f", {_short(label)}: {what}")
    return _paragraph(sheet, printable(words.text(lang)))


def _short(line: str) -> str:
    text = printable(line)
    return f"{text[:_LONGEST_NAME]}…" if len(text) > _LONGEST_NAME else text


def _line(sheet: str, line: str, differences: Sequence[Difference], lang: Lang) -> Paragraph:
    parts = []
    for difference in differences:
        where = f"{difference.cells} {printable(difference.label.heading)}".rstrip()
        parts.append(f"{where}: {told(difference, lang)}")
    name = f", {_short(line)}" if line else ""
    return _paragraph(sheet, f"{name}: {'; '.join(parts)}")


def _paragraph(sheet: str, words: str) -> Paragraph:
    return Paragraph(Text.assemble((printable(sheet), "bold"), words), INDENT, LEAD)
