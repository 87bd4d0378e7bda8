"""The finding: a fault or a doubt, as a value; and the rule that it is an instance of.

A finding is never an exception. It says where, what is there, what was expected and
what to do, in Vietnamese or English; the words come from the rule's catalogue entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, NamedTuple, TypeAlias

from cchc_kpi.addresses import row_and_column

Lang = Literal["vi", "en"]


class Phrase(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str

    def text(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en


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
    """Where a finding is: a cell of a return, or a line of targets.yaml. Every part may be absent."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None

    def text(self, lang: Lang) -> str:
        """Return "ttpvhcc-2026-Q1.xlsx, sheet 'Báo cáo', ô D14", or "targets.yaml, dòng 3, cột 5"."""
        words = [self.file] if self.file else []
        if self.sheet:
            words.append(f"sheet '{self.sheet}'")
        if self.cell:
            words.append(f"{'ô' if lang == 'vi' else 'cell'} {self.cell}")
        if self.line is not None:
            words.append(f"{'dòng' if lang == 'vi' else 'line'} {self.line}")
        if self.column is not None:
            words.append(f"{'cột' if lang == 'vi' else 'column'} {self.column}")
        return ", ".join(words)


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt at one place. `details` fills the placeholders of the rule's words."""

    rule: Rule
    place: Place = NOWHERE
    details: Mapping[str, str | Phrase] = field(default_factory=dict)

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
        where = self.place.text(lang)
        what = self._fill(self.rule.message, lang)
        return f"{where}: {what}" if where else what[:1].upper() + what[1:]

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


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings in their stated order, each once: see `Finding.sort_key`."""
    unique = {finding.sort_key(): finding for finding in findings}
    return tuple(unique[key] for key in sorted(unique))
