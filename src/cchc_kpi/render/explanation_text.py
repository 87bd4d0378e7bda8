"""One indicator explained on the screen, to be read aloud: from the plan's clause to every cell and the verdict.

Readable at 80 columns, in black and white too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.plan.model import Measure, ReductionOfMean
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.explanation_words import (
    ahead_lines,
    comparison_lines,
    demand_lines,
    figure_text,
    no_value_text,
    period_text,
    reduction_line,
    sum_line,
    use_text,
    verdict_text,
)
from cchc_kpi.render.plan_sentences import formula_sentences
from cchc_kpi.render.screen import VERDICT_STYLES, Paragraph, finding_text, show_paragraphs
from cchc_kpi.scoring.explanation import Entry, Explanation
from cchc_kpi.text import printable

_WIDEST: Final = 130
_GAP: Final = 2


def show_explanation(explanation: Explanation, console: Console, lang: Lang) -> None:
    """Print one indicator's explanation."""
    width = min(console.width, _WIDEST)
    show_paragraphs(_page(explanation, console, width, lang), console, width)


def _page(explanation: Explanation, console: Console, width: int, lang: Lang) -> Iterator[Paragraph]:
    yield from map(Paragraph, _heading(explanation, lang))
    yield _title(Phrase("KẾ HOẠCH YÊU CẦU", "WHAT THE PLAN ASKS"), lang)
    yield from map(_body, demand_lines(explanation, lang))
    yield _title(Phrase("CÁCH TÍNH", "FORMULA"), lang)
    yield from map(_body, formula_sentences(explanation.plan, explanation.result.indicator, lang))
    if explanation.parts:
        yield _title(Phrase("SỐ LIỆU ĐƯA VÀO", "THE FIGURES THAT GO IN"), lang)
        yield from _figures(explanation, console, width, lang)
        yield _title(Phrase("PHÉP TÍNH", "THE SUMS"), lang)
        yield from map(_body, _sums(explanation, lang))
    yield _title(Phrase("SO VỚI MỤC TIÊU", "AGAINST THE TARGET"), lang)
    yield from map(_body, comparison_lines(explanation, lang))
    yield from map(_body, filter(None, [no_value_text(explanation, lang)]))
    yield Paragraph(Text(verdict_text(explanation, lang), VERDICT_STYLES[explanation.result.verdict]), _GAP)
    ahead = list(ahead_lines(explanation, lang))
    if ahead:
        yield _title(Phrase("KHOẢNG CÁCH ĐẾN MỤC TIÊU", "HOW FAR FROM THE TARGET"), lang)
        yield from map(_body, ahead)
    if explanation.findings:
        yield _title(Phrase("PHÁT HIỆN LIÊN QUAN", "FINDINGS THAT CONCERN IT"), lang)
        for finding in sorted(explanation.findings, key=lambda f: f.severity.rank):
            yield Paragraph(finding_text(finding, lang), _GAP)


def _title(title: Phrase, lang: Lang) -> Paragraph:
    return Paragraph(Text(f"\n{title.text(lang)}", "bold"))


def _body(line: str) -> Paragraph:
    return Paragraph(Text(printable(line)), _GAP)


def _heading(explanation: Explanation, lang: Lang) -> Iterator[Text]:
    indicator, period = explanation.result.indicator, explanation.period
    opens, closes = period.window(explanation.plan.reporting.window_rule)
    title = Phrase("GIẢI TRÌNH CHỈ TIÊU", "EXPLANATION OF INDICATOR").text(lang)
    yield Text(f"{title} {explanation.number}: {indicator.name}", "bold")
    yield Text(
        Phrase(
            f"Lĩnh vực: {explanation.area.name}. Mã chỉ tiêu: {indicator.id}.",
            f"Area: {explanation.area.name}. Id: {indicator.id}.",
        ).text(lang)
    )
    yield Text(
        Phrase(
            f"Kỳ: {period.name('vi')}, từ {opens:%d/%m/%Y} đến {closes:%d/%m/%Y}. {capitalized(explanation.plan.plan.commune_title)}.",
            f"Period: {period.name('en')}, from {opens:%d/%m/%Y} to {closes:%d/%m/%Y}. {explanation.plan.plan.commune}.",
        ).text(lang)
    )


