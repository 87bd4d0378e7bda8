"""The command `cchc-kpi extract`: what the returns say as a table, one row an observation, for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_kpi.cli_language import say
from cchc_kpi.cli_opening import RunOptions, open_without_waivers, read_returns
from cchc_kpi.cli_options import (
    ClusterAddress,
    CommunesList,
    Jobs,
    Lang_,
    Language,
    OneCommune,
    Returns,
    Targets,
)
from cchc_kpi.cli_steps import (
    DONE,
    DONE_WITH_FAULTS,
    NOT_DONE,
    check_output,
    fail,
    has_errors,
    print_findings,
    tell,
    write_or_explain,
)

if TYPE_CHECKING:
    from cchc_kpi.findings import Lang

EXTRACT_HELP = say(
    "Trích số liệu thành bảng: mỗi dòng một số liệu, kèm tệp, trang tính và ô; cho Power BI, DuckDB, pandas, Excel. "
    "Các lệnh khác nhận bảng này thay cho báo cáo.\n\n"
    "Ví dụ: cchc-kpi extract returns --output so-lieu.csv",
    "Extract the figures into a table: one row a figure, with its file, sheet and cell; for Power BI, DuckDB, pandas, "
    "Excel. The other commands take the table in place of returns.\n\n"
    "Example: cchc-kpi extract returns --output observations.csv",
)


def extract(
    returns: Returns,
    output: Annotated[
        Path,
        typer.Option(
            metavar="FILE.parquet|.csv",
            help=say(
                "Ghi bảng ra tệp này; .parquet cần phần mở rộng [parquet], .csv thì không.",
                "Write the table to this file; .parquet needs the extra [parquet], .csv nothing.",
            ),
        ),
    ],
    targets: Targets = None,
    communes: CommunesList = None,
    commune: OneCommune = None,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    lang: Lang_ = Language.vi,
) -> None:
    from cchc_kpi import pipeline

    language: Lang = lang.value
    _check_ending(output, language)
    run = open_without_waivers(RunOptions(targets, None, communes, commune, jobs, cluster), language)
    batch, _ = read_returns(returns, run, language)
    beside = [Path(run.loaded.file), *([communes] if communes is not None else [])]
    check_output(output, [*batch.local_inputs, *beside], language, ending=output.suffix.lower())
    findings = batch.all_findings
    print_findings(findings, language)
    if not batch.is_readable:
        tell(
            "Không có báo cáo nào dùng được, nên không ghi bảng.",
            "No return can be used, so no table is written.",
            language,
        )
        raise typer.Exit(NOT_DONE)
    written: list[int] = []
    write_or_explain(
        output,
        lambda: written.append(
            pipeline.write_table_file(batch.returns, output, run.plan, run.loaded.sha256, run.communes)
        ),
        language,
    )
    if not written:
        raise typer.Exit(NOT_DONE)
    count, used = written[0], sum(not item.rejected for item in batch.returns)
    tell(
        f"Đã ghi {output.as_posix()}: {count} số liệu của {used} báo cáo.",
        f"Wrote {output.as_posix()}: {count} observations of {used} returns.",
        language,
    )
    raise typer.Exit(DONE_WITH_FAULTS if has_errors(findings) else DONE)


def _check_ending(output: Path, lang: Lang) -> None:
    """See that the name says which kind of table is meant, and that it can be made here."""
    from cchc_kpi import pipeline
    from cchc_kpi.observations.line import PARQUET, is_table

    if not is_table(output):
        fail(
            f"--output phải là tệp .parquet hay .csv, không phải '{output}'.",
            f"--output must be a file ending in .parquet or .csv, not '{output}'.",
            lang,
        )
    if output.suffix.lower() == PARQUET and not pipeline.can_write_parquet():
        command = f'"{sys.executable}" -m pip install "cchc-kpi[parquet]"'
        fail(
            f"tệp .parquet cần thư viện pyarrow chưa cài; cài bằng lệnh: {command} (hoặc ghi ra tệp .csv)",
            f"a .parquet file needs pyarrow, which is not installed; install it with: {command} (or write a .csv file)",
            lang,
        )
