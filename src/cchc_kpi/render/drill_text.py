"""One indicator over many communes in a terminal: who pulls the sum down, by how much, and what would lift it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text
from cchc_kpi.plan.naming import Numbered
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.screen import VERDICT_STYLES
from cchc_kpi.render.words import fraction_text, value_text
from cchc_kpi.scoring.communes import CommunesScorecard
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.headroom import unit_of
from cchc_kpi.scoring.rollup import Drill, Pull, drill_by_province, drill_down

_MOST_SHOWN: Final = 30


def show_drill(scored: CommunesScorecard, one: Numbered, console: Console, lang: Lang) -> None:
    """Print an indicator's sum and the parts that miss its target, the heaviest first: provinces, then communes."""
    indicator, whole = one.indicator, scored.whole
    unit = unit_of(indicator, scored.plan)
    console.print(Text(f"\n{one.number}. {indicator.name} ({indicator.target.wording})", "bold"))
    by_commune = drill_down(whole, indicator)
    _show_sum(by_commune, console, lang)
    if by_commune.result.verdict is Verdict.NOT_DUE:
        return
    if whole.province is None:
        by_province = drill_by_province(whole, scored.provinces, indicator)
        _show_parts(by_province, Phrase("tỉnh", "provinces"), unit, console, lang)
    _show_parts(by_commune, Phrase("xã", "communes"), unit, console, lang)
    if by_commune.drags:
        about = Phrase(
            "Hụt: mục tiêu nhân mẫu số, trừ tử số; cộng các phần lại thành mức hụt hay dư của kết quả chung.",
            "Short by: target times denominator, less numerator; the parts add up to the distance of the whole.",
        )
        console.print(Text(about.text(lang), "dim"))


def _show_sum(drill: Drill, console: Console, lang: Lang) -> None:
    result, rollup = drill.result, drill.rollup
    name = capitalized(rollup.province.full) if rollup.province else Phrase("Toàn bộ", "All").text(lang)
    verdict = f"{result.verdict.sign} {result.verdict.word.text(lang)}"
    figures = (
        f"{fraction_text(result, lang)} = {value_text(result, lang)}, " if result.value is not None else ""
    )
    counted = Phrase(
        f"{result.counted}/{len(rollup.cards)} xã có số liệu.",
        f"{result.counted} of {len(rollup.cards)} communes have figures.",
    )
    line = Text(f"{name}: {figures}")
    line.append(verdict, VERDICT_STYLES[result.verdict])
    line.append(f"; {counted.text(lang)}")
    console.print(line)


def _show_parts(drill: Drill, parts: Phrase, unit: Phrase, console: Console, lang: Lang) -> None:
    """Print the parts that miss the target in a table, and in words what they and the others come to."""
    drags = drill.drags
    console.print()
    for line in _summary(drill, parts):
        console.print(line.text(lang))
    if drags:
        shown = drags[:_MOST_SHOWN]
        has_above = drill.rollup.province is None and shown[0].above is not None
        console.print(_table(shown, parts, unit, lang, with_above=has_above))
    rest = len(drags) - _MOST_SHOWN
    if rest > 0:
        more = Phrase(
            f"… và {rest} {parts.vi} nữa: xem trang của lĩnh vực trong tệp --output.",
            f"… and {rest} more {parts.en}: see the area's sheet of --output.",
        )
        console.print(Text(more.text(lang), "dim"))
    unknown = [pull.name.label for pull in drill.pulls if pull.surplus is None]
    if unknown:
        named, left = ", ".join(unknown[:_MOST_SHOWN]), len(unknown) - _MOST_SHOWN
        more = Phrase(f" và {left} {parts.vi} khác", f" and {left} more") if left > 0 else Phrase("", "")
        words = Phrase(
            f"Chưa có số liệu, nên không nằm trong tổng: {named}{more.vi}.",
            f"Without figures, and so not in the sum: {named}{more.en}.",
        )
        console.print(words.text(lang))


def _summary(drill: Drill, parts: Phrase) -> Iterator[Phrase]:
    """Yield what the parts that miss the target lack together, what the others have to spare, what would be enough."""
    short = -sum((pull.surplus or 0 for pull in drill.drags), 0)
    others = [pull for pull in drill.pulls if pull.surplus is not None and not pull.drags]
    spare = sum((pull.surplus or 0 for pull in others), 0)
    count = len(drill.drags)
    if not count:
        yield Phrase(f"Không {parts.vi} nào chưa đạt.", f"None of the {parts.en} misses the target.")
        return
    yield Phrase(
        f"{count} {parts.vi} chưa đạt, hụt tổng cộng {number_text(short)}; {len(others)} {parts.vi} còn lại dư {number_text(spare)}.",
        f"{count} {parts.en} miss the target, by {number_text(short, 'en')} in all; the other {len(others)} have "
        f"{number_text(spare, 'en')} to spare.",
    )
    enough = drill.enough
    if enough is not None:
        first = Phrase(drill.drags[0].name.label, drill.drags[0].name.label)
        if enough > 1:
            first = Phrase(f"{enough} {parts.vi} đầu bảng", f"the first {enough} {parts.en}")
        yield Phrase(
            f"Chỉ cần {first.vi} đạt mục tiêu thì kết quả chung đạt.",
            f"Were {first.en} to reach the target, the whole would.",
        )


def _table(drags: Sequence[Pull], parts: Phrase, unit: Phrase, lang: Lang, *, with_above: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(capitalized(parts.text(lang)))
    if with_above:
        table.add_column(Phrase("Tỉnh", "Province").text(lang))
    heads = (
        Phrase("Tử/Mẫu số", "Num./Den."),
        Phrase("Kết quả", "Value"),
        Phrase(f"Hụt ({unit.vi})", f"Short by ({unit.en})"),
    )
    for head in heads:
        table.add_column(head.text(lang), justify="right")
    for pull in drags:
        value = Text(value_text(pull.result, lang), VERDICT_STYLES[pull.result.verdict])
        above = (pull.above.label if pull.above else "",) if with_above else ()
        short = number_text(-(pull.surplus or 0), lang)
        table.add_row(pull.name.label, *above, fraction_text(pull.result, lang), value, short)
    return table
