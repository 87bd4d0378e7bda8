"""The finding: a fault or a doubt, as a value; and the rule that it is an instance of.

A finding is never an exception. It says where, what is there, what was expected and
what to do, in Vietnamese or English; the words come from the rule's catalogue entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal, NamedTuple, TypeAlias

from cchc_kpi.addresses import cell_ranges, row_and_column

Lang = Literal["vi", "en"]
_LANGS: Final[tuple[Lang, ...]] = ("vi", "en")


class Phrase(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str

    def text(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en


EMPTY: Final = Phrase("", "")
"""Where a placeholder has nothing to say."""

Details: TypeAlias = dict[str, str | Phrase]
"""What fills the placeholders of a rule's words."""


class Severity(StrEnum):
    """How much a finding weighs: an error takes a figure out, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def word(self) -> Phrase:
        return _SEVERITY_WORDS[self]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


_SEVERITY_WORDS = {
    Severity.ERROR: Phrase("LỖI", "ERROR"),
    Severity.WARNING: Phrase("CẢNH BÁO", "WARNING"),
    Severity.NOTE: Phrase("GHI CHÚ", "NOTE"),
}


class Rule(NamedTuple):
    """An entry of the catalogue.

    `message` says what is there and what was expected, `fix` what to do; both may hold
    `{placeholders}` that the finding fills. `why` says what would go wrong otherwise.
    """

    code: str
    name: str
    severity: Severity
    title: Phrase
    message: Phrase
    fix: Phrase
    why: Phrase
    example: Phrase


class Place(NamedTuple):
    """Where a finding is: a cell of a return, or a line of targets.yaml. Every part may be absent.

    `commune` is told where a finding of one of many communes stands in no file.
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None
    commune: str | None = None

    def text(self, lang: Lang, also: tuple[str, ...] = ()) -> str:
        """Return "ttpvhcc-2026-Q1.xlsx, sheet 'Báo cáo', ô D14", or "targets.yaml, dòng 3, cột 5".

        `also` are further cells of the same sheet: "ô D14, D16:D18".
        """
        words = [word for word in (self.commune, self.file) if word]
        if self.sheet:
            words.append(f"sheet '{self.sheet}'")
        if self.cell:
            word = "ô" if lang == "vi" else "cells" if also else "cell"
            words.append(f"{word} {cell_ranges((self.cell, *also))}")
        if self.line is not None:
            words.append(f"{'dòng' if lang == 'vi' else 'line'} {self.line}")
        if self.column is not None:
            words.append(f"{'cột' if lang == 'vi' else 'column'} {self.column}")
        return ", ".join(words)


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt at one place. `details` fills the placeholders of the rule's words.

    `also` are the further cells of the same sheet in which the same fault stands: see `told_once`.
    """

    rule: Rule
    place: Place = NOWHERE
    details: Mapping[str, str | Phrase] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that the finding is about; none for one about a file or a sheet."""
        return (self.place.cell, *self.also) if self.place.cell else ()

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def is_error(self) -> bool:
        return self.rule.severity is Severity.ERROR

    def message(self, lang: Lang = "vi") -> str:
        """Return where, what is there and what was expected, as one sentence."""
        where = self.place.text(lang, self.also)
        what = self.what(lang)
        return f"{where}: {what}" if where else what[:1].upper() + what[1:]

    def what(self, lang: Lang = "vi") -> str:
        """Return what is there and what was expected, without where."""
        return self._fill(self.rule.message, lang)

    def fix(self, lang: Lang = "vi") -> str:
        """Return what to do about it."""
        return self._fill(self.rule.fix, lang)

    def _fill(self, template: Phrase, lang: Lang) -> str:
        filled = {
            key: value.text(lang) if isinstance(value, Phrase) else value
            for key, value in self.details.items()
        }
        return template.text(lang).format_map(filled)

    def sort_key(self) -> tuple[str, str, int, int, str, str]:
        """Order by file, sheet, line, cell (row before column), rule, words."""
        row, column = _cell_order(self.place.cell)
        return (
            self.place.file or "",
            self.place.sheet or "",
            self.place.line or row,
            self.place.column or column,
            self.rule.code,
            self.message(),
        )


def _cell_order(cell: str | None) -> tuple[int, int]:
    if cell is None:
        return (-1, -1)
    return row_and_column(cell)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in their stated order, each once: see `Finding.sort_key`."""
    unique = {finding.sort_key(): finding for finding in findings}
    return tuple(unique[key] for key in sorted(unique))


_CODE: Final = "code"
_FOUND: Final = "found"
_FEW_CODES: Final = 8
_FEW_ALIKE: Final = 3
"""So many cells with one fault and other contents are told each by itself; of more the first contents are shown."""


def told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in their order, equal faults over many cells of a sheet drawn together into one.

    Equal is what the same rule says in the same words, but for the cell and the measure's code; and of
    more than a few cells also but for what was found there.
    """
    told: list[Finding] = []
    for group in _alike(in_order(findings), _CODE, _FOUND):
        is_many = sum(len(finding.cells) for finding in group) > _FEW_ALIKE
        told += map(_drawn_together, [group] if is_many else _alike(group, _CODE))
    return in_order(told)


def _alike(findings: Iterable[Finding], *but: str) -> Iterable[list[Finding]]:
    """Return findings in groups that say the same, but for the cell and some of the details."""
    groups: dict[object, list[Finding]] = {}
    for place, finding in enumerate(findings):
        groups.setdefault(_likeness(finding, but) or place, []).append(finding)
    return groups.values()


def _likeness(finding: Finding, but: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return what equal faults share; None for one that stands in no cell."""
    place = finding.place
    if not finding.cells or place.line is not None or place.file is None:
        return None
    unnamed = replace(finding, place=NOWHERE, also=(), details={**finding.details, **dict.fromkeys(but, "")})
    return finding.code, place.file, place.sheet or "", unnamed.message(), unnamed.fix()


def _drawn_together(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    details = dict(first.details)
    if codes := list(dict.fromkeys(f.details[_CODE] for f in group if _CODE in f.details)):
        details[_CODE] = listed(codes)
    if (found := list(dict.fromkeys(f.details[_FOUND] for f in group if _FOUND in f.details)))[1:]:
        details[_FOUND] = _some_of(found)
    cells = dict.fromkeys(cell for finding in group for cell in finding.cells)
    return replace(first, details=details, also=tuple(cells)[1:])


def _some_of(found: Sequence[str | Phrase]) -> Phrase:
    more = "; …" if len(found) > _FEW_ALIKE else ""
    vi, en = (_texts(found[:_FEW_ALIKE], lang) for lang in _LANGS)
    return Phrase("; ".join(vi) + more, "; ".join(en) + more)


def _texts(phrases: Sequence[str | Phrase], lang: Lang) -> list[str]:
    return [phrase.text(lang) if isinstance(phrase, Phrase) else phrase for phrase in phrases]


def listed(codes: Sequence[str | Phrase]) -> str | Phrase:
    """Return codes one after the other; of very many the first, the last, and how many there are."""
    vi, en = (_texts(codes, lang) for lang in _LANGS)
    if len(codes) <= _FEW_CODES:
        return Phrase(", ".join(vi), ", ".join(en)) if vi != en else ", ".join(vi)
    return Phrase(f"{vi[0]} … {vi[-1]} ({len(codes)} mã)", f"{en[0]} … {en[-1]} ({len(codes)} codes)")
