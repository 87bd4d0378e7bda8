"""Which parts of an OOXML package are its workbook: the relations that lead from part to part.

Two readers find the sheets by different ways: one by fixed names, one by relations and content types. Here
both ways must lead to the same parts, or the package is refused. Knows nothing of what a sheet holds.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from xml.parsers import expat

from cchc_kpi.returns.limits import MAX_DEPTH, MAX_SHEETS
from cchc_kpi.returns.markup import (
    MAIN,
    REMEMBERED_BYTES,
    STRICT_MAIN,
    check_markup,
    nested_too_deep,
    parse_to_end,
    remembered,
)
from cchc_kpi.returns.refusal import damaged, too_large

TYPES_PART: Final = "[Content_Types].xml"
WORKBOOK_PART: Final = "xl/workbook.xml"
TEXTS_PART: Final = "xl/sharedStrings.xml"
STYLES_PART: Final = "xl/styles.xml"
SHEET_FOLDER: Final = "xl/worksheets/"
_RELATIONS_PARTS: Final = ("_rels/.rels", "xl/_rels/workbook.xml.rels")

_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_WORKBOOK_TYPES: Final = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
    }
)
_FIXED: Final = {"sharedStrings": TEXTS_PART, "styles": STYLES_PART}
_FIXED_TYPES: Final = {
    f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml": part
    for kind, part in _FIXED.items()
}
_SHEET_KINDS: Final = frozenset(
    {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}
)


class Element(NamedTuple):
    """An element of a small part: its name and its parent's, "namespace name" each, and its attributes."""

    name: str
    parent: str
    attributes: dict[str, str]


class Tab(NamedTuple):
    """A worksheet as people see it listed."""

    title: str
    is_hidden: bool


class WorkbookParts(NamedTuple):
    """The parts that a workbook is read from, by the name that readers look for: what they are called here.

    `tabs` are those of the worksheets, in the order of `sheets`.
    """

    sheets: dict[str, str]
    others: dict[str, str]
    is_strict: bool
    tabs: tuple[Tab, ...] = ()
    counts_from_1904: bool = False


class Names:
    """The parts of a package by name, in any letter case, as a package's names are compared."""

    def __init__(self, names: Iterable[str]) -> None:
        self.listed = tuple(names)
        self._actual = {name.casefold(): name for name in names}

    def find(self, name: str) -> str:
        """Return what a part is called here. Raises Refusal where there is none."""
        actual = self._actual.get(name.casefold())
        if actual is None:
            raise damaged(f"thiếu {name}", f"{name} is missing")
        return actual

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._actual

    @cached_property
    def has_macros(self) -> bool:
        return any(
            name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in self.listed
        )

    @cached_property
    def has_external_links(self) -> bool:
        return any(name.startswith(("xl/externalLinks/", "xl/connections.")) for name in self.listed)


@lru_cache(maxsize=16)
def names_of(listed: tuple[str, ...]) -> Names:
    """Return the names of a package's parts; the returns of one form have the same."""
    return Names(listed)


def workbook_parts(names: Names, inflate: Callable[[str], bytes]) -> WorkbookParts:
    """Return the parts of a package that its workbook is made of.

    Raises Refusal where one is missing, or where it depends on the reader which part is meant.
    """
    types, workbook, *relations = (
        names.find(part) for part in (TYPES_PART, WORKBOOK_PART, *_RELATIONS_PARTS)
    )
    _check_types(TYPES_PART, inflate(types))
    for part, name in zip(_RELATIONS_PARTS, relations, strict=True):
        relations_of(part, inflate(name))
    _check_main(_RELATIONS_PARTS[0], inflate(relations[0]))
    listed = _Listing(inflate(types), inflate(relations[1]), inflate(workbook))
    is_small = sum(map(len, listed)) <= REMEMBERED_BYTES
    return (_parts_of if is_small else _parts_of.__wrapped__)(listed, names.listed)


class _Listing(NamedTuple):
    """The parts that list others: content types, the workbook's relations, and the workbook itself."""

    types: bytes
    relations: bytes
    workbook: bytes


