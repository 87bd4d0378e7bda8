"""A year in a terminal: each indicator's value and verdict in its seven periods, readable at 80 columns."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.plan.naming import Numbered, numbered_indicators
from cchc_kpi.render.screen import VERDICT_STYLES
from cchc_kpi.render.words import remark_text, value_text
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.prospects import Prospect, prospects_of
from cchc_kpi.text import printable

_WIDE = 130
_NAME_WIDTH = 56
_CELL_WIDTH = 10
_INDENT = 4


def show_annual(annual: AnnualScorecard, console: Console, lang: Lang) -> None:
    """Print the year by area, then how many indicators have which verdict in each period."""
    console.print(_heading(annual, lang))
    console.print(_results(annual, lang, is_wide=console.width >= _WIDE))
    console.print(_summary(annual, lang))


def _heading(annual: AnnualScorecard, lang: Lang) -> Group:
    card, heading = annual.whole, annual.plan.plan
    opens, closes = card.window
    days, received, expected = f"{opens:%d/%m/%Y} - {closes:%d/%m/%Y}", len(card.received), len(card.expected)
    title = Phrase(
        f"BẢNG ĐIỂM CCHC {heading.commune_title.upper()} - Năm {annual.year}",
        f"SCORECARD OF {heading.commune.upper()} - Year {annual.year}",
    )
    kept = Phrase(
        f"Kỳ {annual.year}: {days}. Báo cáo nhận được: {received}/{expected}.",
        f"Period {annual.year}: {days}. Returns received: {received} of {expected}.",
    )
    if annual.current is not card:
        until = annual.current.period
        so_far = Phrase(f" Đến nay: {until.name_in_year()}.", f" So far: {until.name_in_year('en')}.")
        kept = Phrase(kept.vi + so_far.vi, kept.en + so_far.en)
    signs = ", ".join(f"{verdict.sign} {verdict.word.text(lang).lower()}" for verdict in Verdict)
    lines = [Text(title.text(lang), "bold"), Text(heading.title, "dim"), Text(kept.text(lang))]
    if card.provisional:
        note = Phrase(
            "TẠM TÍNH: còn thiếu báo cáo hoặc số liệu, xem bên dưới.",
            "PROVISIONAL: returns or figures are missing, see below.",
        )
        lines.append(Text(note.text(lang), "bold yellow"))
    return Group(*lines, Text(signs, "dim"))


def _results(annual: AnnualScorecard, lang: Lang, *, is_wide: bool) -> Group:
    """Return the indicators by area: the periods beside the name in a wide terminal, below it in a narrow one."""
    numbered = {one.indicator.id: one for one in numbered_indicators(annual.plan)}
    prospects = {
        result.indicator.id: prospect
        for result, prospect in zip(annual.current.results, prospects_of(annual.current), strict=True)
    }
    heads = [Text(card.period.name_in_year(lang), "dim") for card in annual.cards]
    parts: list[RenderableType] = []
    for place, (area, results) in enumerate(annual.whole.by_area, start=1):
        parts.append(Text(f"\n{place}. {area.name}", "bold"))
        table = _table(heads, is_wide=is_wide)
        parts.append(table)
        for result in results:
            one = numbered[result.indicator.id]
            name, remark = _name(annual, one), _remark(annual, one, prospects[one.indicator.id], lang)
            cells = [_cell(held, lang) for held in annual.results_of(one.indicator)]
            if is_wide:
                table.add_row(Text("\n").join(filter(None, (name, remark))), *cells)
                continue
            parts += [name, _table(cells, is_wide=False)]
            if remark:
                parts.append(Padding(remark, (0, 0, 0, _INDENT)))
    return Group(*parts)


def _table(first: list[Text], *, is_wide: bool) -> Table:
    """Return a table of the seven periods, with a column for names before them in a wide terminal."""
    table = Table(box=None, pad_edge=False, padding=0, show_header=False)
    table.add_column(width=_NAME_WIDTH if is_wide else _INDENT)
    for _ in first:
        table.add_column(width=_CELL_WIDTH, justify="right", overflow="fold")
    table.add_row(Text(), *first)
    return table


def _name(annual: AnnualScorecard, one: Numbered) -> Text:
    """Return number, name and target."""
    text = Text(f"{one.number}. {one.indicator.name}")
    return text.append(f" ({one.indicator.target_for(annual.whole.period).wording})", "dim")


def _remark(annual: AnnualScorecard, one: Numbered, prospect: Prospect, lang: Lang) -> Text:
    """Return what an indicator lacks that is not met so far; nothing for any other."""
    now = next(result for result in annual.current.results if result.indicator.id == one.indicator.id)
    if now.verdict not in {Verdict.NOT_MET, Verdict.NO_DATA}:
        return Text()
    return Text(printable(remark_text(now, prospect, annual.plan, lang)), "yellow")


def _cell(result: IndicatorResult, lang: Lang) -> Text:
    """Return value and sign, "99% ✗"."""
    words = f"{value_text(result, lang)} {result.verdict.sign}".strip()
    return Text(words, VERDICT_STYLES[result.verdict])


def _summary(annual: AnnualScorecard, lang: Lang) -> Padding:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(Phrase("Kỳ", "Period").text(lang))
    for verdict in Verdict:
        head = f"{verdict.sign} {verdict.word.text(lang)}"
        table.add_column(head, justify="right", max_width=9, header_style=VERDICT_STYLES[verdict])
    table.add_column(Phrase("Báo cáo", "Returns").text(lang), justify="right")
    for card in annual.cards:
        counts = (card.count(verdict) for verdict in Verdict)
        received = f"{len(card.received)}/{len(card.expected)}"
        style = "bold" if card is annual.current else ""
        name = card.period.name_in_year(lang)
        table.add_row(name, *(str(count) if count else "·" for count in counts), received, style=style)
    return Padding(table, (1, 0, 0, 0), expand=False)
