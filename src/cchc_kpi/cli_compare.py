"""The command `cchc-kpi compare`: two periods, or two sets of returns; which verdicts moved, and why."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_kpi.cli_language import say
from cchc_kpi.cli_opening import RunOptions, expect_one_commune, open_run, read_returns
from cchc_kpi.cli_options import (
    PERIOD_HELP,
    ClusterAddress,
    CommunesList,
    Jobs,
    Lang_,
    Language,
    OneCommune,
    Targets,
    ValidateFormat,
    Waivers,
)
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    NOT_DONE,
    fail,
    has_errors,
    parse_period_or_exit,
    print_findings,
    tell,
)

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang
    from cchc_kpi.pipeline import Batch
    from cchc_kpi.plan.file import LoadedPlan
    from cchc_kpi.scoring.comparison import ScorecardChange

COMPARE_HELP = say(
    "So sánh hai kỳ, hay hai bộ báo cáo của một kỳ: kết quả nào đổi, vì sao, do cơ quan nào.\n\n"
    "A và B là hai kỳ: RETURNS là các báo cáo chung. A và B là hai bộ báo cáo (tệp, thư mục hay mẫu tên): RETURNS, "
    "nếu có, dùng cho cả hai bộ. Thư mục có tên như một kỳ thì ghi ./2026-Q1.\n\n"
    "Ví dụ: cchc-kpi compare 2026-Q1 2026-Q2 returns\n\n"
    "Ví dụ: cchc-kpi compare returns-thang-truoc returns --period 2026-Q2",
    "Compare two periods, or two sets of returns of one period: which verdicts moved, why, by which office.\n\n"
    "A and B are two periods: RETURNS are the returns of both. A and B are two sets of returns (files, folders or "
    "patterns): RETURNS, if any, belong to both sets. A folder that is named as a period is written ./2026-Q1.\n\n"
    "Example: cchc-kpi compare 2026-Q1 2026-Q2 returns\n\n"
    "Example: cchc-kpi compare returns-last-month returns --period 2026-Q2",
)


def compare(
    before: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help=say(
                "Kỳ trước (2026-Q1), hay bộ báo cáo trước.", "The first period (2026-Q1), or set of returns."
            ),
        ),
    ],
    after: Annotated[
        str,
        typer.Argument(
            metavar="B",
            help=say(
                "Kỳ sau (2026-Q2), hay bộ báo cáo sau.", "The second period (2026-Q2), or set of returns."
            ),
        ),
    ],
    returns: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RETURNS...",
            help=say(
                "Báo cáo chung: tệp, thư mục (tìm cả bên trong) hoặc mẫu tên như returns/*.xlsx.",
                "Common returns: files, folders (searched recursively) or patterns such as returns/*.xlsx.",
            ),
        ),
    ] = None,
    targets: Targets = None,
    waivers: Waivers = None,
    communes: CommunesList = None,
    commune: OneCommune = None,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD",
            help=PERIOD_HELP
            + say(
                " Chỉ khi A và B là hai bộ báo cáo; bỏ trống: quý mới nhất mà cả hai bộ có.",
                " Only where A and B are sets of returns; by default the latest quarter of both.",
            ),
        ),
    ] = None,
    format: Annotated[
        ValidateFormat, typer.Option(help=say("Cách in kết quả.", "How to print the results."))
    ] = ValidateFormat.table,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    given, common = (before, after), returns or []
    are_periods = _are_periods(given, language)
    _check_call(given, common, period, language, are_periods=are_periods)
    names = _names(given)
    as_json = format is ValidateFormat.json
    instead = partial(_uncompared, names, language, are_periods=are_periods) if as_json else None
    run = open_run(RunOptions(targets, waivers, communes, commune, jobs, cluster), language, instead)
    expect_one_commune(run, "compare", language)
    loaded, plan = run.loaded, run.plan
    if are_periods:
        first, second = (parse_period_or_exit(name, plan, language) for name in given)
        assert first is not None
        assert second is not None
        batch, listed = read_returns(common, run, language)
        batches = [batch]
        change = pipeline.compare_periods(batch, loaded, plan, (first, second), listed)
    else:
        chosen = parse_period_or_exit(period, plan, language)
        (one, listed), (other, others) = (read_returns([name, *common], run, language) for name in given)
        batches, listed = [one, other], tuple(dict.fromkeys((*listed, *others)))
        found = pipeline.compare_sets((one, other), names, loaded, plan, chosen, listed)
        if found is None:
            sides = [pipeline.waive_batch(batch, listed, plan) for batch in batches]
            _print_uncompared(sides, names, loaded, language, as_json=as_json)
            raise typer.Exit(NOT_DONE)
        change = found
        if chosen is None:
            _tell_period(change, language)
    is_readable = all(batch.is_readable for batch in batches)
    if is_readable:
        _tell_empty_sides(change, language)
    _print_comparison(change, language, as_json=as_json)
    if not is_readable:
        raise typer.Exit(NOT_DONE)
    faults = any(has_errors(side.card.findings) for side in (change.before, change.after))
    raise typer.Exit(DONE_WITH_FAULTS if faults else DONE)


def _are_periods(names: tuple[str, str], lang: Lang) -> bool:
    """Say whether A and B are periods; where just one of them is, nobody can tell what is meant."""
    from cchc_kpi.periods import parse_period
    from cchc_kpi.text import shown

    periods = [parse_period(name) is not None for name in names]
    if any(periods) and not all(periods):
        period, other = map(shown, names if periods[0] else names[::-1])
        folder = f"./{period[1:-1]}"
        fail(
            f"{period} là một kỳ mà {other} thì không; ghi hai kỳ rồi đến các báo cáo, hoặc hai bộ báo cáo. "
            f"Nếu {period} là tên thư mục thì ghi {folder}",
            f"{period} is a period and {other} is not; give two periods and then the returns, or two sets of "
            f"returns. If {period} is a folder, write {folder}",
            lang,
        )
    return all(periods)


def _check_call(
    names: tuple[str, str], common: Sequence[str], period: str | None, lang: Lang, *, are_periods: bool
) -> None:
    """See that there are two different things to compare, and for periods the returns to compare them by."""
    from cchc_kpi.periods import parse_period
    from cchc_kpi.text import shown

    one, other = map(parse_period if are_periods else _place, names)
    if one == other:
        first, second = map(shown, names)
        fail(
            f"{first} và {second} là một; cần hai kỳ hay hai bộ báo cáo khác nhau.",
            f"{first} and {second} are the same; give two different periods or sets of returns.",
            lang,
        )
    if are_periods and not common:
        fail(
            f"thiếu báo cáo để so hai kỳ: cchc-kpi compare {names[0]} {names[1]} RETURNS. "
            f"Nếu đó là hai thư mục thì ghi ./{names[0]} ./{names[1]}",
            f"no returns to compare the two periods by: cchc-kpi compare {names[0]} {names[1]} RETURNS. "
            f"If they are two folders, write ./{names[0]} ./{names[1]}",
            lang,
        )
    if are_periods and period is not None:
        fail(
            "--period chỉ dùng khi so hai bộ báo cáo; ở đây A và B đã là hai kỳ.",
            "--period is for two sets of returns; here A and B are the periods.",
            lang,
        )


def _place(name: str) -> str:
    return os.path.normcase(os.path.realpath(name))


def _names(given: tuple[str, str]) -> tuple[str, str]:
    """Return A and B as outputs show them: of visible characters only."""
    from pathlib import Path

    from cchc_kpi.returns.sources import display_path

    return display_path(Path(given[0])), display_path(Path(given[1]))


def _uncompared(names: tuple[str, str], lang: Lang, loaded: LoadedPlan, *, are_periods: bool) -> str:
    """Return the JSON where the plan or the waivers cannot be used."""
    from cchc_kpi.render.comparison_json import Given, uncompared_json
    from cchc_kpi.scoring.comparison import Basis

    basis = Basis.PERIODS if are_periods else Basis.SETS
    return uncompared_json(loaded, basis, [Given(name, (), loaded.findings) for name in names], lang)


def _print_uncompared(
    sides: Sequence[Batch], names: tuple[str, str], loaded: LoadedPlan, lang: Lang, *, as_json: bool
) -> None:
    """Print what was found where the two sets have no quarter in common."""
    if as_json:
        from cchc_kpi.render.comparison_json import Given, uncompared_json
        from cchc_kpi.scoring.comparison import Basis

        given = [Given(name, s.returns, s.all_findings) for name, s in zip(names, sides, strict=True)]
        sys.stdout.write(uncompared_json(loaded, Basis.SETS, given, lang))
        return
    for label, name, side in zip("AB", names, sides, strict=True):
        print_findings(side.all_findings, lang, f"{label}: {name}")
    tell(
        f"Hiểu '{names[0]}' và '{names[1]}' là hai bộ báo cáo; hai bộ không cùng có báo cáo dùng được của quý nào.",
        f"Taken as two sets of returns, '{names[0]}' and '{names[1]}' have no quarter in common of which both "
        "have a return that can be used.",
        lang,
    )


def _tell_period(change: ScorecardChange, lang: Lang) -> None:
    period = change.after.card.period.id
    tell(
        f"Kỳ được so: {period}, quý mới nhất mà cả hai bộ đều có báo cáo (chọn kỳ khác bằng --period).",
        f"Period compared: {period}, the latest quarter of both sets (choose another with --period).",
        lang,
    )


def _tell_empty_sides(change: ScorecardChange, lang: Lang) -> None:
    for side in (change.before, change.after):
        if not side.card.received:
            name, period = side.name.text(lang), side.card.period.id
            tell(
                f"Chú ý: {name}: không báo cáo nào thuộc kỳ {period}.",
                f"Note: {name}: none of the files is a return of {period}.",
                lang,
            )


def _print_comparison(change: ScorecardChange, lang: Lang, *, as_json: bool) -> None:
    """Print the comparison to stdout, and for people the findings to stderr, those of one side apart."""
    if as_json:
        from cchc_kpi.render.comparison_json import comparison_json

        sys.stdout.write(comparison_json(change, lang))
        return
    from cchc_kpi.render import screen
    from cchc_kpi.render.comparison_text import show_comparison

    show_comparison(change, screen.console_for(sys.stdout), lang)
    both, before, after = change.findings
    only = "Chỉ ở {}" if lang == "vi" else "Only in {}"
    for title, findings in (
        ("Ở cả hai" if lang == "vi" else "In both", both),
        (only.format(change.before.label), before),
        (only.format(change.after.label), after),
    ):
        print_findings(findings, lang, title)
