"""The arguments and options that several commands share, with their help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cchc_kpi.cli_language import LANG_VARIABLE, say


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
    """`validate --format` and `compare --format`."""

    table = "table"
    json = "json"


class FailOn(StrEnum):
    """`score --fail-on`."""

    not_met = "not-met"


class By(StrEnum):
    """`score --by`."""

    commune = "commune"
    province = "province"


Returns = Annotated[
    list[str],
    typer.Argument(
        metavar="RETURNS...",
        help=say(
            "Tệp báo cáo, thư mục (tìm cả bên trong), mẫu tên như returns/*.xlsx, hoặc bảng số liệu do extract ghi.",
            "Returns: files, folders (searched recursively), patterns such as returns/*.xlsx, or a table that extract wrote.",
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
Waivers = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help=say(
            "Tệp miễn trừ; bỏ trống: waivers.yaml cạnh tệp kế hoạch, nếu có.",
            "The waivers file; by default waivers.yaml beside the plan file, if there is one.",
        ),
    ),
]
Annotate = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help=say(
            "Ghi vào thư mục này bản sao của mỗi tệp có lỗi, đã đánh dấu và chú thích từng ô.",
            "Write into this folder a copy of each faulty file, its cells marked and commented.",
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
ScoredPeriod = Annotated[
    str | None,
    typer.Option(
        metavar="PERIOD", help=PERIOD_HELP + say(" Bỏ trống: kỳ mới nhất.", " By default the latest.")
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(metavar="FILE.xlsx", help=say("Ghi bảng điểm ra tệp này.", "Write the scorecard workbook.")),
]
Format = Annotated[ScoreFormat, typer.Option(help=say("Cách in kết quả.", "How to print the results."))]
FailOn_ = Annotated[
    FailOn | None,
    typer.Option(
        help=say(
            "not-met: thoát với mã 1 khi có chỉ tiêu chưa đạt.", "not-met: exit 1 when a target is missed."
        )
    ),
]
CommunesList = Annotated[
    Path | None,
    typer.Option(
        "--communes",
        metavar="PATH",
        help=say(
            "Danh sách xã, khi có nhiều xã; bỏ trống: communes.yaml cạnh tệp kế hoạch, nếu có.",
            "The list of communes, where there are many; by default communes.yaml beside the plan file, if there is one.",
        ),
    ),
]
OneCommune = Annotated[
    str | None,
    typer.Option(
        "--commune",
        metavar="CODE",
        help=say(
            "Chỉ xã này của danh sách, chọn từ báo cáo của nhiều xã.",
            "This commune of the list only, out of the returns of many.",
        ),
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="N",
        min=1,
        help=say(
            "Số tiến trình đọc báo cáo cùng lúc; bỏ trống: theo số nhân của máy, khi có nhiều tệp.",
            "How many processes read returns at a time; by default the machine's cores, where there are many files.",
        ),
    ),
]
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help=say(
            "Đọc báo cáo trên cụm Dask đang chạy, ví dụ tcp://10.0.0.5:8786 (cần phần mở rộng [cluster]).",
            "Read the returns on a Dask cluster that is running, such as tcp://10.0.0.5:8786 (needs the extra [cluster]).",
        ),
    ),
]
By_ = Annotated[
    By | None,
    typer.Option(
        "--by",
        help=say(
            "Khi chấm nhiều xã: in bảng dấu, mỗi dòng một xã hay một tỉnh, mỗi cột một chỉ tiêu.",
            "Over many communes: print a matrix of signs, a commune or a province a line, an indicator a column.",
        ),
    ),
]
Drill = Annotated[
    str | None,
    typer.Option(
        metavar="INDICATOR",
        help=say(
            "Khi chấm nhiều xã: in một chỉ tiêu, xã nào kéo kết quả chung xuống và bao nhiêu.",
            "Over many communes: print one indicator, which communes pull its sum down and by how much.",
        ),
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.docx",
        help=say(
            "Ghi báo cáo bằng lời ra tệp Word này (cần phần mở rộng [word]).",
            "Write the narrative report as a Word document (needs the extra [word]).",
        ),
    ),
]
ReportTemplate = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.docx",
        help=say(
            "Mẫu Word của cơ quan cho --report; bỏ trống: mẫu kèm chương trình.",
            "The office's own Word template for --report; by default the shipped one.",
        ),
    ),
]
