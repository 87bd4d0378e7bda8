"""Many communes in a terminal: province and nation, places, completeness, a matrix of signs.

Readable at 80 columns, in black and white too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.screen import VERDICT_STYLES, Paragraph, show_paragraphs
from cchc_kpi.render.words import fraction_text, value_text
from cchc_kpi.scoring.communes import CommunesScorecard
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.ranking import Standing, order_phrase
from cchc_kpi.scoring.rollup import Rollup

_SCORED: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA)
_WIDE: Final = 100
_MOST_PLACES: Final = 150
_FEW_PLACES: Final = 20
"""Of more communes than a screen can take, so many of the first and of the last."""
Rows = Literal["commune", "province"]


def show_heading(scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    """Print what was scored: how many communes, which period, how much of it has arrived."""
    opens, closes = scored.cards[0].card.window
    whole, count = scored.whole, len(scored.cards)
    title = Phrase(
        f"BẢNG ĐIỂM CCHC {count} XÃ - {scored.period.name('vi')}",
        f"SCORECARD OF {count} COMMUNES - {scored.period.name('en')}",
    )
    days = f"{opens:%d/%m/%Y} - {closes:%d/%m/%Y}"
    about = Phrase(
        f"Kỳ {scored.period.id}: {days}. Báo cáo nhận được: {whole.received}/{whole.expected}.",
        f"Period {scored.period.id}: {days}. Returns received: {whole.received} of {whole.expected}.",
    )
    console.print(Text(title.text(lang), "bold"))
    console.print(about.text(lang))
    lacking = len(scored.provisional)
    if lacking:
        note = Phrase(
            f"TẠM TÍNH: {lacking}/{count} xã còn thiếu báo cáo hoặc số liệu.",
            f"PROVISIONAL: returns or figures of {lacking} of {count} communes are missing.",
        )
        console.print(Text(note.text(lang), "bold yellow"))


def rollup_name(rollup: Rollup, lang: Lang) -> str:
    """Return what a roll-up is of: "Tỉnh Lạng Sơn (65 xã)"."""
    count = len(rollup.cards)
    if rollup.province is None:
        return Phrase(f"Toàn bộ ({count} xã)", f"All communes ({count})").text(lang)
    name = rollup.province
    return Phrase(f"{capitalized(name.full)} ({count} xã)", f"{name.name} ({count} communes)").text(lang)


def show_communes(scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    """Print what all communes add up to, each province in a line where there are several, and the places."""
    _show_rollup(scored.whole, scored, console, lang)
    if len(scored.provinces) > 1:
        _show_provinces(scored, console, lang)
    _show_standings(scored, console, lang)


def _show_rollup(rollup: Rollup, scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    is_wide = console.width >= _WIDE
    console.print(Text(f"\n{rollup_name(rollup, lang)}", "bold"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("", justify="right")
    table.add_column(Phrase("Chỉ tiêu", "Indicator").text(lang), ratio=1)
    table.add_column(Phrase("Kết quả", "Value").text(lang), justify="right", no_wrap=True)
    if is_wide:
        table.add_column(Phrase("Tử/Mẫu số", "Num./Den.").text(lang), justify="right", no_wrap=True)
        table.add_column(Phrase("Mục tiêu", "Target").text(lang), max_width=16)
    table.add_column(Phrase("Có số", "Counted").text(lang), justify="right", no_wrap=True)
    for verdict in _SCORED:
        table.add_column(verdict.sign, justify="right", no_wrap=True, header_style=VERDICT_STYLES[verdict])
    for one in numbered_indicators(scored.plan):
        result = rollup.results[scored.plan.indicators.index(one.indicator)]
        if result.verdict is Verdict.NOT_DUE:
            continue
        value = Text(
            f"{value_text(result, lang)} {result.verdict.sign}".strip(), VERDICT_STYLES[result.verdict]
        )
        name, fraction = Text(one.indicator.name), fraction_text(result, lang)
        more = [Text(fraction), Text(result.target.wording)]
        if not is_wide:
            name.append(f" ({result.target.wording})", "dim")
            value.append(f"\n{fraction}" if fraction else "", "default")
            more = []
        counts = (_count(result.counts[verdict]) for verdict in _SCORED)
        counted = f"{result.counted}/{len(rollup.cards)}"
        table.add_row(str(one.number), name, value, *more, counted, *counts)
    console.print(table)
    about = Phrase(
        "Kết quả: cộng tử số, cộng mẫu số các xã có số rồi mới chia. ✓ ✗ ?: bao nhiêu xã đạt, chưa đạt, thiếu số liệu.",
        "Value: numerators and denominators of the communes counted are summed, then divided. ✓ ✗ ?: how many "
        "communes meet the target, miss it, lack figures.",
    )
    console.print(Text(about.text(lang), "dim"))
    _tell_not_due(rollup, console, lang)


def _tell_not_due(rollup: Rollup, console: Console, lang: Lang) -> None:
    late = rollup.count(Verdict.NOT_DUE)
    if late:
        words = Phrase(
            f"{late} chỉ tiêu chỉ chấm khi hết năm.", f"{late} indicators are scored for a year only."
        )
        console.print(Text(words.text(lang), "dim"))


def _show_provinces(scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    console.print(Text(f"\n{Phrase('Từng tỉnh', 'By province').text(lang)}", "bold"))
    table = _places_table((Phrase("Tỉnh", "Province"), Phrase("Xã", "Communes")), lang)
    for rollup in scored.provinces:
        assert rollup.province is not None
        counts = (_count(rollup.count(verdict)) for verdict in _SCORED)
        returns = f"{rollup.received}/{rollup.expected}"
        table.add_row(rollup.province.label, str(len(rollup.cards)), *counts, returns)
    console.print(table)


def _show_standings(scored: CommunesScorecard, console: Console, lang: Lang) -> None:
    order = order_phrase(scored.plan)
    title = Phrase(f"Xếp hạng: {order.vi}", f"Ranking: {order.en}")
    console.print(Text(f"\n{title.text(lang)}", "bold"))
    is_one_province = len(scored.provinces) == 1
    above = () if is_one_province else (Phrase("Tỉnh", "Province"),)
    table = _places_table((Phrase("Hạng", "Place"), Phrase("Xã", "Commune"), *above), lang)
    cards = {one.commune.code: one.card for one in scored.cards}
    for standing in _few(scored.standings):
        if standing is None:
            table.add_row("…", *([""] * (len(table.columns) - 1)))
            continue
        commune, card = standing.commune, cards[standing.commune.code]
        names = (commune.named.label, *(() if is_one_province else (commune.above.label,)))
        counts = (_count(card.count(verdict)) for verdict in _SCORED)
        table.add_row(str(standing.place), *names, *counts, f"{len(card.received)}/{len(card.expected)}")
    console.print(table)
    left_out = len(scored.standings) - 2 * _FEW_PLACES
    if len(scored.standings) > _MOST_PLACES:
        words = Phrase(
            f"Lược {left_out} xã ở giữa: xem trang Xếp hạng của tệp --output, hoặc --format csv.",
            f"{left_out} communes between them are left out: see the ranking of --output, or --format csv.",
        )
        console.print(Text(words.text(lang), "dim"))


def _places_table(heads: Sequence[Phrase], lang: Lang) -> Table:
    """Return a table whose rows are places, provinces or communes: heads, counts of verdicts, returns."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in heads:
        table.add_column(head.text(lang), justify="right" if head.en in {"Place", "Communes"} else "left")
    for verdict in _SCORED:
        name = f"{verdict.sign} {verdict.word.text(lang)}"
        table.add_column(name, justify="right", header_style=VERDICT_STYLES[verdict])
    table.add_column(Phrase("Báo cáo", "Returns").text(lang), justify="right")
    return table


