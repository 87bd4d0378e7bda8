"""The command line: arguments, which renderer, exit code; nothing else.

Heavy libraries are imported inside the commands, so that `--help` costs a tenth of a second.
"""

from __future__ import annotations

import contextlib
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cchc_kpi import __version__
from cchc_kpi.cli_language import LANG_VARIABLE, Command, Group, say, usage_error_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cchc_kpi.findings import Finding, Lang
    from cchc_kpi.periods import Period
    from cchc_kpi.pipeline import Batch
    from cchc_kpi.plan.file import LoadedPlan
    from cchc_kpi.plan.model import Plan
    from cchc_kpi.scoring.scorecard import Scorecard

DONE, DONE_WITH_FAULTS, NOT_DONE = 0, 1, 2

app = typer.Typer(
    cls=Group,
    name="cchc-kpi",
    help=say(
        "Chấm các chỉ tiêu cải cách hành chính của xã từ báo cáo Excel của các phòng.",
        "Scores a commune's administrative-reform indicators from the offices' Excel returns.",
    ),
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
plan_app = typer.Typer(
    cls=Group,
    help=say(
        "Kiểm tra, đọc lại tệp kế hoạch targets.yaml.", "Check and read back the plan file, targets.yaml."
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(plan_app, name="plan")


class Language(StrEnum):
    """`--lang`."""

    vi = "vi"
    en = "en"


class ScoreFormat(StrEnum):
    """`score --format`."""

    table = "table"
    json = "json"
    csv = "csv"


class ValidateFormat(StrEnum):
    """`validate --format`."""

    table = "table"
    json = "json"


class FailOn(StrEnum):
    """`score --fail-on`."""

    not_met = "not-met"


Returns = Annotated[
    list[str],
    typer.Argument(
        metavar="RETURNS...",
        help=say(
            "Tệp báo cáo, thư mục (tìm cả bên trong) hoặc mẫu tên như returns/*.xlsx.",
            "Returns: files, folders (searched recursively) or patterns such as returns/*.xlsx.",
        ),
    ),
]
Targets = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help=say(
            "Tệp kế hoạch; bỏ trống: ./targets.yaml, hoặc bản kèm chương trình.",
            "The plan file; by default ./targets.yaml, else the copy shipped with the program.",
        ),
    ),
]
Lang_ = Annotated[
    Language,
    typer.Option("--lang", envvar=LANG_VARIABLE, help=say("Ngôn ngữ của lời báo.", "Language of messages.")),
]
PERIOD_HELP = say(
    "Kỳ: 2026-Q1, 2026-H1, 2026-9M, 2026, hay 'Quý I/2026'.", "Period: 2026-Q1, 2026-H1, 2026-9M, 2026."
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cchc-kpi {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=say("In phiên bản.", "Print the version.")
        ),
    ] = False,
) -> None:
    """Nothing of its own: the commands do the work."""


@app.command(
    cls=Command,
    help=say(
        "Chấm một kỳ: kết quả từng chỉ tiêu, tổng hợp theo lĩnh vực, mọi phát hiện.\n\n"
        "Ví dụ: cchc-kpi score returns --period 2026-Q1 --output bang-diem.xlsx",
        "Score a period: every indicator, a summary by area, every finding.\n\n"
        "Example: cchc-kpi score returns --period 2026-Q1 --output scorecard.xlsx",
    ),
)
def score(
    returns: Returns,
    targets: Targets = None,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD", help=PERIOD_HELP + say(" Bỏ trống: kỳ mới nhất.", " By default the latest.")
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx", help=say("Ghi bảng điểm ra tệp này.", "Write the scorecard workbook.")
        ),
    ] = None,
    format: Annotated[
        ScoreFormat, typer.Option(help=say("Cách in kết quả.", "How to print the results."))
    ] = ScoreFormat.table,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help=say(
                "not-met: thoát với mã 1 khi có chỉ tiêu chưa đạt.",
                "not-met: exit 1 when a target is missed.",
            )
        ),
    ] = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    loaded, plan = _plan(targets, language)
    chosen = _period(period, plan, language)
    batch = pipeline.read_batch(returns, plan)
    if output is not None:
        _check_output(output, [*(item.file for item in batch.returns), loaded.file], language)
    card = pipeline.score(batch, loaded, plan, chosen)
    if card is None:
        _print_unscored(batch, loaded, plan, format, language)
        raise typer.Exit(NOT_DONE)
    if chosen is None:
        _tell(
            f"Kỳ được chấm: {card.period.id}, kỳ mới nhất trong các báo cáo (chọn kỳ khác bằng --period).",
            f"Period scored: {card.period.id}, the latest among the returns (choose another with --period).",
            language,
        )
    _print_scorecard(card, format, language)
    if output is not None:
        _write_scorecard(card, output, language)
    if not batch.is_readable:
        raise typer.Exit(NOT_DONE)
    missed = fail_on is FailOn.not_met and any(r.verdict.value == "not_met" for r in card.results)
    raise typer.Exit(DONE_WITH_FAULTS if missed or _has_errors(card.findings) else DONE)


