"""`cchc-kpi score` over many communes: each one's verdicts, what they add up to, and their order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

import typer

from cchc_kpi.cli_options import By, FailOn, ScoreFormat
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    NOT_DONE,
    Opened,
    check_output,
    find_indicator_or_exit,
    has_errors,
    print_findings,
    tell,
    tell_period,
    tell_written,
    write_or_explain,
)
from cchc_kpi.rules import consistency

_MOST_TOLD: Final = 200

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang
    from cchc_kpi.periods import Period
    from cchc_kpi.plan.communes import Communes
    from cchc_kpi.scoring.rollup import CommunesScorecard


class Asked(NamedTuple):
    """What `score` was asked for, as far as it is not about one commune alone."""

    period: Period | None
    output: Path | None
    shape: ScoreFormat
    fail_on: FailOn | None
    by: By | None
    drill: str | None


def score_communes(returns: list[str], run: Opened, communes: Communes, asked: Asked, lang: Lang) -> NoReturn:
    """Score every commune of a list, write and print what is asked for, and end with the right status."""
    from cchc_kpi import pipeline

    drilled = find_indicator_or_exit(asked.drill, run.plan, lang) if asked.drill is not None else None
    batch = pipeline.read_batch(returns, run.plan, communes)
    if asked.output is not None:
        check_output(asked.output, [*batch.inputs, Path(run.loaded.file)], lang)
    scored = pipeline.score_communes(batch, run.loaded, run.plan, communes, asked.period, run.waivers)
    if scored is None:
        print_findings(batch.all_findings, lang)
        tell(
            "Không có báo cáo quý nào dùng được, nên chưa chấm được kỳ nào.",
            "No quarterly return can be used, so there is no period to score.",
            lang,
        )
        raise typer.Exit(NOT_DONE)
    if asked.period is None:
        tell_period(scored.period, lang)
    output = asked.output
    # Written before anything is printed: a reader that stops listening must not cost the workbook.
    is_written = output is None or write_or_explain(
        output, lambda: pipeline.write_communes_file(scored, output), lang
    )
    _print(scored, asked, lang)
    if drilled is not None:
        from cchc_kpi.render import screen
        from cchc_kpi.render.communes_text import show_pulls

        show_pulls(scored, drilled, screen.console_for(sys.stdout), lang)
    if output is not None and is_written:
        tell_written(output, lang)
    if not is_written or not batch.is_readable:
        raise typer.Exit(NOT_DONE)
    missed = asked.fail_on is FailOn.not_met and any(
        result.verdict.value == "not_met" for one in scored.cards for result in one.card.results
    )
    raise typer.Exit(DONE_WITH_FAULTS if missed or has_errors(scored.all_findings) else DONE)


def _print(scored: CommunesScorecard, asked: Asked, lang: Lang) -> None:
    """Print the results to stdout in the form asked for, and for people the findings to stderr."""
    if asked.shape is ScoreFormat.json:
        from cchc_kpi.render.communes_json import communes_json

        sys.stdout.writelines(communes_json(scored, lang))
        return
    if asked.shape is ScoreFormat.csv:
        from cchc_kpi.render.csv import communes_csv

        sys.stdout.write(communes_csv(scored, lang))
    else:
        from cchc_kpi.render import screen
        from cchc_kpi.render.communes_text import show_communes

        show_communes(scored, asked.by.value if asked.by else None, screen.console_for(sys.stdout), lang)
    _print_findings(scored, lang)


def _print_findings(scored: CommunesScorecard, lang: Lang) -> None:
    """Print the first of the findings, the gravest; returns that are missing are counted by commune above."""
    told = sorted(
        (f for f in scored.all_findings if f.rule is not consistency.RETURN_MISSING),
        key=lambda finding: finding.severity.rank,
    )
    print_findings(told[:_MOST_TOLD], lang)
    rest = len(told) - _MOST_TOLD
    if rest > 0:
        tell(
            f"… và {rest} phát hiện nữa: xem --format json hoặc trang Phát hiện của tệp --output.",
            f"… and {rest} more: see --format json, or the sheet of findings of --output.",
            lang,
        )
