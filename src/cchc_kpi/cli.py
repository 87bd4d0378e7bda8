"""The command line: arguments, which renderer, exit code; nothing else.

Heavy libraries are imported inside the commands, so that `--help` costs a tenth of a second.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_kpi import __version__
from cchc_kpi.cli_compare import COMPARE_HELP, compare
from cchc_kpi.cli_explain import EXPLAIN_HELP, explain
from cchc_kpi.cli_extract import EXTRACT_HELP, extract
from cchc_kpi.cli_language import (
    LANG_VARIABLE,
    Command,
    Group,
    say,
    startup_language,
    usage_error_text,
)
from cchc_kpi.cli_opening import RunOptions, open_run, read_returns
from cchc_kpi.cli_options import (
    Annotate,
    ClusterAddress,
    CommunesList,
    Jobs,
    Lang_,
    Language,
    OneCommune,
    Returns,
    Targets,
    ValidateFormat,
    Waivers,
)
from cchc_kpi.cli_plan import plan_app
from cchc_kpi.cli_score import ANNUAL_HELP, SCORE_HELP, annual, score
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    INTERRUPTED,
    NOT_DONE,
    annotate_or_explain,
    fail,
    folder_or_exit,
    has_errors,
    print_findings,
    tell,
    tell_annotated,
)
from cchc_kpi.cli_template import TEMPLATE_HELP, template
from cchc_kpi.cli_verify import VERIFY_HELP, verify
from cchc_kpi.memory import collect_seldom
from cchc_kpi.system import reason_of

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang
    from cchc_kpi.plan.file import LoadedPlan

TRACEBACK_VARIABLE = "CCHC_KPI_TRACEBACK"
"""Set it to see where an unexpected fault came from."""

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
app.add_typer(plan_app, name="plan")


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


app.command(cls=Command, help=SCORE_HELP)(score)
app.command(cls=Command, help=ANNUAL_HELP)(annual)
app.command(cls=Command, help=EXPLAIN_HELP)(explain)
app.command(cls=Command, help=COMPARE_HELP)(compare)
app.command(cls=Command, help=VERIFY_HELP)(verify)


@app.command(
    cls=Command,
    help=say(
        "Kiểm tra báo cáo trước khi nộp: mọi lỗi, theo ô, kèm cách sửa.\n\n"
        "Ví dụ: cchc-kpi validate ttpvhcc-2026-Q1.xlsx --annotate phat-hien",
        "Check returns before they are submitted: every fault, by cell, with what to do.\n\n"
        "Example: cchc-kpi validate ttpvhcc-2026-Q1.xlsx --annotate marked",
    ),
)
def validate(
    returns: Returns,
    targets: Targets = None,
    waivers: Waivers = None,
    communes: CommunesList = None,
    commune: OneCommune = None,
    annotate: Annotate = None,
    format: Annotated[
        ValidateFormat, typer.Option(help=say("Cách in kết quả.", "How to print."))
    ] = ValidateFormat.table,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    folder = folder_or_exit(annotate, "--annotate", language) if annotate is not None else None
    as_json = format is ValidateFormat.json
    run = open_run(
        RunOptions(targets, waivers, communes, commune, jobs, cluster),
        language,
        _unvalidated if as_json else None,
    )
    batch, listed = read_returns(returns, run, language)
    many = run.communes if run.commune is None else None
    batch = pipeline.waive_batch(batch, listed, run.plan, many)
    # Written before anything is printed: a reader that stops listening must not cost the copies.
    annotated = annotate_or_explain(batch, folder, language) if folder is not None else []
    findings = batch.all_findings
    if as_json:
        from cchc_kpi.render.json import validation_json

        sys.stdout.write(validation_json(batch.returns, findings, language))
    else:
        from cchc_kpi.render import screen, terminal

        if batch.returns:
            console = screen.console_for(sys.stdout)
            terminal.show_validation(batch.returns, findings, console, language)
        print_findings(findings, language)
    if folder is not None:
        tell_annotated(annotated, batch, language)
    if not batch.is_readable or None in annotated:
        raise typer.Exit(NOT_DONE)
    raise typer.Exit(DONE_WITH_FAULTS if has_errors(findings) else DONE)


def _unvalidated(loaded: LoadedPlan) -> str:
    from cchc_kpi.render.json import validation_json

    return validation_json((), loaded.findings, startup_language())


app.command(cls=Command, help=EXTRACT_HELP)(extract)
app.command(cls=Command, help=TEMPLATE_HELP)(template)


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
    by_name = {rule.name: rule for rule in BY_CODE.values()}
    found = BY_CODE.get(code.strip().upper()) or by_name.get(code.strip().lower())
    if found is None:
        fail(
            f"không có quy tắc '{code}'; xem danh mục bằng: cchc-kpi rule",
            f"there is no rule '{code}'; list them with: cchc-kpi rule",
            language,
        )
    typer.echo(rule_text(found, language), nl=False)


def main() -> None:
    """Run the command line: UTF-8 whatever the console's code page, and never a traceback."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the whole run
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    if LANG_VARIABLE in os.environ:
        os.environ[LANG_VARIABLE] = startup_language()
    # Looking for plugins of pydantic reads the metadata of every package installed; none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    collect_seldom()
    sys.exit(_run())


def _run() -> int:
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        return NOT_DONE
    except BrokenPipeError:
        _drop_stdout()
        return DONE
    except OSError as error:
        _drop_stdout()
        reason = reason_of(error)
        tell(
            f"Lỗi: không in được kết quả: {reason.vi}.",
            f"Error: cannot print: {reason.en}.",
            startup_language(),
        )
        return NOT_DONE
    except typer.TyperException as error:
        typer.echo(usage_error_text(error.format_message()), err=True)
        return NOT_DONE
    except Exception as error:
        # Status 1 means "done, with faults"; what went wrong here is the program's own fault.
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        what = f"{type(error).__name__}: {error}"
        vi = f"chương trình gặp lỗi ngoài dự kiến ({what}); xin báo lại cho người phát triển kèm lệnh vừa chạy."
        en = f"the program met an unexpected fault ({what}); please report it with the command you ran."
        tell(f"Lỗi: {vi}", f"Error: {en}", startup_language())
        return NOT_DONE
    if status == INTERRUPTED:
        tell(
            "Đã dừng theo lệnh. Tệp kết quả đang ghi dở được bỏ; tệp đã có vẫn như cũ.",
            "Stopped as asked. What was being written is dropped; files that were there are as they were.",
            startup_language(),
        )
    return status if isinstance(status, int) else DONE


def _drop_stdout() -> None:
    """Let what could not be printed go nowhere, so that the interpreter does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
