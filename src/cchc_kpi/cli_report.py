"""The steps of `--report` and `--report-template`, alike for every command that has a scorecard to tell of."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_kpi.cli_steps import check_output, fail, tell, write_or_explain

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang
    from cchc_kpi.scoring.scorecard import Scorecard


def check_report(report: Path | None, template: Path | None, inputs: Iterable[Path], lang: Lang) -> None:
    """See that the report asked for, if any, can be written: the place, the template named, the Word libraries."""
    from cchc_kpi import pipeline

    if report is None:
        if template is not None:
            fail(
                "--report-template chỉ dùng cùng với --report.",
                "--report-template goes with --report only.",
                lang,
            )
        return
    if not pipeline.can_write_reports():
        command = f'"{sys.executable}" -m pip install "cchc-kpi[word]"'
        fail(
            f"--report cần thư viện Word chưa cài; cài bằng lệnh: {command}",
            f"--report needs the Word libraries, which are not installed; install them with: {command}",
            lang,
        )
    held = [*inputs, *([template] if template is not None else [])]
    check_output(report, held, lang, option="--report", ending=".docx")


def write_report_or_explain(
    card: Scorecard, report: Path | None, template: Path | None, lang: Lang
) -> Path | None:
    """Write the report asked for and return where it is; None where none is asked for, or it failed, which is said.

    A report that stands there and was edited since stays as it is: the new one gets a name beside it.
    """
    if report is None:
        return None
    from cchc_kpi import pipeline
    from cchc_kpi.render.report_fault import TemplateFault

    place = pipeline.place_for_report(report)
    try:
        if not write_or_explain(place, lambda: pipeline.write_report_file(card, place, template), lang):
            return None
    except TemplateFault as fault:
        said = fault.sentence(template)
        tell(f"Lỗi: {said.vi}", f"Error: {said.en}", lang)
        return None
    if place != report:
        tell(
            f"Giữ nguyên {report.as_posix()}: đã có người sửa tệp này.",
            f"Kept {report.as_posix()}: somebody has changed it.",
            lang,
        )
    return place
