"""The command `cchc-kpi verify`: whether the numbers of a scorecard workbook still stand, one by one."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cchc_kpi.cli_language import say
from cchc_kpi.cli_opening import RunOptions, expect_one_commune, open_run
from cchc_kpi.cli_options import (
    CommunesList,
    Lang_,
    Language,
    OneCommune,
    Returns,
    Targets,
    ValidateFormat,
    Waivers,
)
from cchc_kpi.cli_steps import DONE, DONE_WITH_FAULTS, NOT_DONE, print_findings, tell

if TYPE_CHECKING:
    from cchc_kpi.cli_opening import Opened
    from cchc_kpi.findings import Lang
    from cchc_kpi.plan.file import LoadedPlan
    from cchc_kpi.verification import Among, Held, Unverifiable

VERIFY_HELP = say(
    "Kiểm chứng một bảng điểm: tính lại từ báo cáo và kế hoạch; từng con số đứng vững, bị sửa trong bảng, hay báo cáo "
    "đã đổi từ khi lập bảng.\n\n"
    "Mã thoát: 0 mọi thứ đứng vững; 1 có chỗ không đứng vững; 2 không kiểm chứng được.\n\n"
    "Ví dụ: cchc-kpi verify bang-diem-2026.xlsx returns",
    "Verify a scorecard: work it out again from returns and plan; whether each number stands, was altered in the "
    "workbook, or the returns have changed since.\n\n"
    "Exit status: 0 all stands; 1 something does not; 2 it cannot be verified.\n\n"
    "Example: cchc-kpi verify scorecard-2026.xlsx returns",
)


def verify(
    scorecard: Annotated[
        Path,
        typer.Argument(
            metavar="SCORECARD.xlsx",
            help=say(
                "Bảng điểm do lệnh score hay annual ghi, dù đã lưu lại bằng Excel hay LibreOffice.",
                "A scorecard that score or annual wrote, also one saved again by Excel or LibreOffice.",
            ),
        ),
    ],
    returns: Returns,
    targets: Targets = None,
    waivers: Waivers = None,
    format: Annotated[
        ValidateFormat, typer.Option(help=say("Cách in kết quả.", "How to print the results."))
    ] = ValidateFormat.table,
    communes: CommunesList = None,
    commune: OneCommune = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import verification
    from cchc_kpi.returns.sources import display_path

    language: Lang = lang.value
    as_json = format is ValidateFormat.json
    file = display_path(scorecard)
    given = RunOptions(targets, waivers, communes, commune)
    run = open_run(given, language, partial(_without_plan, file, language) if as_json else None)
    expect_one_commune(run, "verify", language)
    held = verification.open_scorecard(scorecard, run.plan)
    if isinstance(held, verification.Unverifiable):
        _end_unverified(held, file, run, language, as_json=as_json)
    outcome = verification.verify(held, returns, run.loaded, run.plan, run.waivers, _among(run))
    if isinstance(outcome, verification.Unverifiable):
        _end_unverified(outcome, file, run, language, as_json=as_json, held=held)
    if as_json:
        from cchc_kpi.render.verification_json import Subject, verification_json

        sys.stdout.write(verification_json(outcome, Subject(file, held.sha256), run.loaded, language))
    else:
        from cchc_kpi.render import screen
        from cchc_kpi.render.verification_text import show_verification

        show_verification(outcome, file, screen.console_for(sys.stdout), language)
    if outcome.is_broken:
        raise typer.Exit(DONE_WITH_FAULTS)
    raise typer.Exit(NOT_DONE if outcome.is_uncalculated else DONE)


def _among(run: Opened) -> Among | None:
    """Return which of many communes the scorecard is of; None where there is only one."""
    from cchc_kpi.verification import Among

    if run.communes is None or run.commune is None:
        return None
    return Among(run.communes, run.commune)


def _without_plan(file: str, lang: Lang, loaded: LoadedPlan) -> str:
    from cchc_kpi.render.verification_json import Subject, unverified_json

    return unverified_json(Subject(file), None, loaded, loaded.findings, lang)


def _end_unverified(
    why: Unverifiable, file: str, run: Opened, lang: Lang, *, as_json: bool, held: Held | None = None
) -> NoReturn:
    """Say why nothing can be verified, and end with status 2."""
    if as_json:
        from cchc_kpi.render.verification_json import Subject, unverified_json

        subject = Subject(file, held.sha256 if held is not None else None)
        sys.stdout.write(unverified_json(subject, why.reason, run.loaded, why.findings, lang))
    else:
        print_findings(why.findings, lang)
    reason = why.reason
    if reason is not None:
        tell(f"Lỗi: '{file}': {reason.vi}", f"Error: '{file}': {reason.en}", lang)
    else:
        tell(f"Không kiểm chứng được '{file}'.", f"'{file}' cannot be verified.", lang)
    raise typer.Exit(NOT_DONE)
