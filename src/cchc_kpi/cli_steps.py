"""The steps that commands share: load the plan, read a period, print, write, and end with the right status.

What a step cannot do it says in plain words on stderr, and ends the command with status 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import typer

from cchc_kpi.cli_options import ScoreFormat

if TYPE_CHECKING:
    from cchc_kpi.annotating import Annotation
    from cchc_kpi.findings import Finding, Lang
    from cchc_kpi.periods import Period
    from cchc_kpi.pipeline import Batch
    from cchc_kpi.plan.file import LoadedPlan
    from cchc_kpi.plan.model import Plan
    from cchc_kpi.plan.naming import Numbered

DONE: Final = 0
DONE_WITH_FAULTS: Final = 1
NOT_DONE: Final = 2
INTERRUPTED: Final = 130
"""Ctrl+C: what every shell gives for it."""


def load_plan_or_exit(
    targets: Path | None, lang: Lang, as_json: Callable[[LoadedPlan], str] | None = None
) -> tuple[LoadedPlan, Plan]:
    """Load the plan and print its findings; where it cannot be used, also the JSON if asked for, and exit."""
    from cchc_kpi import pipeline

    loaded = pipeline.open_plan(targets)
    print_findings(loaded.findings, lang)
    if loaded.plan is None:
        if as_json is not None:
            sys.stdout.write(as_json(loaded))
        raise typer.Exit(NOT_DONE)
    return loaded, loaded.plan


def parse_period_or_exit(text: str | None, plan: Plan, lang: Lang) -> Period | None:
    """Return the period that `--period` means, None where it was left out."""
    from cchc_kpi.periods import parse_period

    if text is None:
        return None
    period = parse_period(text)
    if period is None:
        fail(
            f"không hiểu kỳ '{text}'; viết như 2026-Q1, 2026-H1, 2026-9M hay 2026.",
            f"period '{text}' not understood; write 2026-Q1, 2026-H1, 2026-9M or 2026.",
            lang,
        )
    if not plan.covers(period):
        first, last = plan.plan.first_year, plan.plan.last_year
        fail(
            f"kỳ {period.id} nằm ngoài giai đoạn {first}-{last} của kế hoạch.",
            f"period {period.id} is outside the plan's years, {first}-{last}.",
            lang,
        )
    return period


def find_indicator_or_exit(text: str, plan: Plan, lang: Lang) -> Numbered:
    """Return the indicator meant; where that is not plain, end with status 2."""
    from cchc_kpi.plan.naming import find_indicator

    found = find_indicator(plan, text)
    if found is None:
        _fail_unknown(text, plan, lang)
    return found


def _fail_unknown(text: str, plan: Plan, lang: Lang) -> NoReturn:
    """Name the indicators that may be meant, and end with status 2."""
    from cchc_kpi.plan.naming import near_indicators
    from cchc_kpi.text import shown

    near = "".join(
        f"\n  {n.number}. {n.indicator.name} [{n.indicator.id}]" for n in near_indicators(plan, text)
    )
    vi, en = f"có phải:{near}", f"did you mean:{near}"
    if not near:
        count = len(plan.indicators)
        vi = f"ghi số từ 1 đến {count}, mã hay tên (xem: cchc-kpi plan show)."
        en = f"give a number from 1 to {count}, an id or a name (see: cchc-kpi plan show)."
    fail(f"không có chỉ tiêu {shown(text)}; {vi}", f"no indicator {shown(text)}; {en}", lang)


def folder_or_exit(name: str, option: str, lang: Lang) -> Path:
    """Return the folder that an option names; a name of nothing would mean the one that one happens to be in."""
    if not name.strip():
        fail(
            f"{option} cần tên một thư mục, không để trống; thư mục hiện tại thì ghi dấu chấm (.).",
            f"{option} needs the name of a folder, not nothing; for the present one write a dot (.).",
            lang,
        )
    return Path(name)


def check_output(
    output: Path, inputs: Iterable[Path], lang: Lang, *, option: str = "--output", ending: str = ".xlsx"
) -> None:
    """See that a file of this ending can be written there, and that it is none of the inputs."""
    if output.suffix.lower() != ending:
        fail(
            f"{option} phải là tệp {ending}, không phải '{output}'.",
            f"{option} must be a file ending in {ending}, not '{output}'.",
            lang,
        )
    try:
        is_writable = not output.is_dir() and output.parent.is_dir()
    except OSError:
        is_writable = False
    if not is_writable:
        fail(
            f"không ghi được '{output}': thư mục không có, hoặc tên này là một thư mục.",
            f"cannot write '{output}': no such folder, or it is a folder.",
            lang,
        )
    target = os.path.normcase(os.path.realpath(output))
    if target in {os.path.normcase(os.path.realpath(path)) for path in inputs}:
        fail(
            f"{option} '{output}' là một trong các tệp đầu vào; chọn tên khác.",
            f"{option} '{output}' is one of the inputs; choose another name.",
            lang,
        )


def check_annotation(
    annotations: Iterable[Annotation], folder: Path, inputs: Iterable[Path], lang: Lang
) -> None:
    """See that the folder can take the annotated copies, and that none of them would fall on an input."""
    if os.path.lexists(folder) and not folder.is_dir():
        fail(f"--annotate '{folder}' không phải thư mục.", f"--annotate '{folder}' is not a folder.", lang)
    given = {os.path.normcase(os.path.realpath(path)) for path in inputs}
    for annotation in annotations:
        target = annotation.target
        for written in {target, target.with_suffix(".xlsx")}:
            if os.path.normcase(os.path.realpath(written)) in given:
                fail(
                    f"bản đánh dấu '{written}' trùng với một tệp đầu vào; chọn thư mục khác.",
                    f"the annotated copy '{written}' is one of the inputs; choose another folder.",
                    lang,
                )


def annotate_or_explain(batch: Batch, folder: Path, lang: Lang) -> list[Path | None]:
    """Write the annotated copies; return where each is, None for one that could not be written."""
    from cchc_kpi.annotating import annotations_of

    annotations = annotations_of(batch, folder)
    check_annotation(annotations, folder, batch.local_inputs, lang)
    return [_annotated(annotation, lang) for annotation in annotations]


def _annotated(annotation: Annotation, lang: Lang) -> Path | None:
    from cchc_kpi.annotating import write_annotation

    for path in annotation.kept:
        tell(
            f"Giữ nguyên {path.as_posix()}: đã có người sửa tệp này.",
            f"Kept {path.as_posix()}: somebody has changed it.",
            lang,
        )
    written: list[Path] = []
    write_or_explain(annotation.target, lambda: written.append(write_annotation(annotation, lang)), lang)
    return written[0] if written else None


def tell_annotated(written: Sequence[Path | None], batch: Batch, lang: Lang) -> None:
    """Say where the annotated copies are, and that in a table nothing can be marked."""
    tables = sorted({item.table for item in batch.returns if item.table is not None})
    for table in tables:
        tell(
            f"{table} là bảng số liệu: lỗi chỉ đánh dấu được trong báo cáo gốc.",
            f"{table} is a table of observations: faults can be marked in the returns themselves only.",
            lang,
        )
    if not written and not tables:
        tell(
            "Không tệp nào có lỗi hay cảnh báo để đánh dấu.", "No file has an error or warning to mark.", lang
        )
    for path in filter(None, written):
        tell_written(path, lang)


def write_or_explain(path: Path, write: Callable[[], None], lang: Lang) -> bool:
    """Run a writing step; where it fails, say why in plain words and return False."""
    from cchc_kpi.outputs import OutputBlocked
    from cchc_kpi.system import reason_of

    try:
        write()
    except OutputBlocked as blocked:
        tell(
            f"Lỗi: '{path}' đang mở ở chương trình khác: đóng tệp rồi chạy lại. Bản vừa làm được giữ ở '{blocked.kept}'.",
            f"Error: '{path}' is open elsewhere: close it and run again. What was made is kept as '{blocked.kept}'.",
            lang,
        )
        return False
    except OSError as error:
        reason = reason_of(error)
        tell(
            f"Lỗi: không ghi được '{path}': {reason.vi}.", f"Error: cannot write '{path}': {reason.en}.", lang
        )
        return False
    return True


def print_unscored(batch: Batch, loaded: LoadedPlan, shape: ScoreFormat, lang: Lang) -> None:
    """Print what was found where no return gives a period to score."""
    if shape is ScoreFormat.json:
        from cchc_kpi.render.json import unscored_json

        sys.stdout.write(unscored_json(loaded, batch.returns, batch.all_findings, lang))
        return
    print_findings(batch.all_findings, lang)
    tell(
        "Không có báo cáo quý nào dùng được, nên chưa chấm được kỳ nào.",
        "No quarterly return can be used, so there is no period to score.",
        lang,
    )


def print_findings(findings: Sequence[Finding], lang: Lang, title: str = "") -> None:
    """Print findings to stderr, below what was printed before, under a title where one is given."""
    if not findings:
        return
    from cchc_kpi.render import screen

    sys.stdout.flush()
    console = screen.console_for(sys.stderr)
    console.print()
    if title:
        console.print(title, style="bold")
    screen.show_findings(findings, console, lang)
    console.print(screen.count_line(findings, lang))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Say whether any finding is an error."""
    return any(finding.is_error for finding in findings)


