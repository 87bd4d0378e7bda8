"""Many communes in a terminal: province and nation, places, completeness, a matrix of signs, who pulls a sum down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.plan.naming import Numbered, numbered_indicators
from cchc_kpi.render.screen import VERDICT_STYLES
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.rollup import CommunesScorecard, Level, Rollup, RollupResult, pulls

_SCORED = (Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA)
Rows = Literal["commune", "province"]


def show_communes(scored: CommunesScorecard, by: Rows | None, console: Console, lang: Lang) -> None:
    """Print what the communes add up to and their places; or, by commune or province, the matrix of signs."""
    _show_heading(scored, console, lang)
    if by is not None:
        _show_matrix(scored, by, console, lang)
        return
    for rollup in scored.rollups:
        _show_rollup(rollup, scored, console, lang)
    _show_standings(scored, console, lang)


def _show_heading(scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    opens, closes = scored.cards[0].card.window
    used, expected = scored.received
    title = Phrase(
        f"BẢNG ĐIỂM CCHC {len(scored.cards)} XÃ - {scored.period.name('vi')}",
        f"SCORECARD OF {len(scored.cards)} COMMUNES - {scored.period.name('en')}",
    )
    days = f"{opens:%d/%m/%Y} - {closes:%d/%m/%Y}"
    about = Phrase(
        f"Kỳ {scored.period.id}: {days}. Báo cáo nhận được: {used}/{expected}.",
        f"Period {scored.period.id}: {days}. Returns received: {used} of {expected}.",
    )
    console.print(Text(title.text(lang), "bold"))
    console.print(about.text(lang))


def rollup_name(rollup: Rollup, lang: Lang) -> str:
    """Return what a roll-up is of: "Tỉnh Lạng Sơn (65 xã)"."""
    count = len(rollup.communes)
    if rollup.level is Level.NATION:
        return Phrase(f"Toàn bộ ({count} xã)", f"All communes ({count})").text(lang)
    return Phrase(f"Tỉnh {rollup.name} ({count} xã)", f"Province of {rollup.name} ({count} communes)").text(
        lang
    )


def _show_rollup(rollup: Rollup, scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    console.print(Text(f"\n{rollup_name(rollup, lang)}", "bold"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("", justify="right")
    table.add_column(Phrase("Chỉ tiêu", "Indicator").text(lang), ratio=1)
    table.add_column(Phrase("Kết quả", "Value").text(lang), justify="right")
    table.add_column(Phrase("Mục tiêu", "Target").text(lang))
    table.add_column(Phrase("Số xã có số", "Counted").text(lang), justify="right")
    for verdict in _SCORED:
        table.add_column(verdict.sign, justify="right", header_style=VERDICT_STYLES[verdict])
    for one in numbered_indicators(scored.plan):
        result = rollup.results[scored.plan.indicators.index(one.indicator)]
        if result.verdict is Verdict.NOT_DUE:
            continue
        table.add_row(
            str(one.number),
            one.indicator.name,
            _value(result, lang),
            result.target.wording,
            f"{result.counted}/{len(rollup.communes)}",
            *(_count(result.counts[verdict]) for verdict in _SCORED),
        )
    console.print(table)
    late = sum(1 for result in rollup.results if result.verdict is Verdict.NOT_DUE)
    if late:
        words = Phrase(
            f"{late} chỉ tiêu chỉ chấm khi hết năm.", f"{late} indicators are scored for a year only."
        )
        console.print(Text(words.text(lang), "dim"))


def _value(result: RollupResult, lang: Lang) -> Text:
    value = "" if result.value is None else percent_text(result.value, result.target.value, lang=lang)
    return Text(f"{value} {result.verdict.sign}".strip(), VERDICT_STYLES[result.verdict])


def _count(count: int) -> str:
    return str(count) if count else "·"


def _show_standings(scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    cards = {one.commune.code: one.card for one in scored.cards}
    console.print(Text(f"\n{Phrase('Xếp hạng', 'Ranking').text(lang)}", "bold"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(Phrase("Hạng", "Place").text(lang), justify="right")
    table.add_column(Phrase("Xã", "Commune").text(lang))
    table.add_column(Phrase("Tỉnh", "Province").text(lang))
    for verdict in _SCORED:
        head = f"{verdict.sign} {verdict.word.text(lang)}"
        table.add_column(head, justify="right", header_style=VERDICT_STYLES[verdict])
    table.add_column(Phrase("Báo cáo", "Returns").text(lang), justify="right")
    for standing in scored.standings:
        card = cards[standing.commune.code]
        table.add_row(
            str(standing.place),
            standing.commune.name,
            standing.commune.province,
            *(_count(card.count(verdict)) for verdict in _SCORED),
            f"{len(card.received)}/{len(card.expected)}",
        )
    console.print(table)


def _show_matrix(scored: CommunesScorecard, by: Rows, console: Console, lang: Lang) -> None:
    """Print a line of signs for each commune or province, a column for each indicator's number."""
    numbered = numbered_indicators(scored.plan)
    places = [scored.plan.indicators.index(one.indicator) for one in numbered]
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Phrase("Xã", "Commune").text(lang) if by == "commune" else "")
    for one in numbered:
        table.add_column(str(one.number), justify="right")
    for name, verdicts in _lines(scored, by, lang):
        signs = (Text(verdicts[place].sign, VERDICT_STYLES[verdicts[place]]) for place in places)
        table.add_row(name, *signs)
    console.print()
    console.print(table)
    for one in numbered:
        console.print(Text(f"{one.number:>3}. {one.indicator.name} ({one.indicator.target.wording})", "dim"))


