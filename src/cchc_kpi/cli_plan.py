"""The commands `cchc-kpi plan ...`: check the plan file, read it back, print its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cchc_kpi.cli_language import Command, Group, say
from cchc_kpi.cli_options import Lang_, Language, Targets
from cchc_kpi.cli_steps import NOT_DONE, load_plan_or_exit, print_findings

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang

plan_app = typer.Typer(
    cls=Group,
    help=say(
        "Kiểm tra, đọc lại tệp kế hoạch targets.yaml.", "Check and read back the plan file, targets.yaml."
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
)


@plan_app.command(
    cls=Command,
    help=say(
        "Kiểm tra targets.yaml: mọi lỗi, theo dòng và cột, kèm gợi ý.\n\nVí dụ: cchc-kpi plan check",
        "Check targets.yaml: every fault, by line and column, with a suggestion.\n\nExample: cchc-kpi plan check",
    ),
)
def check(targets: Targets = None, lang: Lang_ = Language.vi) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    loaded = pipeline.open_plan(targets)
    print_findings(loaded.findings, language)
    if loaded.plan is None or loaded.findings:
        raise typer.Exit(NOT_DONE)
    plan = loaded.plan
    counts = (len(plan.indicators), len(plan.measures), len(plan.offices), len(plan.areas))
    vi = "{}: {} chỉ tiêu, {} số liệu, {} cơ quan, {} lĩnh vực. Không có lỗi."
    en = "{}: {} indicators, {} measures, {} offices, {} areas. No faults."
    typer.echo((vi if language == "vi" else en).format(loaded.file, *counts))


@plan_app.command(
    cls=Command,
    help=say(
        "Đọc lại kế hoạch thành câu, kèm điều khoản, để đối chiếu với văn bản.\n\nVí dụ: cchc-kpi plan show",
        "Read the plan back as sentences, clause by clause.\n\nExample: cchc-kpi plan show",
    ),
)
def show(targets: Targets = None, lang: Lang_ = Language.vi) -> None:
    from cchc_kpi.render.plan_text import plan_text

    language: Lang = lang.value
    _, plan = load_plan_or_exit(targets, language)
    typer.echo(plan_text(plan, language), nl=False)


@plan_app.command(
    cls=Command,
    help=say(
        "In JSON Schema của targets.yaml, để trình soạn thảo gợi ý khóa.\n\nVí dụ: cchc-kpi plan schema",
        "Print the JSON Schema of targets.yaml, for editors.\n\nExample: cchc-kpi plan schema",
    ),
)
def schema() -> None:
    from cchc_kpi.render.schemas import plan_schema

    typer.echo(plan_schema(), nl=False)
