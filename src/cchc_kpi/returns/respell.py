"""Words of the form that were typed in a legacy encoding, read as the Unicode that they stand for.

Only words that a form is known to hold (headings, labels, offices, answers) are read so, and it is told:
"M· sè" is known to be "Mã số", while nobody can be sure of a word that stands in no form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.addresses import a1, cell_ranges
from cchc_kpi.findings import Details, Finding, Place
from cchc_kpi.legacy_text import legacy_readings
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.ranks import commune_name
from cchc_kpi.returns import layout
from cchc_kpi.returns.locate import is_mark
from cchc_kpi.returns.traits import Spot
from cchc_kpi.returns.workbook import Kind, Sheet, Workbook
from cchc_kpi.rules import forms
from cchc_kpi.text import fold, printable, shown

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes


_LONGEST: Final = 256
"""No word of a form is longer."""


class _Respelling(NamedTuple):
    """A word as it stands, the encoding that it was typed in, and the word of the form that it is."""

    found: str
    encoding: str
    word: str


def respell(
    workbook: Workbook, plan: Plan, file: str, communes: Communes | None = None
) -> tuple[Workbook, tuple[Finding, ...]]:
    """Return the workbook with the form's words in Unicode, and one finding a sheet where any were not.

    The names of `communes` are among the words, where there are many.
    """
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for sheet in workbook.sheets:
        if is_mark(sheet):
            sheets.append(sheet)
            continue
        texts = [(at, cell.text) for at, cell in sheet.cells.items() if cell.kind is Kind.TEXT]
        suspects = [(at, text) for at, text in texts if len(text) <= _LONGEST and _may_be_legacy(text)]
        words = _folded_words(plan, communes) if suspects else frozenset()
        respelt = {at: found for at, text in suspects if (found := _as_word(text, words))}
        findings += _told(sheet, respelt, file)
        sheets.append(_with_words(sheet, respelt) if respelt else sheet)
    return workbook._replace(sheets=tuple(sheets)), tuple(findings)


def _with_words(sheet: Sheet, respelt: Mapping[Spot, _Respelling]) -> Sheet:
    cells = dict(sheet.cells)
    for at, found in respelt.items():
        cells[at] = cells[at]._replace(text=found.word, original=found.found)
    return sheet._replace(cells=cells)


@lru_cache(maxsize=4096)
def _may_be_legacy(text: str) -> bool:
    """Say whether a text holds characters of the old fonts only, beyond ASCII; most Vietnamese has others."""
    if text.isascii():
        return False
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1024)
def _as_word(found: str, words: frozenset[str]) -> _Respelling | None:
    if fold(found) in words:
        return None
    for encoding, text in legacy_readings(found):
        # The colon goes first: folding puts the tone behind it.
        if fold(text.strip().rstrip(":")) in words:
            return _Respelling(found, encoding, text)
    return None


@lru_cache(maxsize=16)
def _folded_words(plan: Plan, communes: Communes | None) -> frozenset[str]:
    return frozenset(map(fold, _words_of_forms(plan, communes)))


def _words_of_forms(plan: Plan, communes: Communes | None) -> Iterator[str]:
    yield from (*layout.HEADERS, *layout.FIELDS, *layout.KPS_WORDS, layout.YES, layout.NO, layout.TABLE_SHEET)
    for name in (plan.plan.commune,) if communes is None else communes.labels:
        yield from (name, commune_name(name).full)
    yield from (office.name for office in plan.offices)
    for measure in plan.measures:
        yield measure.name
        yield measure.unit
        yield from map(layout.year_header, measure.baseline_years)


def _told(sheet: Sheet, respelt: Mapping[Spot, _Respelling], file: str) -> Iterator[Finding]:
    if not respelt:
        return
    first = respelt[min(respelt)]
    details: Details = {
        "cells": cell_ranges(a1(*at) for at in respelt),
        "encoding": ", ".join(sorted({found.encoding for found in respelt.values()})),
        "example": f"{shown(first.found)} = {shown(first.word)}",
    }
    yield Finding(forms.LEGACY_ENCODING, Place(file, printable(sheet.name)), details)
