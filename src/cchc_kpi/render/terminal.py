"""Scorecards and validations in a terminal: readable at 80 columns, in black and white too."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cchc_kpi.findings import Finding, Lang, Phrase, Severity
from cchc_kpi.render.screen import VERDICT_STYLES
from cchc_kpi.render.words import fraction_text, reason_text, value_text
from cchc_kpi.returns.between import period_id
from cchc_kpi.returns.observation import Return, Status
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import printable

_STATUS_WORDS = {
    Status.ACCEPTED: Phrase("nhận", "accepted"),
    Status.PARTIAL: Phrase("nhận một phần", "accepted in part"),
    Status.REJECTED: Phrase("không dùng", "not used"),
}


def show_scorecard(card: Scorecard, console: Console, lang: Lang) -> None:
    """Print the results grouped by area, then the summary by area."""
    console.print(_heading(card, lang))
    console.print(_results(card, console, lang))
    console.print(_summary(card, lang))


def _heading(card: Scorecard, lang: Lang) -> Group:
    heading = card.plan.plan
    opens, closes = card.window
    days = f"{opens:%d/%m/%Y} - {closes:%d/%m/%Y}"
    title = Phrase(
        f"BẢNG ĐIỂM CCHC {heading.commune_title.upper()} - {card.period.name('vi')}",
        f"SCORECARD OF {heading.commune.upper()} - {card.period.name('en')}",
    )
    lines = [Text(title.text(lang), "bold"), Text(f"{heading.title}", "dim")]
    kept = Phrase(
        f"Kỳ {card.period.id}: {days}. Báo cáo nhận được: {len(card.received)}/{len(card.expected)}.",
        f"Period {card.period.id}: {days}. Returns received: {len(card.received)} of {len(card.expected)}.",
    )
    lines.append(Text(kept.text(lang)))
    if card.provisional:
        note = Phrase(
            "TẠM TÍNH: còn thiếu báo cáo hoặc số liệu, xem bên dưới.",
            "PROVISIONAL: returns or figures are missing, see below.",
        )
        lines.append(Text(note.text(lang), "bold yellow"))
    return Group(*lines)


def _results(card: Scorecard, console: Console, lang: Lang) -> Group:
    """Return one table an area, all with the same columns; the first carries the headings.

    In a narrow terminal the fraction goes below the value instead of beside the target.
    """
    years = {result.target.year for result in card.results}
    due = f" {years.pop()}" if len(years) == 1 else ""
    rows = {result.indicator.id: _row(result, card, lang, with_year=not due) for result in card.results}
    heads = [
        Text(),
        Text(Phrase("Chỉ tiêu", "Indicator").text(lang)),
        Text(Phrase("Kết quả", "Value").text(lang)),
        Text(Phrase("Mục tiêu", "Target").text(lang) + due),
        Text(Phrase("Tử/Mẫu số", "Num./Den.").text(lang)),
    ]
    if console.width < _WIDE:
        heads = heads[:4]
        rows = {
            name: [verdict, label, Text("\n").join(filter(None, (value, fraction))), target]
            for name, (verdict, label, value, target, fraction) in rows.items()
        }
    widths = _widths(heads, list(rows.values()), min(console.width, _WIDEST))
    parts: list[RenderableType] = []
    for number, (area, results) in enumerate(card.by_area, start=1):
        parts.append(Text(f"\n{number}. {area.name}", "bold"))
        table = Table(
            box=None, pad_edge=False, padding=(0, _GAP, 0, 0), show_header=number == 1, header_style="dim"
        )
        for head, width in zip(heads, widths, strict=True):
            index = len(table.columns)
            table.add_column(head, width=width, justify="right" if index in _NUMBER_COLUMNS else "left")
        for result in results:
            table.add_row(*rows[result.indicator.id])
        parts.append(table)
    return Group(*parts)


_WIDE = 100
_WIDEST = 130
_GAP = 2
_NAME_COLUMN, _TARGET_COLUMN = 1, 3
_NUMBER_COLUMNS = {2, 4}
_MIN_NAME, _MAX_TARGET = 24, 15


def _widths(heads: list[Text], rows: list[list[Text]], room: int) -> list[int]:
    """Give every column what its longest line needs, and the names what is left of the room."""
    widths = [
        max(cell_len(line) for row in [heads, *rows] for line in row[index].plain.split("\n"))
        for index in range(len(heads))
    ]
    widths[_TARGET_COLUMN] = min(widths[_TARGET_COLUMN], _MAX_TARGET)
    others = sum(widths) - widths[_NAME_COLUMN] + _GAP * (len(heads) - 1)
    widths[_NAME_COLUMN] = max(_MIN_NAME, room - others)
    return widths


def _row(result: IndicatorResult, card: Scorecard, lang: Lang, *, with_year: bool) -> list[Text]:
    """Return verdict, name (with what needs saying below it), value, target and fraction."""
    style = VERDICT_STYLES[result.verdict]
    verdict = Text(f"{result.verdict.sign} {result.verdict.word.text(lang)}", style)
    name = Text(result.indicator.name)
    reason = printable(reason_text(result, card.plan, lang))
    if reason and result.verdict in {Verdict.NO_DATA, Verdict.NOT_MET}:
        name.append(f"\n{reason}", "yellow")
    target = f"{result.target.wording} ({result.target.year})" if with_year else result.target.wording
    return [verdict, name, Text(value_text(result, lang)), Text(target), Text(fraction_text(result, lang))]


def _summary(card: Scorecard, lang: Lang) -> Padding:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, show_footer=True)
    total = Phrase("Cộng", "Total").text(lang)
    table.add_column(Phrase("Lĩnh vực", "Area").text(lang), total, max_width=44)
    for verdict in Verdict:
        header = f"{verdict.sign} {verdict.word.text(lang)}"
        table.add_column(
            header,
            str(card.count(verdict)),
            justify="right",
            max_width=9,
            header_style=VERDICT_STYLES[verdict],
        )
    for area, results in card.by_area:
        counts = (card.count(verdict, results) for verdict in Verdict)
        table.add_row(area.name, *(str(count) if count else "·" for count in counts))
    return Padding(table, (1, 0, 0, 0))


def show_validation(
    returns: Sequence[Return], findings: Sequence[Finding], console: Console, lang: Lang
) -> None:
    """Print one line a return: what it is, whether it is accepted, how many findings it has.

    Of many communes' returns each has the code of its own, "?" where nobody can tell.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    has_communes = any(item.commune for item in returns)
    for head in (
        Phrase("Tệp", "File"),
        *((Phrase("Xã", "Commune"),) if has_communes else ()),
        Phrase("Cơ quan", "Office"),
        Phrase("Kỳ", "Period"),
        Phrase("Kết quả", "Status"),
    ):
        table.add_column(head.text(lang), overflow="fold")
    for severity in Severity:
        table.add_column(severity.word.text(lang).capitalize(), justify="right", no_wrap=True)
    for item in returns:
        counts = [sum(1 for f in findings if f.place.file == item.file and f.severity is s) for s in Severity]
        style = "red" if item.status is Status.REJECTED else "yellow" if counts[0] else "green"
        when = period_id(item) or "?"
        status = Text(_STATUS_WORDS[item.status].text(lang), style)
        whose = (item.commune or "?",) if has_communes else ()
        names = (printable(item.file), *whose, item.office or "?")
        table.add_row(*names, when, status, *(str(n) if n else "·" for n in counts))
    console.print(table)
