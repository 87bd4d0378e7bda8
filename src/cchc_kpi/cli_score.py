"""The commands `cchc-kpi score` and `cchc-kpi annual`: one period, or a year with all its periods."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer

from cchc_kpi.cli_language import say, startup_language
from cchc_kpi.cli_opening import RunOptions, expect_one_commune, open_run, read_returns
from cchc_kpi.cli_options import (
    By_,
    ClusterAddress,
    CommunesList,
    Drill,
    FailOn,
    FailOn_,
    Format,
    Jobs,
    Lang_,
    Language,
    OneCommune,
    Output,
    Report,
    ReportTemplate,
    Returns,
    ScoredPeriod,
    ScoreFormat,
    Targets,
    Waivers,
)
from cchc_kpi.cli_report import check_report, write_report_or_explain
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    NOT_DONE,
    check_output,
    fail,
    has_errors,
    parse_period_or_exit,
    print_findings,
    print_unscored,
    tell_none_received,
    tell_period,
    tell_written,
    write_or_explain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cchc_kpi.findings import Lang
    from cchc_kpi.pipeline import Batch
    from cchc_kpi.plan.file import LoadedPlan
    from cchc_kpi.plan.model import Plan
    from cchc_kpi.scoring.annual import AnnualScorecard
    from cchc_kpi.scoring.scorecard import Scorecard

SCORE_HELP = say(
    "Chấm một kỳ: kết quả từng chỉ tiêu, tổng hợp theo lĩnh vực, mọi phát hiện.\n\n"
    "Ví dụ: cchc-kpi score returns --period 2026-Q1 --output bang-diem.xlsx",
    "Score a period: every indicator, a summary by area, every finding.\n\n"
    "Example: cchc-kpi score returns --period 2026-Q1 --output scorecard.xlsx",
)
ANNUAL_HELP = say(
    "Chấm cả năm: từng chỉ tiêu ở Quý I, Quý II, 6 tháng, Quý III, 9 tháng, Quý IV và cả năm; ghi bảng điểm của năm.\n\n"
    "Ví dụ: cchc-kpi annual returns --year 2026 --output bang-diem-2026.xlsx",
    "Score a year: every indicator in Q1, Q2, H1, Q3, 9M, Q4 and the year; write the year's workbook.\n\n"
    "Example: cchc-kpi annual returns --year 2026 --output scorecard-2026.xlsx",
)


def score(
    returns: Returns,
    targets: Targets = None,
    waivers: Waivers = None,
    communes: CommunesList = None,
    commune: OneCommune = None,
    period: ScoredPeriod = None,
    output: Output = None,
    report: Report = None,
    report_template: ReportTemplate = None,
    format: Format = ScoreFormat.table,
    fail_on: FailOn_ = None,
    by: By_ = None,
    drill: Drill = None,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    as_json = _unscored if format is ScoreFormat.json else None
    run = open_run(RunOptions(targets, waivers, communes, commune, jobs, cluster), language, as_json)
    chosen = parse_period_or_exit(period, run.plan, language)
    if run.communes is not None and run.commune is None:
        from cchc_kpi.cli_communes import Asked, score_communes

        if report is not None or report_template is not None:
            expect_one_commune(run, "--report", language)
        score_communes(returns, run, Asked(chosen, output, format, fail_on, by, drill), language)
    if by is not None or drill is not None:
        fail(
            "--by và --drill chỉ dùng khi chấm nhiều xã (cần --communes, không chọn --commune).",
            "--by and --drill are for many communes (give --communes, and no --commune).",
            language,
        )
    batch, listed = read_returns(returns, run, language)
    asked = _Asked(output, report, report_template)
    asked.check([*batch.local_inputs, Path(run.loaded.file)], language)
    card = pipeline.score(batch, run.loaded, run.plan, chosen, listed)
    if card is None:
        print_unscored(pipeline.waive_batch(batch, listed, run.plan), run.loaded, format, language)
        raise typer.Exit(NOT_DONE)
    if chosen is None:
        tell_period(card.period, language)
    if not card.received:
        tell_none_received(batch, card.period, language)
    written = asked.write(card, lambda path: pipeline.write_scorecard_file(card, path), language)
    _print_scorecard(card, format, language)
    _finish(card, batch, written, fail_on, language)


def annual(
    returns: Returns,
    year: Annotated[
        int, typer.Option(metavar="YEAR", help=say("Năm được chấm, như 2026.", "The year, such as 2026."))
    ],
    targets: Targets = None,
    waivers: Waivers = None,
    communes: CommunesList = None,
    commune: OneCommune = None,
    output: Output = None,
    report: Report = None,
    report_template: ReportTemplate = None,
    format: Format = ScoreFormat.table,
    fail_on: FailOn_ = None,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    as_json = _unscored if format is ScoreFormat.json else None
    run = open_run(RunOptions(targets, waivers, communes, commune, jobs, cluster), language, as_json)
    expect_one_commune(run, "annual", language)
    _check_year(year, run.plan, language)
    batch, listed = read_returns(returns, run, language)
    asked = _Asked(output, report, report_template)
    asked.check([*batch.local_inputs, Path(run.loaded.file)], language)
    scored = pipeline.score_year(batch, run.loaded, run.plan, year, listed)
    if not scored.whole.received:
        tell_none_received(batch, scored.whole.period, language)
    written = asked.write(scored.whole, lambda path: pipeline.write_annual_file(scored, path), language)
    _print_annual(scored, format, language)
    _finish(scored.whole, batch, written, fail_on, language)


def _unscored(loaded: LoadedPlan) -> str:
    from cchc_kpi.render.json import unscored_json

    return unscored_json(loaded, (), loaded.findings, startup_language())


def _check_year(year: int, plan: Plan, lang: Lang) -> None:
    first, last = plan.plan.first_year, plan.plan.last_year
    if not first <= year <= last:
        fail(
            f"năm {year} nằm ngoài giai đoạn {first}-{last} của kế hoạch.",
            f"year {year} is outside the plan's years, {first}-{last}.",
            lang,
        )


class _Asked(NamedTuple):
    """The files that are asked for beside what is printed."""

    output: Path | None
    report: Path | None
    template: Path | None

    def check(self, inputs: Sequence[Path], lang: Lang) -> None:
        """See that they can be written, and that none of them is an input."""
        if self.output is not None:
            check_output(self.output, inputs, lang)
        check_report(self.report, self.template, inputs, lang)

    def write(self, card: Scorecard, write_workbook: Callable[[Path], None], lang: Lang) -> list[Path | None]:
        """Write them; return where each is, None for one that could not be written.

        Before anything is printed: a reader that stops listening must not cost a file.
        """
        written: list[Path | None] = []
        if self.output is not None:
            output = self.output
            written.append(output if write_or_explain(output, lambda: write_workbook(output), lang) else None)
        if self.report is not None:
            written.append(write_report_or_explain(card, self.report, self.template, lang))
        return written


def _finish(
    card: Scorecard, batch: Batch, written: Sequence[Path | None], fail_on: FailOn | None, lang: Lang
) -> NoReturn:
    """Say what was written, and end with the status that the results ask for."""
    for path in filter(None, written):
        tell_written(path, lang)
    if None in written or not batch.is_readable:
        raise typer.Exit(NOT_DONE)
    missed = fail_on is FailOn.not_met and any(r.verdict.value == "not_met" for r in card.results)
    raise typer.Exit(DONE_WITH_FAULTS if missed or has_errors(card.findings) else DONE)


def _print_scorecard(card: Scorecard, shape: ScoreFormat, lang: Lang) -> None:
    """Print the results to stdout in the form asked for, and for people the findings to stderr."""
    if shape is ScoreFormat.json:
        from cchc_kpi.render.json import scorecard_json

        sys.stdout.write(scorecard_json(card, lang))
        return
    if shape is ScoreFormat.csv:
        _print_csv([card], lang)
    else:
        from cchc_kpi.render import screen, terminal

        terminal.show_scorecard(card, screen.console_for(sys.stdout), lang)
    print_findings(card.findings, lang)


def _print_annual(scored: AnnualScorecard, shape: ScoreFormat, lang: Lang) -> None:
    """As `_print_scorecard`, for a year."""
    if shape is ScoreFormat.json:
        from cchc_kpi.render.json import annual_json

        sys.stdout.write(annual_json(scored, lang))
        return
    if shape is ScoreFormat.csv:
        _print_csv(scored.cards, lang)
    else:
        from cchc_kpi.render import screen
        from cchc_kpi.render.annual_text import show_annual

        show_annual(scored, screen.console_for(sys.stdout), lang)
    print_findings(scored.findings, lang)


def _print_csv(cards: Sequence[Scorecard], lang: Lang) -> None:
    from cchc_kpi.render.csv import scorecards_csv

    sys.stdout.write(scorecards_csv(cards, lang))