def _lines(scored: CommunesScorecard, by: Rows, lang: Lang) -> Iterable[tuple[str, Sequence[Verdict]]]:
    if by == "province":
        for rollup in scored.rollups:
            yield rollup_name(rollup, lang), [result.verdict for result in rollup.results]
        return
    for one in scored.cards:
        yield one.commune.name, [result.verdict for result in one.card.results]


def show_pulls(scored: CommunesScorecard, one: Numbered, console: Console, lang: Lang) -> None:
    """Print each commune's part in an indicator's sum, the one that pulls it down most first."""
    console.print(Text(f"\n{one.number}. {one.indicator.name} ({one.indicator.target.wording})", "bold"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(Phrase("Xã", "Commune").text(lang))
    table.add_column(Phrase("Tỉnh", "Province").text(lang))
    table.add_column(Phrase("Tử/Mẫu số", "Num./Den.").text(lang), justify="right")
    table.add_column(Phrase("Kết quả", "Value").text(lang), justify="right")
    table.add_column(Phrase("So với mục tiêu", "Against target").text(lang), justify="right")
    for pull in pulls(one.indicator, scored.cards):
        result = pull.result
        sides = (result.numerator, result.denominator)
        fraction = "" if None in sides else "/".join(number_text(side or 0, lang) for side in sides)
        value = "" if result.value is None else percent_text(result.value, result.target.value, lang=lang)
        surplus = "" if pull.surplus is None else _signed(number_text(pull.surplus, lang))
        verdict = Text(f"{value} {result.verdict.sign}".strip(), VERDICT_STYLES[result.verdict])
        table.add_row(pull.commune.name, pull.commune.province, fraction, verdict, surplus)
    console.print(table)
    about = Phrase(
        "So với mục tiêu: tử số trừ mục tiêu nhân mẫu số; số âm là phần kéo kết quả chung xuống.",
        "Against target: numerator less target times denominator; below 0 pulls the sum down.",
    )
    console.print(Text(about.text(lang), "dim"))


def _signed(text: str) -> str:
    return text if text.startswith("-") or text == "0" else f"+{text}"
