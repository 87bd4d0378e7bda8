"""`cchc-kpi score` over many communes: each one's verdicts, what they add up to, and their order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

import typer

from cchc_kpi.cli_opening import Opened, read_returns
from cchc_kpi.cli_options import By, FailOn, ScoreFormat
from cchc_kpi.cli_progress import tell_stage
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    NOT_DONE,
    check_output,
    fail,
    find_indicator_or_exit,
    has_errors,
    print_findings,
    print_unscored,
    tell,
    tell_none_received,
    tell_period,
    tell_written,
    write_or_explain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cchc_kpi.findings import Finding, Lang
    from cchc_kpi.periods import Period
    from cchc_kpi.plan.naming import Numbered
    from cchc_kpi.scoring.communes import CommunesScorecard

_MOST_TOLD: Final = 200
"""How many findings of a province a screen is made to show."""


class Asked(NamedTuple):
    """What `score` was asked for."""

    period: Period | None
    output: Path | None
    shape: ScoreFormat
    fail_on: FailOn | None
    by: By | None
    drill: str | None


def score_communes(returns: list[str], run: Opened, asked: Asked, lang: Lang) -> NoReturn:
    """Score every commune of the list, write and print what is asked for, and end with the right status."""
    from cchc_kpi import pipeline

    assert run.communes is not None
    drilled = _indicator_to_drill(run, asked, lang)
    batch, _ = read_returns(returns, run, lang)
    if asked.output is not None:
        check_output(asked.output, [*batch.local_inputs, Path(run.loaded.file)], lang)
    count = len(run.communes.listed)
    tell_stage(count, f"Đang chấm {count} xã…", f"Scoring {count} communes…", lang)
    scored = pipeline.score_communes(batch, run.loaded, run.plan, run.communes, asked.period, run.waivers)
    if scored is None:
        waived = pipeline.waive_batch(batch, run.waivers, run.plan, run.communes)
        if asked.shape is ScoreFormat.json:
            from cchc_kpi.render.communes_json import unscored_communes_json

            sys.stdout.writelines(
                unscored_communes_json(run.loaded, waived.returns, waived.all_findings, lang)
            )
        else:
            print_unscored(waived, run.loaded, asked.shape, lang)
        raise typer.Exit(NOT_DONE)
    if asked.period is None:
        tell_period(scored.period, lang)
    if not scored.whole.received:
        tell_none_received(batch, scored.period, lang)
    output = asked.output
    if output is not None:
        tell_stage(count, f"Đang ghi {output.name}…", f"Writing {output.name}…", lang)
    # Written before anything is printed: a reader that stops listening must not cost the workbook.
    is_written = output is None or write_or_explain(
        output, lambda: pipeline.write_communes_file(scored, output), lang
    )
    findings = tuple(scored.all_findings())
    _print(scored, asked, drilled, lang)
    if asked.shape is not ScoreFormat.json:
        _print_findings(findings, lang)
    if output is not None and is_written:
        tell_written(output, lang)
    if not is_written or not batch.is_readable:
        raise typer.Exit(NOT_DONE)
    missed = asked.fail_on is FailOn.not_met and any(
        result.verdict.value == "not_met" for one in scored.cards for result in one.card.results
    )
    raise typer.Exit(DONE_WITH_FAULTS if missed or has_errors(findings) else DONE)


def _indicator_to_drill(run: Opened, asked: Asked, lang: Lang) -> Numbered | None:
    """Return the indicator that `--drill` means; what is for people only cannot be asked of another format."""
    if asked.shape is not ScoreFormat.table and (asked.by is not None or asked.drill is not None):
        fail(
            "--by và --drill in ra màn hình, không dùng cùng --format json hay csv.",
            "--by and --drill are for the screen, not for --format json or csv.",
            lang,
        )
    return find_indicator_or_exit(asked.drill, run.plan, lang) if asked.drill is not None else None


def _print(scored: CommunesScorecard, asked: Asked, drilled: Numbered | None, lang: Lang) -> None:
    """Print the results to stdout in the form asked for."""
    if asked.shape is ScoreFormat.json:
        from cchc_kpi.render.communes_json import communes_json

        sys.stdout.writelines(communes_json(scored, lang))
        return
    if asked.shape is ScoreFormat.csv:
        from cchc_kpi.render.csv import communes_csv

        sys.stdout.writelines(communes_csv(scored, lang))
        return
    from cchc_kpi.render import communes_text, screen

    console = screen.console_for(sys.stdout)
    communes_text.show_heading(scored, console, lang)
    if drilled is not None:
        from cchc_kpi.render.drill_text import show_drill

        show_drill(scored, drilled, console, lang)
    if asked.by is not None:
        communes_text.show_matrix(scored, asked.by.value, console, lang)
    if drilled is None and asked.by is None:
        communes_text.show_communes(scored, console, lang)


def _print_findings(findings: Sequence[Finding], lang: Lang) -> None:
    """Print findings to stderr, the gravest first; of very many the first, and how many more there are."""
    told = sorted(findings, key=lambda finding: finding.severity.rank)
    print_findings(told[:_MOST_TOLD], lang)
    rest = len(told) - _MOST_TOLD
    if rest > 0:
        from cchc_kpi.render.screen import count_line

        count = count_line(findings, lang)
        tell(
            f"… và {rest} phát hiện nữa, tất cả {count}: xem trang Phát hiện của tệp --output, hoặc --format json.",
            f"… and {rest} more, in all {count}: see the sheet of findings of --output, or --format json.",
            lang,
        )