def _few(standings: Sequence[Standing]) -> Iterator[Standing | None]:
    """Yield every place; of very many the first and the last, with None between them."""
    if len(standings) <= _MOST_PLACES:
        yield from standings
        return
    yield from standings[:_FEW_PLACES]
    yield None
    yield from standings[-_FEW_PLACES:]


def _count(count: int) -> str:
    return str(count) if count else "·"


def show_matrix(scored: CommunesScorecard, by: Rows, console: Console, lang: Lang) -> None:
    """Print a line of signs for each commune or province, a column for each indicator that is due, by its number."""
    results = scored.whole.results
    due = [
        (one, place)
        for one in numbered_indicators(scored.plan)
        if results[place := scored.plan.indicators.index(one.indicator)].verdict is not Verdict.NOT_DUE
    ]
    console.print()
    names = (Text(f"{one.indicator.name} ({one.indicator.target.wording})") for one, _ in due)
    numbers = (f"{one.number:>2}. " for one, _ in due)
    legend = (Paragraph(name, 4, number) for name, number in zip(names, numbers, strict=True))
    show_paragraphs(legend, console, console.width)
    _tell_not_due(scored.whole, console, lang)
    lines = list(_lines(scored, by, lang))
    is_wide = console.width >= _WIDE
    # What scrolls away at the head is read at the foot.
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_footer=len(lines) > _FEW_PLACES)
    table.add_column("", ratio=1, overflow="fold")
    for one, _ in due:
        # In a narrow terminal a number of two digits stands upright.
        name = str(one.number) if is_wide else f"{one.number // 10 or ' '}\n{one.number % 10}"
        table.add_column(name, name, justify="right", no_wrap=True, header_style="dim", footer_style="dim")
    for name, verdicts, is_sum in lines:
        signs = (Text(verdicts[place].sign, VERDICT_STYLES[verdicts[place]]) for _, place in due)
        table.add_row(Text(name, "bold" if is_sum else ""), *signs)
    console.print()
    console.print(table)
    signs_read = "   ".join(
        f"{verdict.sign} {verdict.word.text(lang).lower()}"
        for verdict in Verdict
        if verdict is not Verdict.NOT_DUE
    )
    console.print(f"\n{signs_read}")


def _lines(scored: CommunesScorecard, by: Rows, lang: Lang) -> Iterator[tuple[str, Sequence[Verdict], bool]]:
    """Yield the matrix line by line: the name, its verdicts in the plan's order, whether it is a sum."""
    sums = scored.rollups if by == "province" else (scored.whole,)
    for rollup in sums:
        yield rollup_name(rollup, lang), [result.verdict for result in rollup.results], True
    if by == "province":
        return
    for rollup in scored.provinces:
        for commune, card in rollup.cards:
            name = commune.named.label
            if len(scored.provinces) > 1:
                name = f"{name}, {commune.above.label}"
            yield name, [result.verdict for result in card.results], False