def _sums(explanation: Explanation, lang: Lang) -> Iterator[str]:
    is_mean = isinstance(explanation.result.indicator, ReductionOfMean)
    for part in explanation.parts:
        yield sum_line(part, is_mean=is_mean, lang=lang)
    reduction = reduction_line(explanation, lang)
    if reduction is not None:
        yield reduction


def _figures(explanation: Explanation, console: Console, width: int, lang: Lang) -> Iterator[Paragraph]:
    """Yield for each measure what it is, and a line for each of its figures, in the same columns all over."""
    groups = groupby(explanation.figures, key=lambda entry: entry.measure)
    tables = {name: list(_rows(entries, explanation, lang)) for name, entries in groups}
    widths = _widths([row for rows in tables.values() for row in rows], width - 2 * _GAP)
    for name, rows in tables.items():
        yield Paragraph(_measure_line(explanation.plan.measure_by_id[name], explanation, lang), _GAP)
        for row in rows:
            yield from (Paragraph(line, 2 * _GAP) for line in _lay_out(row, widths, console))


def _measure_line(measure: Measure, explanation: Explanation, lang: Lang) -> Text:
    """Return code, name and unit of a measure, its use, and the office where it is but one."""
    line = Text().append(f"{measure.code}  ", "bold")
    line.append(f"{measure.name} ({measure.unit}): {use_text(measure, explanation, lang)}.")
    if len(measure.offices) == 1:
        line.append(f" {explanation.plan.office_by_id[measure.offices[0]].name}.")
    return line


def _rows(entries: Iterable[Entry], explanation: Explanation, lang: Lang) -> Iterator[list[Text]]:
    """Yield period, figure, office (where there are several) and cell of a measure's figures; remarks below the cell."""
    plan = explanation.plan
    told: set[tuple[str, str]] = set()
    for entry in entries:
        measure, found = plan.measure_by_id[entry.measure], entry.observation
        figure = Text(figure_text(entry, measure, lang), "yellow" if entry.reason is not None else "bold")
        office = plan.office_by_id[entry.office].name if len(measure.offices) > 1 else ""
        where = Text()
        if found is not None:
            source = found.provenance
            cell = Phrase("ô", "cell").text(lang)
            where.append(f"{cell} {source.cell}, sheet '{printable(source.sheet)}', {printable(source.file)}")
            # A baseline form has one remark for the years of a row.
            if found.remark and (source.file, found.remark) not in told:
                told.add((source.file, found.remark))
                remark = Phrase("Ghi chú", "Remark").text(lang)
                where.append(f"\n{remark}: {printable(found.remark)}", "italic")
        yield [Text(period_text(entry, lang)), figure, Text(office), where]


def _widths(rows: Sequence[list[Text]], room: int) -> list[int]:
    """Give period and figure what they need, within reason, and share what is left between office and cell."""
    longest = [0, 0, 0, 0]
    for row in rows:
        lines = [max(map(cell_len, text.plain.split("\n"))) for text in row]
        longest = [max(pair) for pair in zip(longest, lines, strict=True)]
    period, figure, office, where = longest
    figure = min(figure, room // 3)
    left = room - period - figure - (3 if office else 2) * _GAP
    # A path that is broken in its middle is hard to follow; the words of an office's name are not.
    path = max(cell_len(word) for row in rows for word in ("", *row[-1].plain.split()))
    office = min(office, max(left - where, min(left // 3, left - path), left // 5))
    return [period, figure, office, left - office]


def _lay_out(row: list[Text], widths: list[int], console: Console) -> Iterator[Text]:
    """Yield the lines of a row, every cell wrapped in its column, figures to the right."""
    cells = [
        list(text.wrap(console, width)) if width else [] for text, width in zip(row, widths, strict=True)
    ]
    for lines in zip_longest(*cells, fillvalue=Text()):
        laid = Text()
        for index, (line, width) in enumerate(zip(lines, widths, strict=True)):
            part = line.copy()
            part.rstrip()
            blank = " " * (width - cell_len(part.plain))
            laid += Text(blank) + part if index == _FIGURE_COLUMN else part + Text(blank)
            laid.append(" " * _GAP if width else "")
        laid.rstrip()
        yield laid


_FIGURE_COLUMN: Final = 1
