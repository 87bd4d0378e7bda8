"""An .xlsx as the guard looks through it: read at once where all of it is spelled as usual, else for the readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cchc_kpi.returns.archive import Archive
from cchc_kpi.returns.bounds import check_read_size, check_tags, look_at
from cchc_kpi.returns.formats import natures_of_styles, uses_percent_format
from cchc_kpi.returns.inspection import Container, Inspection
from cchc_kpi.returns.limits import MAX_STYLE_TAGS, PLAIN_AREA, PLAIN_CELLS, PLAIN_READ_BYTES
from cchc_kpi.returns.markup import check_whole, remembered
from cchc_kpi.returns.package import STYLES_PART, TEXTS_PART, Names, WorkbookParts, workbook_parts
from cchc_kpi.returns.plain_texts import read_plain_texts
from cchc_kpi.returns.plain_xml import read_plain_sheet
from cchc_kpi.returns.refusal import counted, too_large
from cchc_kpi.returns.sheet_xml import Tally, check_sheet, without_blank_cells
from cchc_kpi.returns.texts_xml import check_texts
from cchc_kpi.returns.traits import Nature, SheetTraits, joined
from cchc_kpi.returns.workbook import Cell, Sheet, Workbook

_LARGE_SHEET: Final = 2**17
"""What is larger is freed of its blank cells first; the sheet of a form has a quarter of it."""
_TEXTS: Final = TEXTS_PART.casefold()
_STYLES: Final = STYLES_PART.casefold()


def inspect_xlsx(archive: Archive, names: Names) -> Inspection:
    """Return what an .xlsx holds, or what its readers are to be given. Raises Refusal."""
    inflated: dict[str, bytes] = {}

    def inflate(name: str) -> bytes:
        if name not in inflated:
            inflated[name] = archive.inflate(name)
        return inflated[name]

    wanted = workbook_parts(names, inflate)
    read_as = wanted.others | wanted.sheets
    kept = {name: inflate(actual) for name, actual in read_as.items()}
    check_read_size(kept)
    read = frozenset(read_as.values())
    for name in archive.parts:
        if name not in read:
            look_at(archive, name, is_parsed=True)
    return _read_plainly(wanted, kept) or _look_through(wanted, kept)


def _read_plainly(wanted: WorkbookParts, kept: Mapping[str, bytes]) -> Inspection | None:
    """Return a workbook that is spelled as usual, with its cells; None for any other."""
    styles, texts_part = _part(kept, _STYLES), _part(kept, _TEXTS)
    texts: Sequence[Cell | None] | None = ()
    if texts_part:
        plain_texts = read_plain_texts(TEXTS_PART, texts_part)
        texts = plain_texts.texts if plain_texts is not None else None
        if plain_texts is not None:
            check_texts(TEXTS_PART, plain_texts.rest)
    natures = _natures(STYLES_PART, styles) if styles else (None,)
    if texts is None or natures is None or wanted.is_strict or wanted.counts_from_1904:
        return None
    if sum(map(len, kept.values())) > PLAIN_READ_BYTES:
        return None
    check_tags(kept)
    sheets: list[Sheet] = []
    cells = area = 0
    for name, tab in zip(wanted.sheets, wanted.tabs, strict=True):
        plain = read_plain_sheet(kept[name], texts, natures)
        if plain is None:
            return None
        cells += len(plain.cells) + plain.blank_cells
        area += plain.area
        traits = _traits_of_rest(name, plain.rest)._replace(hidden_rows=joined(plain.hidden_rows))
        sheets.append(Sheet(tab.title, plain.cells, tab.is_hidden, traits))
    if cells > PLAIN_CELLS or area > PLAIN_AREA:
        return None
    workbook = Workbook(tuple(sheets), tells_blanks=True)
    return Inspection(
        Container.XLSX, kept, tuple(sheet.traits for sheet in sheets), is_plain=True, workbook=workbook
    )


def _look_through(wanted: WorkbookParts, kept: dict[str, bytes]) -> Inspection:
    """Look through a workbook element by element, for the readers."""
    for name in wanted.sheets:
        if len(kept[name]) > _LARGE_SHEET:
            kept[name] = without_blank_cells(kept[name])
    check_tags(kept)
    texts_part = _part(kept, _TEXTS)
    texts = check_texts(TEXTS_PART, texts_part) if texts_part else ()
    tally = Tally()
    sheets: list[SheetTraits] = []
    for name in wanted.sheets:
        traits, tally = check_sheet(name, kept[name], texts, tally)
        sheets.append(traits)
    styles = _part(kept, _STYLES)
    size = sum(map(len, kept.values()))
    return Inspection(
        Container.XLSX,
        kept,
        tuple(sheets),
        is_plain=size <= PLAIN_READ_BYTES
        and tally.cells + tally.blank_cells <= PLAIN_CELLS
        and tally.area <= PLAIN_AREA
        and styles.count(b"<") <= PLAIN_CELLS,
        is_strict=wanted.is_strict,
        has_percent_formats=bool(styles) and _uses_percent(STYLES_PART, styles),
    )


def _part(kept: Mapping[str, bytes], folded: str) -> bytes:
    """Return a part by its name in small letters, nothing where there is none."""
    return next((content for name, content in kept.items() if name.casefold() == folded), b"")


@remembered
def _traits_of_rest(part: str, rest: bytes) -> SheetTraits:
    """Return what a worksheet says apart from its rows. Raises Refusal where it is not sound."""
    return check_sheet(part, rest, (), Tally())[0]


@remembered
def _natures(part: str, styles: bytes) -> tuple[Nature | None, ...] | None:
    """Return what each cell style makes of a number. Raises Refusal for styles that are not sound."""
    if styles.count(b"<") > PLAIN_CELLS:
        return None
    check_whole(part, styles)
    return natures_of_styles(styles)


@remembered
def _uses_percent(part: str, styles: bytes) -> bool:
    """Return whether cells may be formatted as percentages. Raises Refusal for styles that are not sound."""
    tags = styles.count(b"<")
    if tags > MAX_STYLE_TAGS:
        number = counted(tags)
        raise too_large(f"có {number.vi} thẻ định dạng", f"{number.en} tags of styles")
    check_whole(part, styles)
    return uses_percent_format(styles)
