"""The command `cchc-kpi template`: the offices' forms, blank, for a quarter or for baselines, of one commune or of many."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_kpi.cli_language import say
from cchc_kpi.cli_opening import find_commune_or_exit, load_communes_or_exit
from cchc_kpi.cli_options import CommunesList, Lang_, Language, Targets
from cchc_kpi.cli_steps import (
    DONE,
    NOT_DONE,
    fail,
    folder_or_exit,
    load_plan_or_exit,
    parse_period_or_exit,
    tell,
    write_or_explain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cchc_kpi.findings import Lang
    from cchc_kpi.periods import Period
    from cchc_kpi.plan.communes import Commune, Communes
    from cchc_kpi.plan.model import Plan
    from cchc_kpi.returns.layout import FormLayout

TEMPLATE_HELP = say(
    "Ghi biểu mẫu báo cáo cho các phòng: trắng, của một quý, hoặc số liệu gốc.\n\n"
    "Ví dụ: cchc-kpi template --period 2026-Q2 --output bieu-mau",
    "Write the offices' forms: blank, for a quarter, or the baselines.\n\n"
    "Example: cchc-kpi template --period 2026-Q2 --output forms",
)


def template(
    targets: Targets = None,
    office: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help=say("Chỉ cơ quan này; lặp lại được.", "This office only; may be repeated.")
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help=say("Chỉ biểu mẫu của quý này.", "This quarter's forms only.")),
    ] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help=say("Chỉ biểu mẫu số liệu gốc.", "The baseline forms only."))
    ] = False,
    communes: CommunesList = None,
    commune: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help=say(
                "Biểu mẫu của xã này; lặp lại được. Nhiều xã thì mỗi xã một thư mục theo mã; có danh sách xã mà "
                "không chọn: mọi xã.",
                "This commune's forms; may be repeated. Several get a folder each, by code; with a list of "
                "communes and none chosen: all.",
            ),
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            metavar="DIR", help=say("Thư mục để ghi; tạo nếu chưa có.", "Folder to write to; created.")
        ),
    ] = "templates",
    force: Annotated[
        bool, typer.Option("--force", help=say("Ghi đè biểu mẫu đã có.", "Overwrite forms that exist."))
    ] = False,
    lang: Lang_ = Language.vi,
) -> None:
    language: Lang = lang.value
    folder = folder_or_exit(output, "--output", language)
    _, plan = load_plan_or_exit(targets, language)
    listed = load_communes_or_exit(communes, targets, language)
    chosen = _communes_asked(commune or [], listed, language)
    quarter = parse_period_or_exit(period, plan, language)
    _check_call(plan, office or [], quarter, language, baseline=baseline)
    forms = _forms(plan, office or [], quarter, chosen, listed, folder, baseline=baseline)
    if not forms:
        fail("không có biểu mẫu nào như vậy.", "there is no such form.", language)
    for path, form in forms:
        _write(form, path, language, force=force)
    raise typer.Exit(DONE)


def _communes_asked(codes: Sequence[str], listed: Communes | None, lang: Lang) -> tuple[Commune, ...]:
    """Return the communes that forms are wanted of, each once: by default all of the list, none without one."""
    asked = [find_commune_or_exit(code, listed, lang) for code in codes]
    if asked or listed is None:
        return tuple(dict.fromkeys(asked))
    return listed.listed


def _check_call(
    plan: Plan, offices: Sequence[str], quarter: Period | None, lang: Lang, *, baseline: bool
) -> None:
    if quarter is not None and not quarter.is_quarter:
        fail(
            "biểu mẫu làm theo quý, ví dụ --period 2026-Q1.",
            "forms are quarterly, for example --period 2026-Q1.",
            lang,
        )
    if baseline and quarter is not None:
        fail(
            "chọn --baseline hoặc --period, không dùng cả hai.",
            "choose --baseline or --period, not both.",
            lang,
        )
    unknown = [name for name in offices if name not in plan.office_by_id]
    if unknown:
        known = ", ".join(plan.office_by_id)
        fail(
            f"không có cơ quan '{unknown[0]}'; các cơ quan: {known}.",
            f"no office '{unknown[0]}'; the offices: {known}.",
            lang,
        )


def _forms(
    plan: Plan,
    offices: Sequence[str],
    quarter: Period | None,
    chosen: Sequence[Commune],
    listed: Communes | None,
    output: Path,
    *,
    baseline: bool,
) -> list[tuple[Path, FormLayout]]:
    """Return the forms asked for, each with the path that it is written to."""
    from cchc_kpi import pipeline

    if listed is None:
        forms = pipeline.forms_of(plan, offices, quarter, baseline_only=baseline)
        return [(output / f"{form.stem}.xlsx", form) for form in forms]
    held = []
    for commune in chosen:
        folder = output / commune.code if len(chosen) > 1 else output
        own = listed.plan_of(plan, commune)
        forms = pipeline.forms_of(own, offices, quarter, baseline_only=baseline, commune=commune.code)
        held += [(folder / f"{form.stem}.xlsx", form) for form in forms]
    return held


def _write(form: FormLayout, path: Path, lang: Lang, *, force: bool) -> None:
    from cchc_kpi import pipeline

    if os.path.exists(path) and not force:  # noqa: PTH110 - raises for no path, however odd
        tell(
            f"Giữ nguyên {path.as_posix()}, đã có (ghi đè bằng --force).",
            f"Kept {path.as_posix()}, which exists (--force overwrites).",
            lang,
        )
        return
    if not write_or_explain(path, partial(pipeline.write_form_file, form, path), lang):
        raise typer.Exit(NOT_DONE)
    typer.echo(path.as_posix())
