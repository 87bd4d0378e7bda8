"""What every page on the screen shares: the console, the styles of verdicts, findings as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TextIO

from rich.console import Console
from rich.text import Text

from cchc_kpi.findings import Finding, Lang, Severity
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.text import printable

VERDICT_STYLES = {
    Verdict.MET: "green",
    Verdict.NOT_MET: "bold red",
    Verdict.NO_DATA: "yellow",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.NOT_DUE: "dim",
}
_SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SEVERITY_SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "i"}
_PIPED_WIDTH = 100


class _Console(Console):
    """A console that lets its caller decide what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: TextIO) -> Console:
    """Return a console on a stream: colours only in a terminal and without NO_COLOR, a fixed width in a pipe."""
    width = None if stream.isatty() else _PIPED_WIDTH
    return _Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


class Paragraph(NamedTuple):
    """A paragraph of a page: wrapped, every line of it set in by so many columns, a lead before the first."""

    text: Text
    indent: int = 0
    lead: str = ""


def show_paragraphs(paragraphs: Iterable[Paragraph], console: Console, width: int) -> None:
    """Print paragraphs within a width; lines carry no blanks at their ends."""
    for text, indent, lead in paragraphs:
        for number, line in enumerate(text.wrap(console, width - indent)):
            line.rstrip()
            before = Text(("" if number else lead).ljust(indent))
            console.print(before + line if line else "", soft_wrap=True)


def show_findings(findings: Iterable[Finding], console: Console, lang: Lang) -> None:
    """Print findings, the gravest first: sign, word, code, where and what, and below it what to do."""
    for finding in sorted(findings, key=lambda f: f.severity.rank):
        console.print(finding_text(finding, lang), soft_wrap=not console.is_terminal)


def finding_text(finding: Finding, lang: Lang) -> Text:
    """Return a finding as sign, word, code, where and what, and below it what to do."""
    lead = f"{_SEVERITY_SIGNS[finding.severity]} {finding.severity.word.text(lang)} {finding.code} "
    text = Text(lead, _SEVERITY_STYLES[finding.severity])
    text.append(printable(finding.message(lang)), "default")
    text.append(f"\n  → {printable(finding.fix(lang))}", "dim")
    return text


def count_line(findings: Sequence[Finding], lang: Lang) -> str:
    """Return "2 lỗi, 1 cảnh báo, 0 ghi chú"."""
    return ", ".join(
        f"{sum(1 for f in findings if f.severity is s)} {s.word.text(lang).lower()}" for s in Severity
    )
