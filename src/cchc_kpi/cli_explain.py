"""The command `cchc-kpi explain`: one indicator, from the plan's clause to every cell and the verdict."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_kpi.cli_language import say
from cchc_kpi.cli_opening import RunOptions, expect_one_commune, open_run, read_returns
from cchc_kpi.cli_options import (
    ClusterAddress,
    CommunesList,
    Jobs,
    Lang_,
    Language,
    OneCommune,
    Returns,
    ScoredPeriod,
    ScoreFormat,
    Targets,
    Waivers,
)
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    NOT_DONE,
    check_output,
    find_indicator_or_exit,
    has_errors,
    parse_period_or_exit,
    print_unscored,
    tell,
    tell_written,
    write_or_explain,
)

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang
    from cchc_kpi.scoring.explanation import Explanation
    from cchc_kpi.scoring.scorecard import Scorecard

EXPLAIN_HELP = say(
    "Giải trình một chỉ tiêu: điều khoản, công thức, từng số liệu và ô của nó, phép so sánh, còn thiếu bao nhiêu.\n\n"
    "Ví dụ: cchc-kpi explain dossiers_on_time returns --period 2026-Q1",
    "Explain one indicator: clause, formula, every figure with its cell, the comparison, headroom.\n\n"
    "Example: cchc-kpi explain dossiers_on_time returns --period 2026-Q1",
)


def explain(
    indicator: Annotated[
        str,
        typer.Argument(
            metavar="INDICATOR",
            help=say(
                "Chỉ tiêu: mã (dossiers_on_time), số thứ tự trong bảng điểm (2), hay tên.",
                "The indicator: its id (dossiers_on_time), its number on the scorecard (2), or its name.",
            ),
        ),
    ],
    returns: Returns,
    targets: Targets = None,
    waivers: Waivers = None,
    communes: CommunesList = None,
    commune: OneCommune = None,
    period: ScoredPeriod = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help=say(
                "Ghi trang giải trình, để in và ký, ra tệp này.",
                "Write the explanation as a sheet to print and sign.",
            ),
        ),
    ] = None,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    run = open_run(RunOptions(targets, waivers, communes, commune, jobs, cluster), language)
    expect_one_commune(run, "explain", language)
    chosen = parse_period_or_exit(period, run.plan, language)
    numbered = find_indicator_or_exit(indicator, run.plan, language)
    batch, listed = read_returns(returns, run, language)
    if output is not None:
        check_output(output, [*batch.local_inputs, Path(run.loaded.file)], language)
    card = pipeline.score(batch, run.loaded, run.plan, chosen, listed)
    if card is None:
        unscored = pipeline.waive_batch(batch, listed, run.plan)
        print_unscored(unscored, run.loaded, ScoreFormat.table, language)
        raise typer.Exit(NOT_DONE)
    from cchc_kpi.render import screen
    from cchc_kpi.render.explanation_text import show_explanation
    from cchc_kpi.scoring.explanation import explain as explain_result

    if chosen is None:
        tell(
            f"Kỳ được giải trình: {card.period.id}, kỳ mới nhất trong các báo cáo (chọn kỳ khác bằng --period).",
            f"Period explained: {card.period.id}, the latest among the returns (choose another with --period).",
            language,
        )
    explanation = explain_result(card, numbered)
    is_written = _write(output, explanation, card, language)
    show_explanation(explanation, screen.console_for(sys.stdout), language)
    _tell_others(explanation, language)
    if output is not None and is_written:
        tell_written(output, language)
    if not is_written or not batch.is_readable:
        raise typer.Exit(NOT_DONE)
    raise typer.Exit(DONE_WITH_FAULTS if has_errors(card.findings) else DONE)


def _write(output: Path | None, explanation: Explanation, card: Scorecard, lang: Lang) -> bool:
    """Write the sheet if one is asked for; say whether all that is asked for is there.

    Before anything is printed: a reader that stops listening must not cost the sheet.
    """
    from cchc_kpi import pipeline

    return output is None or write_or_explain(
        output, lambda: pipeline.write_explanation_file(explanation, card, output), lang
    )


def _tell_others(explanation: Explanation, lang: Lang) -> None:
    """Say what else was found, so that the exit status is no riddle and nothing is held back."""
    from cchc_kpi.render.screen import count_line

    if explanation.others:
        sys.stdout.flush()
        count = count_line(explanation.others, lang)
        tell(
            f"Ngoài ra có {count} không thuộc chỉ tiêu này; xem bằng: cchc-kpi score",
            f"Besides, about other figures: {count}; see them with: cchc-kpi score",
            lang,
        )