@lru_cache(maxsize=16)
def _parts_of(listing: _Listing, listed: tuple[str, ...]) -> WorkbookParts:
    """Return the parts that a listing leads to, among those that the package has."""
    names = names_of(listed)
    others = {part: names.find(part) for part in (TYPES_PART, WORKBOOK_PART, *_RELATIONS_PARTS)}
    related = relations_of(_RELATIONS_PARTS[1], listing.relations)
    workbook = _elements(WORKBOOK_PART, listing.workbook)
    if workbook[0].name not in {f"{MAIN} workbook", f"{STRICT_MAIN} workbook"}:
        raise damaged(f"{WORKBOOK_PART} không phải sổ tính", f"{WORKBOOK_PART} is no workbook")
    sheets, tabs = _sheets(workbook, related, names)
    spelled = _check_types(TYPES_PART, listing.types)
    for part in _fixed_parts(related, names):
        others[spelled.get(part, part)] = names.find(part)
    is_strict = workbook[0].name.startswith(STRICT_MAIN)
    return WorkbookParts(sheets, others, is_strict, tabs, _counts_from_1904(workbook))


@remembered
def _check_main(part: str, content: bytes) -> None:
    """See that the package's relations lead to the one workbook."""
    mains = [target for kind, target in relations_of(part, content).values() if kind == "officeDocument"]
    if [_resolved("", target).casefold() for target in mains] != [WORKBOOK_PART.casefold()]:
        raise damaged("không rõ phần nào là sổ tính", "it is not clear which part is the workbook")


class ListedSheet(NamedTuple):
    """A sheet as the workbook lists it; `part` is None for one of another kind, which holds no cells."""

    title: str
    is_hidden: bool
    part: str | None


def listed_sheets(inflate: Callable[[str], bytes]) -> tuple[ListedSheet, ...]:
    """Return every sheet of a workbook that the guard has passed, in the order of the tabs."""
    workbook = _elements(WORKBOOK_PART, inflate(WORKBOOK_PART))
    part = _RELATIONS_PARTS[1]
    related = relations_of(part, inflate(part))
    listed = [element for element in workbook if element.name.rpartition(" ")[2] == "sheet"]
    return tuple(
        ListedSheet(
            sheet.attributes.get("name", ""),
            sheet.attributes.get("state", "visible") != "visible",
            _sheet_part(sheet, related),
        )
        for sheet in listed
    )


