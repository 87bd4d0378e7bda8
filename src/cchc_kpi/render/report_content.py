"""What the narrative report says, as values: every name that a Word template may use, and nothing else.

Pure: a scorecard in, texts and counts out. The names are a contract with the offices' own templates, listed in
docs/vi/bao-cao-word.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.plan.ranks import commune_name
from cchc_kpi.render.report_words import (
    count_text,
    headroom_words,
    lower_first,
    missing_text,
    not_due_sentence,
    outcomes_sentence,
    period_text,
    result_sentence,
    step_text,
    target_text,
)
from cchc_kpi.render.words import fraction_text, value_text
from cchc_kpi.returns.layout import baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Slot, State
from cchc_kpi.scoring.aggregate import Figures, MissingFigure, Reason
from cchc_kpi.scoring.bounds import possible_verdicts
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class ReportedIndicator:
    """One line of the annexed table; `headroom` is empty where it cannot be told."""

    number: int
    name: str
    clause: str
    lead: str
    target: str
    target_year: int
    value: str
    fraction: str
    verdict: str
    headroom: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportedArea:
    """One area: how its indicators came out, in counts, in sentences and line by line."""

    number: int
    name: str
    leads: str
    summary: str
    sentences: tuple[str, ...]
    indicators: tuple[ReportedIndicator, ...]
    met: int
    not_met: int
    no_data: int
    not_applicable: int
    not_due: int


@dataclass(frozen=True, slots=True)
class ReportedTask:
    """An office that answers for indicators which missed their targets, and what each of them takes."""

    office: str
    count: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportContent:
    """The whole report. Texts are ready to be printed; lists may be empty."""

    issuer: tuple[str, ...]
    issued_by: str
    commune: str
    plan_title: str
    period: str
    period_inside: str
    year: int
    opens: str
    closes: str
    basis: str
    received: str
    expected: str
    provisional: bool
    lacking: tuple[str, ...]
    due_year: str
    indicator_count: str
    area_count: str
    summary: str
    areas: tuple[ReportedArea, ...]
    achieved: str
    shortfalls: tuple[str, ...]
    tasks: tuple[ReportedTask, ...]
    year_end: str
    met: int
    not_met: int
    no_data: int
    not_applicable: int
    not_due: int


def report_content(card: Scorecard) -> ReportContent:
    """Return what the report of a scorecard says."""
    heading, (opens, closes) = card.plan.plan, card.window
    return ReportContent(
        issuer=_issuer(card.plan),
        issued_by=heading.issued_by,
        commune=commune_name(heading.commune).name,
        plan_title=heading.title,
        period=period_text(card.period),
        period_inside=lower_first(period_text(card.period)),
        year=card.period.year,
        opens=f"{opens:%d/%m/%Y}",
        closes=f"{closes:%d/%m/%Y}",
        basis=card.plan.reporting.basis,
        received=count_text(len(card.received)),
        expected=count_text(len(card.expected)),
        provisional=card.provisional,
        lacking=tuple(_lacking(card)),
        due_year=_due_year(card),
        indicator_count=count_text(len(card.results)),
        area_count=count_text(len(card.by_area)),
        summary=outcomes_sentence("Kế hoạch", card.results),
        areas=tuple(_areas(card)),
        achieved=_achieved(card),
        shortfalls=tuple(_shortfalls(card)),
        tasks=tuple(_tasks(card)),
        year_end=_year_end(card),
        met=card.count(Verdict.MET),
        not_met=card.count(Verdict.NOT_MET),
        no_data=card.count(Verdict.NO_DATA),
        not_applicable=card.count(Verdict.NOT_APPLICABLE),
        not_due=card.count(Verdict.NOT_DUE),
    )


def _due_year(card: Scorecard) -> str:
    """Return the year in which every target falls due; empty where they differ."""
    years = {str(result.target.year) for result in card.results}
    return years.pop() if len(years) == 1 else ""


def _issuer(plan: Plan) -> tuple[str, ...]:
    """Return the issuing body in the lines of an official paper's head: the body, below it the commune."""
    issued_by, commune = plan.plan.issued_by, plan.plan.commune_title
    body = issued_by.removesuffix(commune).strip()
    return (body, commune) if body and body != issued_by.strip() else (issued_by,)


def _areas(card: Scorecard) -> Iterator[ReportedArea]:
    numbers = {one.indicator.id: one.number for one in numbered_indicators(card.plan)}
    for number, (area, results) in enumerate(card.by_area, start=1):
        yield ReportedArea(
            number=number,
            name=area.name,
            leads=", ".join(_leads(results, card.plan)),
            summary=outcomes_sentence("Lĩnh vực", results),
            sentences=tuple(_sentences(results, card)),
            indicators=tuple(_indicator(numbers[r.indicator.id], r, card.plan) for r in results),
            met=card.count(Verdict.MET, results),
            not_met=card.count(Verdict.NOT_MET, results),
            no_data=card.count(Verdict.NO_DATA, results),
            not_applicable=card.count(Verdict.NOT_APPLICABLE, results),
            not_due=card.count(Verdict.NOT_DUE, results),
        )


def _leads(results: Iterable[IndicatorResult], plan: Plan) -> list[str]:
    leading = {result.indicator.lead for result in results}
    return [office.name for office in plan.offices if office.id in leading]