@app.command(
    cls=Command,
    help=say(
        "Kiểm tra báo cáo trước khi nộp: mọi lỗi, theo ô, kèm cách sửa.\n\n"
        "Ví dụ: cchc-kpi validate ttpvhcc-2026-Q1.xlsx",
        "Check returns before they are submitted: every fault, by cell, with what to do.\n\n"
        "Example: cchc-kpi validate ttpvhcc-2026-Q1.xlsx",
    ),
)
def validate(
    returns: Returns,
    targets: Targets = None,
    format: Annotated[
        ValidateFormat, typer.Option(help=say("Cách in kết quả.", "How to print."))
    ] = ValidateFormat.table,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    _, plan = _plan(targets, language)
    batch = pipeline.read_batch(returns, plan)
    if format is ValidateFormat.json:
        from cchc_kpi.render.json import validation_json

        sys.stdout.write(validation_json(batch.returns, batch.all_findings, language))
    else:
        from cchc_kpi.render import terminal

        if batch.returns:
            console = terminal.console_for(sys.stdout)
            terminal.show_validation(batch.returns, batch.all_findings, console, language)
        _print_findings(batch.all_findings, language)
    if not batch.is_readable:
        raise typer.Exit(NOT_DONE)
    raise typer.Exit(DONE_WITH_FAULTS if _has_errors(batch.all_findings) else DONE)


@app.command(
    cls=Command,
    help=say(
        "Ghi biểu mẫu báo cáo cho các phòng: trắng, của một quý, hoặc số liệu gốc.\n\n"
        "Ví dụ: cchc-kpi template --period 2026-Q2 --output bieu-mau",
        "Write the offices' forms: blank, for a quarter, or the baselines.\n\n"
        "Example: cchc-kpi template --period 2026-Q2 --output forms",
    ),
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
    output: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help=say("Thư mục để ghi; tạo nếu chưa có.", "Folder to write to; created.")
        ),
    ] = Path("templates"),
    force: Annotated[
        bool, typer.Option("--force", help=say("Ghi đè biểu mẫu đã có.", "Overwrite forms that exist."))
    ] = False,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    _, plan = _plan(targets, language)
    chosen = _period(period, plan, language)
    if chosen is not None and not chosen.is_quarter:
        _fail(
            "biểu mẫu làm theo quý, ví dụ --period 2026-Q1.",
            "forms are quarterly, for example --period 2026-Q1.",
            language,
        )
    if baseline and chosen is not None:
        _fail(
            "chọn --baseline hoặc --period, không dùng cả hai.",
            "choose --baseline or --period, not both.",
            language,
        )
    unknown = [name for name in office or [] if name not in plan.office_by_id]
    if unknown:
        known = ", ".join(plan.office_by_id)
        _fail(
            f"không có cơ quan '{unknown[0]}'; các cơ quan: {known}.",
            f"no office '{unknown[0]}'; the offices: {known}.",
            language,
        )
    forms = pipeline.forms(plan, office or (), chosen, baseline_only=baseline)
    if not forms:
        _fail("không có biểu mẫu nào như vậy.", "there is no such form.", language)
    kept = 0
    for form in forms:
        path = output / f"{form.stem}.xlsx"
        if path.exists() and not force:
            kept += 1
            _tell(
                f"Giữ nguyên {path.as_posix()}, đã có (ghi đè bằng --force).",
                f"Kept {path.as_posix()}, which exists (--force overwrites).",
                language,
            )
            continue
        with _writing(path, language):
            pipeline.write_form_file(form, path)
        typer.echo(path.as_posix())
    raise typer.Exit(DONE)


@app.command(
    cls=Command,
    help=say(
        "In một quy tắc kiểm tra, hoặc cả danh mục.\n\nVí dụ: cchc-kpi rule C01",
        "Print one rule, or the catalogue.\n\nExample: cchc-kpi rule C01",
    ),
)
def rule(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help=say("Mã quy tắc, ví dụ C01.", "A rule's code, such as C01.")),
    ] = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi.render.rule_text import catalogue_text, rule_text
    from cchc_kpi.rules import BY_CODE

    language: Lang = lang.value
    if code is None:
        typer.echo(catalogue_text(language), nl=False)
        return
    found = BY_CODE.get(code.strip().upper())
    if found is None:
        _fail(
            f"không có quy tắc '{code}'; xem danh mục bằng: cchc-kpi rule",
            f"there is no rule '{code}'; list them with: cchc-kpi rule",
            language,
        )
    typer.echo(rule_text(found, language), nl=False)


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
    _print_findings(loaded.findings, language)
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
    _, plan = _plan(targets, language)
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


def _plan(targets: Path | None, lang: Lang) -> tuple[LoadedPlan, Plan]:
    """Load the plan; print its findings; exit 2 where it cannot be used."""
    from cchc_kpi import pipeline

    loaded = pipeline.open_plan(targets)
    _print_findings(loaded.findings, lang)
    if loaded.plan is None:
        raise typer.Exit(NOT_DONE)
    return loaded, loaded.plan