def tell_period(period: Period, lang: Lang) -> None:
    """Say which period is scored where none was asked for."""
    tell(
        f"Kỳ được chấm: {period.id}, kỳ mới nhất trong các báo cáo (chọn kỳ khác bằng --period).",
        f"Period scored: {period.id}, the latest among the returns (choose another with --period).",
        lang,
    )


def tell_none_received(batch: Batch, period: Period, lang: Lang) -> None:
    """Say that nothing of the period has come, where files can be read: the period is likely another one."""
    if batch.is_readable:
        tell(
            f"Chú ý: không báo cáo nào trong {len(batch.returns)} tệp thuộc kỳ {period.id}.",
            f"Note: none of the {len(batch.returns)} files is a return of {period.id}.",
            lang,
        )


def tell_written(path: Path, lang: Lang) -> None:
    """Say where an output is."""
    tell(f"Đã ghi {path.as_posix()}.", f"Wrote {path.as_posix()}.", lang)


def tell(vi: str, en: str, lang: Lang) -> None:
    """Print a line to stderr in the language asked for."""
    typer.echo(vi if lang == "vi" else en, err=True)


def fail(vi: str, en: str, lang: Lang) -> NoReturn:
    """Say what is wrong and end with status 2."""
    tell(f"Lỗi: {vi}", f"Error: {en}", lang)
    raise typer.Exit(NOT_DONE)