def _sentences(results: Sequence[IndicatorResult], card: Scorecard) -> Iterator[str]:
    """Yield a sentence for each indicator; those that are not due share one, for there is nothing to say of each."""
    figures = Figures(card.plan, card.returns)
    not_due = [result for result in results if result.verdict is Verdict.NOT_DUE]
    for result in results:
        if result.verdict is not Verdict.NOT_DUE:
            yield result_sentence(result, possible_verdicts(result, card.plan, figures), card.plan)
    if not_due:
        yield not_due_sentence(not_due, card.period)


def _indicator(number: int, result: IndicatorResult, plan: Plan) -> ReportedIndicator:
    indicator = result.indicator
    return ReportedIndicator(
        number=number,
        name=indicator.name,
        clause=indicator.clause,
        lead=plan.office_by_id[indicator.lead].name,
        target=target_text(result.target),
        target_year=result.target.year,
        value=value_text(result, "vi"),
        fraction=fraction_text(result, "vi"),
        verdict=result.verdict.word.vi,
        headroom=headroom_words(result, plan),
        note=indicator.note or "",
    )


def _achieved(card: Scorecard) -> str:
    known, met = _known(card, card.results), card.count(Verdict.MET)
    if not known:
        return "Trong kỳ chưa có chỉ tiêu nào có kết quả để đánh giá."
    lead = f"Trong {count_text(known)} chỉ tiêu đã có kết quả"
    if not met:
        return f"{lead}, chưa có chỉ tiêu nào đạt mục tiêu."
    return f"{lead}, {count_text(met)} chỉ tiêu đạt mục tiêu, gồm: {_by_area(card, Verdict.MET)}."


def _by_area(card: Scorecard, verdict: Verdict) -> str:
    """Return in how many of its indicators that have a result each area has a verdict: "Cải cách thể chế 01/01"."""
    return "; ".join(
        f"{area.name} {count_text(count)}/{count_text(_known(card, results))}"
        for area, results in card.by_area
        if (count := card.count(verdict, results))
    )


def _known(card: Scorecard, results: Sequence[IndicatorResult]) -> int:
    return card.count(Verdict.MET, results) + card.count(Verdict.NOT_MET, results)


def _shortfalls(card: Scorecard) -> Iterator[str]:
    not_met, no_data = card.count(Verdict.NOT_MET), card.count(Verdict.NO_DATA)
    if not_met:
        yield f"{count_text(not_met)} chỉ tiêu chưa đạt mục tiêu, gồm: {_by_area(card, Verdict.NOT_MET)}."
    if no_data:
        names = "; ".join(r.indicator.name for r in card.results if r.verdict is Verdict.NO_DATA)
        yield f"{count_text(no_data)} chỉ tiêu chưa đánh giá được do thiếu số liệu: {names}."


def _tasks(card: Scorecard) -> Iterator[ReportedTask]:
    for office in card.plan.offices:
        led = [r for r in card.results if r.indicator.lead == office.id and r.verdict is Verdict.NOT_MET]
        if led:
            steps = tuple(step_text(result, card.period, card.plan) for result in led)
            yield ReportedTask(office.name, count_text(len(led)), steps)


def _year_end(card: Scorecard) -> str:
    """Return what is to be prepared for the year's end; empty for a year, which has come to it."""
    not_due = [result for result in card.results if result.verdict is Verdict.NOT_DUE]
    if not not_due or card.period.is_year:
        return ""
    leading = [result.indicator.lead for result in not_due]
    shares = ", ".join(
        f"{office.name} ({count_text(leading.count(office.id))})"
        for office in card.plan.offices
        if office.id in leading
    )
    return f"{count_text(len(not_due))} chỉ tiêu đánh giá khi hết năm {card.period.year}: {shares}"


def _lacking(card: Scorecard) -> Iterator[str]:
    """Yield what is not there and ought to be, office by office, then the files that could not be used."""
    # What a result needs from an earlier year is no return of this period.
    asked = [figure for slot in card.expected for figure in _missing_of(slot, card)]
    missing = dict.fromkeys([*asked, *(figure for result in card.results for figure in result.missing)])
    for office in card.plan.offices:
        said = missing_text((figure for figure in missing if figure.office == office.id), card.plan)
        if said:
            yield said
    unused = [Path(item.file).name for item in card.returns if item.rejected and not item.superseded]
    if unused:
        yield f"{count_text(len(unused))} tệp nhận được nhưng không dùng được: {', '.join(unused)}"


def _missing_of(slot: Slot, card: Scorecard) -> Iterator[MissingFigure]:
    """Yield the figures that a return of the period ought to hold and does not."""
    office, period = slot
    item = next((item for item in card.returns if item.slot == slot and not item.rejected), None)
    states = {} if item is None else {(o.measure, o.period): o.state for o in item.observations}
    for measure, when in _asked(slot, card.plan):
        state = states.get((measure, when))
        if item is None:
            reason = Reason.NO_RETURN
        elif state is None:
            reason = Reason.NOT_IN_RETURN
        elif state.is_known:
            continue
        else:
            reason = Reason.BLANK if state is State.BLANK else Reason.ERROR
        yield MissingFigure(measure, office, when, reason, is_baseline=period is None)


def _asked(slot: Slot, plan: Plan) -> Iterator[tuple[str, Period]]:
    office, period = plan.office_by_id[slot[0]], slot[1]
    if period is not None:
        yield from ((measure.id, period) for measure in quarter_layout(plan, office, period).measures)
        return
    form = baseline_layout(plan, office)
    for measure in form.measures if form is not None else ():
        yield from ((measure.id, Period(year, "Y")) for year in measure.baseline_years)