def _period(text: str | None, plan: Plan, lang: Lang) -> Period | None:
    from cchc_kpi.periods import parse_period

    if text is None:
        return None
    period = parse_period(text)
    if period is None:
        _fail(
            f"không hiểu kỳ '{text}'; viết như 2026-Q1, 2026-H1, 2026-9M hay 2026.",
            f"period '{text}' not understood; write 2026-Q1, 2026-H1, 2026-9M or 2026.",
            lang,
        )
    if not plan.covers(period):
        first, last = plan.plan.first_year, plan.plan.last_year
        _fail(
            f"kỳ {period.id} nằm ngoài giai đoạn {first}-{last} của kế hoạch.",
            f"period {period.id} is outside the plan's years, {first}-{last}.",
            lang,
        )
    return period


def _check_output(output: Path, inputs: list[str], lang: Lang) -> None:
    if output.suffix.lower() != ".xlsx":
        _fail(
            f"--output phải là tệp .xlsx, không phải '{output}'.",
            f"--output must be an .xlsx file, not '{output}'.",
            lang,
        )
    if output.is_dir() or not output.parent.is_dir():
        _fail(
            f"không ghi được '{output}': thư mục không có, hoặc tên này là một thư mục.",
            f"cannot write '{output}': no such folder, or it is a folder.",
            lang,
        )
    target = os.path.normcase(os.path.realpath(output))
    if target in {os.path.normcase(os.path.realpath(path)) for path in inputs}:
        _fail(
            f"--output '{output}' là một trong các tệp đầu vào; chọn tên khác.",
            f"--output '{output}' is one of the inputs; choose another name.",
            lang,
        )


def _print_scorecard(card: Scorecard, format: ScoreFormat, lang: Lang) -> None:
    if format is ScoreFormat.json:
        from cchc_kpi.render.json import scorecard_json

        sys.stdout.write(scorecard_json(card, lang))
        return
    if format is ScoreFormat.csv:
        from cchc_kpi.render.csv import scorecard_csv

        sys.stdout.write(scorecard_csv(card, lang))
    else:
        from cchc_kpi.render import terminal

        terminal.show_scorecard(card, terminal.console_for(sys.stdout), lang)
    _print_findings(card.findings, lang)


def _print_unscored(batch: Batch, loaded: LoadedPlan, plan: Plan, format: ScoreFormat, lang: Lang) -> None:
    if format is ScoreFormat.json:
        from cchc_kpi.render.json import PlanJson, unscored_json

        heading = PlanJson(id=plan.plan.id, title=plan.plan.title, sha256=loaded.sha256)
        sys.stdout.write(unscored_json(heading, plan.plan.commune, batch.returns, batch.all_findings, lang))
        return
    _print_findings(batch.all_findings, lang)
    _tell(
        "Không có báo cáo quý nào dùng được, nên chưa chấm được kỳ nào.",
        "No quarterly return can be used, so there is no period to score.",
        lang,
    )


def _write_scorecard(card: Scorecard, output: Path, lang: Lang) -> None:
    from cchc_kpi import pipeline

    with _writing(output, lang):
        pipeline.write_scorecard_file(card, output)
    _tell(f"Đã ghi {output.as_posix()}.", f"Wrote {output.as_posix()}.", lang)


@contextlib.contextmanager
def _writing(path: Path, lang: Lang) -> Iterator[None]:
    """Tell in plain words why a file could not be written, and exit 2."""
    from cchc_kpi.outputs import OutputBlocked

    try:
        yield
    except OutputBlocked as blocked:
        _fail(
            f"'{path}' đang mở ở chương trình khác: đóng tệp rồi chạy lại. Bản vừa làm được giữ ở '{blocked.kept}'.",
            f"'{path}' is open elsewhere: close it and run again. What was made is kept as '{blocked.kept}'.",
            lang,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        _fail(f"không ghi được '{path}': {reason}.", f"cannot write '{path}': {reason}.", lang)


def _print_findings(findings: tuple[Finding, ...], lang: Lang) -> None:
    if not findings:
        return
    from cchc_kpi.render import terminal

    sys.stdout.flush()
    console = terminal.console_for(sys.stderr)
    console.print()
    terminal.show_findings(findings, console, lang)
    console.print(terminal.count_line(findings, lang))


def _has_errors(findings: tuple[Finding, ...]) -> bool:
    return any(finding.is_error for finding in findings)


def _tell(vi: str, en: str, lang: Lang) -> None:
    typer.echo(vi if lang == "vi" else en, err=True)


def _fail(vi: str, en: str, lang: Lang) -> NoReturn:
    _tell(f"Lỗi: {vi}", f"Error: {en}", lang)
    raise typer.Exit(NOT_DONE)


def main() -> None:
    """Run the command line: UTF-8 whatever the console's code page, and no traceback for a broken pipe."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        status = NOT_DONE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    except typer.TyperException as error:
        typer.echo(usage_error_text(error.format_message()), err=True)
        status = NOT_DONE
    sys.exit(status if isinstance(status, int) else DONE)
