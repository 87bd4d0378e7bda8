"""Two scorecards compared on the screen: what moved first, then what changed, and the rest only counted.

Readable at 80 columns, in black and white too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.render.comparison_words import (
    outcome_text,
    signed_points,
    terms_text,
    verdict_word,
    why_lines,
)
from cchc_kpi.render.screen import VERDICT_STYLES, Paragraph, show_paragraphs
from cchc_kpi.scoring.comparison import Basis, Kind, Movement, ReturnMove, ScorecardChange, Side
from cchc_kpi.scoring.decomposition import OfficeEffect, RatioSplit
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.text import printable

_WIDEST: Final = 130
_INDENT: Final = 4
_TABLE_INDENT: Final = 6
_SECTIONS: Final = {
    Kind.GAINED: Phrase("ĐẠT THÊM", "NOW MET"),
    Kind.LOST: Phrase("KHÔNG CÒN ĐẠT", "NO LONGER MET"),
    Kind.TURNED: Phrase("KẾT QUẢ KHÁC ĐI", "OTHERWISE MOVED"),
    Kind.CHANGED: Phrase("CÓ THAY ĐỔI, KẾT QUẢ NHƯ CŨ", "CHANGED, VERDICT AS IT WAS"),
}


def show_comparison(change: ScorecardChange, console: Console, lang: Lang) -> None:
    """Print what moved between two scorecards, and why."""
    width = min(console.width, _WIDEST)
    show_paragraphs(_heading(change, lang), console, width)
    for kind, title in _SECTIONS.items():
        movements = change.of_kind(kind)
        if movements:
            console.print(Text(f"\n{title.text(lang)} ({len(movements)})", "bold"))
        for movement in movements:
            show_paragraphs(_movement(movement, change, lang), console, width)
            split = _tabled(movement)
            if split is not None:
                _show_table(split, change, console, lang)
    show_paragraphs(_footer(change, lang), console, width)


def _heading(change: ScorecardChange, lang: Lang) -> Iterator[Paragraph]:
    heading = change.plan.plan
    before, after = change.before, change.after
    if change.basis is Basis.PERIODS:
        names = f"{before.name.text(lang)} → {after.name.text(lang)}"
        title = Phrase(
            f"SO SÁNH HAI KỲ, {heading.commune_title.upper()}",
            f"TWO PERIODS COMPARED, {heading.commune.upper()}",
        )
    else:
        names = after.card.period.name(lang)
        title = Phrase(
            f"SO SÁNH HAI BỘ BÁO CÁO, {heading.commune_title.upper()}",
            f"TWO SETS OF RETURNS COMPARED, {heading.commune.upper()}",
        )
    yield Paragraph(Text(f"{title.text(lang)}: {names}", "bold"))
    yield from (_side(side, change.basis, lang) for side in (before, after))
    yield from (Paragraph(Text(line)) for line in _remarks(change, lang))
    yield Paragraph(Text(f"\n{_counts(change, lang)}", "bold"))


def _side(side: Side, basis: Basis, lang: Lang) -> Paragraph:
    card = side.card
    opens, closes = card.window
    days = f"{opens:%d/%m/%Y} - {closes:%d/%m/%Y}"
    name = days if basis is Basis.PERIODS else f"{printable(side.name.text(lang))} ({card.period.id}: {days})"
    received = f"{len(card.received)}/{len(card.expected)}"
    line = Text(f"{side.label}: {name}. ")
    line.append(Phrase(f"Báo cáo nhận được: {received}.", f"Returns received: {received}.").text(lang))
    if card.provisional:
        line.append(Phrase(" TẠM TÍNH.", " PROVISIONAL.").text(lang), "bold yellow")
    return Paragraph(line)


def _remarks(change: ScorecardChange, lang: Lang) -> Iterator[str]:
    before, after = change.before.card.period, change.after.card.period
    if len(before.quarters) != len(after.quarters):
        yield Phrase(
            "Hai kỳ dài ngắn khác nhau: so được tỷ lệ, còn số đếm thì kỳ dài hơn vốn nhiều hơn.",
            "The periods differ in length: shares compare, while counts are higher in the longer one anyway.",
        ).text(lang)
    if change.basis is Basis.PERIODS:
        return
    moves = change.returns
    if not moves:
        yield Phrase(
            "Các báo cáo được dùng ở hai bộ giống hệt nhau.",
            "The returns that count are the same in both sets.",
        ).text(lang)
    for word, found in (
        (Phrase("Chỉ có ở B", "Only in B"), [m for m in moves if m.before is None]),
        (Phrase("Chỉ có ở A", "Only in A"), [m for m in moves if m.after is None]),
        (Phrase("Khác nhau giữa A và B", "Different in A and B"), [m for m in moves if m.before and m.after]),
    ):
        if found:
            yield f"{word.text(lang)}: {', '.join(_return_name(move, change, lang) for move in found)}."


def _return_name(move: ReturnMove, change: ScorecardChange, lang: Lang) -> str:
    office, period = move.slot
    when = Phrase("số liệu gốc", "baselines").text(lang) if period is None else period.id
    return f"{change.plan.office_by_id[office].name} ({when})"


def _counts(change: ScorecardChange, lang: Lang) -> str:
    gained, lost, turned, changed, unchanged = (len(change.of_kind(kind)) for kind in Kind)
    moved = gained + lost + turned
    return Phrase(
        f"{moved} chỉ tiêu đổi kết quả: {gained} đạt thêm, {lost} không còn đạt, {turned} khác; "
        f"{changed} có thay đổi mà kết quả như cũ; {unchanged} không đổi.",
        f"Verdicts moved: {moved} ({gained} now met, {lost} no longer met, {turned} otherwise). "
        f"Changed, verdict as it was: {changed}. Unchanged: {unchanged}.",
    ).text(lang)


def _movement(movement: Movement, change: ScorecardChange, lang: Lang) -> Iterator[Paragraph]:
    style = "bold" if movement.kind.has_moved else ""
    yield Paragraph(Text(printable(movement.indicator.name), style), _INDENT, f"{movement.number:>2}. ")
    verdicts = [movement.before.verdict, movement.after.verdict] if movement.kind.has_moved else []
    line = Text(" → ").join(_verdict(verdict, lang) for verdict in verdicts or [movement.after.verdict])
    outcome = outcome_text(movement, lang)
    line.append(f": {printable(outcome)}" if outcome else ".")
    yield Paragraph(line, _INDENT)
    for said in why_lines(movement, change, lang):
        yield Paragraph(Text(printable(said)), _INDENT)


def _verdict(verdict: Verdict, lang: Lang) -> Text:
    return Text(verdict_word(verdict, lang), VERDICT_STYLES[verdict])


def _tabled(movement: Movement) -> RatioSplit | None:
    """Return the split that needs a table: of a single office the sentence has told, where there is one."""
    split = movement.split
    if not isinstance(split, RatioSplit):
        return None
    moving = [effect for effect in split.effects if effect.own or effect.mix or effect.turnover]
    told = 0 if movement.value_change is None else 1
    return split if len(moving) > told else None


def _show_table(split: RatioSplit, change: ScorecardChange, console: Console, lang: Lang) -> None:
    """Print a line for each office that has cases, what it did to the ratio, and the sums."""
    has_turnover = any(effect.turnover for effect in split.effects)
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="dim",
        show_footer=True,
        footer_style="bold",
    )
    table.add_column(Phrase("Cơ quan", "Office").text(lang), Phrase("Cộng", "Total").text(lang), max_width=36)
    sums = ((change.before.label, split.before), (change.after.label, split.after))
    for label, terms in sums:
        table.add_column(label, terms_text(terms, lang), justify="right")
    table.add_column(Phrase("Tự đổi", "Own").text(lang), signed_points(split.own, lang), justify="right")
    table.add_column(Phrase("Cơ cấu", "Mix").text(lang), signed_points(split.mix, lang), justify="right")
    if has_turnover:
        table.add_column(
            Phrase("Mới/hết", "New/gone").text(lang), signed_points(split.turnover, lang), justify="right"
        )
    for effect in split.effects:
        if not any(side is None or any(side) for side in (effect.terms.before, effect.terms.after)):
            continue
        table.add_row(*_row(effect, change, lang)[: len(table.columns)])
    console.print(Padding(table, (0, 0, 0, _TABLE_INDENT)))


def _row(effect: OfficeEffect, change: ScorecardChange, lang: Lang) -> list[str]:
    name = change.plan.office_by_id[effect.terms.office].name
    terms = [terms_text(side, lang) for side in (effect.terms.before, effect.terms.after)]
    parts = [signed_points(part, lang) for part in (effect.own, effect.mix, effect.turnover)]
    return [name, *terms, *parts]


def _footer(change: ScorecardChange, lang: Lang) -> Iterator[Paragraph]:
    unchanged = change.of_kind(Kind.UNCHANGED)
    if unchanged:
        counts = [(verdict, sum(m.after.verdict is verdict for m in unchanged)) for verdict in Verdict]
        line = Text(f"\n{Phrase('KHÔNG ĐỔI', 'UNCHANGED').text(lang)} ({len(unchanged)}): ", "bold")
        held = [_verdict(verdict, lang).append(f" {count}") for verdict, count in counts if count]
        yield Paragraph(line + Text(", ").join(held) + Text("."))
    if len(unchanged) == len(change.movements):
        return
    notes = [_LEGEND] if any(map(_tabled, change.movements)) else []
    notes += [_ROUNDED, _TRACE]
    yield Paragraph(Text())
    yield from (Paragraph(Text(note.text(lang), "dim")) for note in notes)


_LEGEND: Final = Phrase(
    "Tự đổi: do tỷ lệ của chính cơ quan đổi. Cơ cấu: do cơ quan chiếm phần lớn hơn hay nhỏ hơn trong mẫu số. "
    "Mới/hết: do cơ quan chỉ có số ở một bên. Cộng lại đúng bằng mức đổi của cả xã.",
    "Own: the office's own ratio changed. Mix: its weight in the denominator did. New/gone: it has figures on "
    "one side only. Together they are exactly the change of the whole.",
)
_ROUNDED: Final = Phrase(
    "Tính bằng phân số chính xác; số in ra đã làm tròn nên cộng lại có thể lệch ở chữ số cuối.",
    "Worked out in exact fractions; what is printed is rounded, so sums may differ in their last digit.",
)
_TRACE: Final = Phrase(
    "Xem từng số liệu và ô của nó: cchc-kpi explain SỐ RETURNS --period KỲ.",
    "For every figure with its cell: cchc-kpi explain NUMBER RETURNS --period PERIOD.",
)