@remembered
def _elements(part: str, content: bytes) -> tuple[Element, ...]:
    """Parse a small part into its elements, in their order."""
    check_markup(part, content)
    found: list[Element] = []
    path = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) > MAX_DEPTH:
            raise nested_too_deep(part)
        found.append(Element(name, path[-1], attributes))
        path.append(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parse_to_end(part, content, parser)
    return tuple(found)


@remembered
def _check_types(part: str, content: bytes) -> Mapping[str, str]:
    """See that the list of types names the one workbook, and texts and styles only where both readers look.

    Returns how texts and styles are spelled there, which is where one reader then looks.
    """
    elements = _elements(part, content)
    overrides = [e.attributes for e in elements if e.name.endswith(" Override")]
    defaults = {e.attributes.get("ContentType") for e in elements if e.name.endswith(" Default")}
    typed = [(a.get("PartName", "").removeprefix("/"), a.get("ContentType", "")) for a in overrides]
    if len({part.casefold() for part, _ in typed}) < len(typed):
        raise damaged("một phần có hai kiểu nội dung", "a part has two content types")
    books = [part for part, kind in typed if kind in _WORKBOOK_TYPES]
    if books != [WORKBOOK_PART] and not (not books and defaults & _WORKBOOK_TYPES):
        raise damaged("không rõ phần nào là sổ tính", "it is not clear which part is the workbook")
    spelled = {_FIXED_TYPES[kind]: name for name, kind in typed if kind in _FIXED_TYPES}
    for fixed, name in spelled.items():
        if name.casefold() != fixed.casefold():
            raise damaged(f"{name} không ở chỗ quy định", f"{name} is not where it belongs")
    return spelled


@remembered
def relations_of(part: str, content: bytes) -> Mapping[str, tuple[str, str]]:
    """Return (kind, target) of the relations in a part by their ids; of those leading outside no target.

    Raises Refusal where the part is not sound, or two relations share an id.
    """
    relations: dict[str, tuple[str, str]] = {}
    for element in _elements(part, content)[1:]:
        attributes = element.attributes
        key, target = attributes.get("Id", ""), attributes.get("Target", "")
        if not element.name.endswith(" Relationship") or not key or key in relations:
            raise damaged(f"{part} có quan hệ hỏng hoặc trùng", f"{part} has a broken or doubled relation")
        kind = attributes.get("Type", "").rpartition("/")[2]
        relations[key] = (kind, "" if attributes.get("TargetMode") == "External" else target)
    return relations


def _resolved(folder: str, target: str) -> str:
    """Return the part that a relation of a part in this folder leads to."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(folder, target)) if target else ""


def _fixed_parts(related: Mapping[str, tuple[str, str]], names: Names) -> list[str]:
    """Return the parts of shared texts and styles, each where one reader looks for it by name."""
    fixed: list[str] = []
    for kind, part in _FIXED.items():
        targets = [_resolved("xl", target) for found, target in related.values() if found == kind]
        if [target.casefold() for target in targets] != [part.casefold()] * (part in names):
            raise damaged(f"{part} thiếu hoặc không ở chỗ quy định", f"{part} is missing or out of place")
        fixed += [part] * len(targets)
    return fixed


def _counts_from_1904(workbook: tuple[Element, ...]) -> bool:
    """Say whether days are counted as old Macs do."""
    told = (e.attributes.get("date1904") for e in workbook if e.name.endswith(" workbookPr"))
    return any(value in {"1", "true"} for value in told)


def _sheets(
    workbook: tuple[Element, ...], related: Mapping[str, tuple[str, str]], names: Names
) -> tuple[dict[str, str], tuple[Tab, ...]]:
    """Return the parts of the worksheets in the order of their tabs, as related and as called here; and the tabs."""
    main = workbook[0].name.removesuffix(" workbook")
    listed = [element for element in workbook if element.name.rpartition(" ")[2] == "sheet"]
    if any((e.name, e.parent) != (f"{main} sheet", f"{main} sheets") for e in listed):
        raise damaged("danh sách trang tính có cấu trúc lạ", "the list of sheets is oddly built")
    if len(listed) > MAX_SHEETS:
        raise too_large(f"{len(listed)} trang tính", f"{len(listed)} worksheets")
    titles = [sheet.attributes.get("name", "") for sheet in listed]
    if len({title.casefold() for title in titles}) < len(titles) or not all(map(str.strip, titles)):
        raise damaged("hai trang tính trùng tên, hoặc thiếu tên", "two sheets share a name, or one has none")
    found = [
        (part, sheet.attributes) for sheet in listed if (part := _sheet_part(sheet, related)) is not None
    ]
    parts = [part for part, _ in found]
    if not parts:
        raise damaged("không có trang tính nào", "there is no worksheet")
    actual = [names.find(part) for part in parts]
    if len(set(actual)) < len(parts):
        raise damaged("hai trang tính cùng một nội dung", "two sheets are one and the same part")
    tabs = tuple(Tab(told["name"], told.get("state", "visible") != "visible") for _, told in found)
    return dict(zip(parts, actual, strict=True)), tabs


def _sheet_part(sheet: Element, related: Mapping[str, tuple[str, str]]) -> str | None:
    """Return the part of a worksheet; None for a sheet of another kind, which holds no cells to read."""
    keys = {name: value for name, value in sheet.attributes.items() if name.endswith(" id")}
    ours = [value for name, value in keys.items() if name in {f"{_RELATIONS} id", f"{_STRICT_RELATIONS} id"}]
    if len(keys) != 1 or len(ours) != 1 or ours[0] not in related:
        raise damaged("một trang tính không dẫn tới phần nào", "a sheet leads to no part")
    kind, target = related[ours[0]]
    if kind not in _SHEET_KINDS:
        raise damaged("một trang tính dẫn tới phần khác loại", "a sheet leads to a part of another kind")
    part = _resolved("xl", target)
    if kind != "worksheet":
        return None
    # One reader takes a target's first folder for its kind and "xl/" for the root.
    if posixpath.dirname(part) + "/" != SHEET_FOLDER or target.removeprefix("/xl/") != part.removeprefix(
        "xl/"
    ):
        raise damaged(
            f"trang tính {part} không ở chỗ quy định", f"the worksheet {part} is not where it belongs"
        )
    return part
