"""Many communes from the command line: what is printed, what is written, and how one commune is chosen."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from string import Formatter

import jsonschema
import openpyxl
import pytest

from cchc_kpi.cli_communes import _print_findings
from cchc_kpi.findings import Finding, Place, Rule
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.layout import COMMUNES_SHEETS_FIRST, COMMUNES_SHEETS_LAST
from cchc_kpi.rules import values
from communes_for_tests import LIST, THREE, write_province, write_return
from forms_for_tests import COMMUNES, read
from program import ROOT, Run, run
from recalculation import cells

SCHEMA = {
    name: json.loads((ROOT / f"schema/{name}.schema.json").read_text("utf-8"))
    for name in ("score", "communes")
}


@pytest.fixture(scope="module")
def province(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of three communes for 2026-Q1 and their list; see `write_province`."""
    folder = tmp_path_factory.mktemp("cli") / "thu"
    write_province(plan, folder)
    return folder


def many(command: str, province: Path, *options: str | Path, first: tuple[str, ...] = ()) -> Run:
    """Run a command over the province, with its list."""
    return run(command, *first, province, "--communes", province / "communes.yaml", *options)


# --- score ---


def test_a_province_is_scored_on_one_page(province: Path) -> None:
    """How much has come, the sums, the places; what is missing is told with the commune's name."""
    done = many("score", province)
    assert 0 == done.status
    lines = done.out.splitlines()
    assert "BẢNG ĐIỂM CCHC 3 XÃ - Quý I/2026" == lines[0]
    assert "Kỳ 2026-Q1: 15/12/2025 - 14/03/2026. Báo cáo nhận được: 14/15." == lines[1]
    assert "TẠM TÍNH: 1/3 xã còn thiếu báo cáo hoặc số liệu." == lines[2]
    assert "Tỉnh Lạng Sơn (3 xã)" in lines
    # 990 + 1000 + 890 of 3 * 1000 is 96%: below 99%, which one commune of three is above.
    assert any("96% ✗" in line and "2.880/3.000" in line and "3/3   1   2   ·" in line for line in lines)
    assert any(line.split()[:3] == ["1", "Lộc", "Bình"] for line in lines)
    assert "Xã Na Dương: chưa có báo cáo Quý I/2026 của Trung tâm Dịch vụ Công ích." in done.err


def test_many_communes_are_version_2_of_the_json(province: Path) -> None:
    """Standard output holds the JSON alone, as the schema has it; each commune's object is one of version 1."""
    done = many("score", province, "--format", "json")
    assert (0, 2) == (done.status, done.json["schema_version"])
    jsonschema.validate(done.json, SCHEMA["communes"])
    assert ["06541", "06529", "05977"] == [one["code"] for one in done.json["communes"]]
    for one in done.json["communes"]:
        own = {key: value for key, value in one.items() if key not in {"code", "province"}}
        jsonschema.validate(own, SCHEMA["score"])
    assert [("province", "Lạng Sơn", False)] == [
        (rollup["level"], rollup["name"], rollup["complete"]) for rollup in done.json["rollup"]
    ]
    assert {"met", "no_data", "headroom"} == set(done.json["ranking"][0]["keys"])
    assert ("2026-Q1", True) == (done.json["period"]["id"], done.json["provisional"])


def test_a_list_of_one_commune_keeps_version_1(plan: Plan, tmp_path: Path) -> None:
    """The JSON, the screen and the workbook are those of one commune."""
    write_return(plan, tmp_path, "06541", "kt")
    (tmp_path / "communes.yaml").write_text("\n".join(LIST.splitlines()[:3]) + "\n", encoding="utf-8")
    done = many("score", tmp_path, "--format", "json", "--output", tmp_path / "mot.xlsx")
    assert (1, "Lộc Bình") == (done.json["schema_version"], done.json["commune"])
    jsonschema.validate(done.json, SCHEMA["score"])
    assert cells(tmp_path / "mot.xlsx", "Bảng điểm")
    assert "BẢNG ĐIỂM CCHC XÃ LỘC BÌNH" in many("score", tmp_path).out


@pytest.mark.parametrize("code", ["05977", "5977"])
def test_one_commune_is_chosen_out_of_many(province: Path, code: str) -> None:
    """`--commune`: its scorecard alone, in version 1, without a word of the others' missing returns."""
    done = many("score", province, "--commune", code, "--format", "json")
    assert (0, 1, "phường Đông Kinh") == (done.status, done.json["schema_version"], done.json["commune"])
    assert 5 == len(done.json["returns"])
    assert [] == [f for f in done.json["findings"] if f["code"] == "C07"]
    shown = many("score", province, "--commune", code)
    assert "BẢNG ĐIỂM CCHC PHƯỜNG ĐÔNG KINH - Quý I/2026" in shown.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--commune", "06592"), "không có xã mã '06592'; có phải: 06529 (xã Na Dương, tỉnh Lạng Sơn)?"),
        (("--commune", "đông kinh"), "có phải: 05977 (phường Đông Kinh, tỉnh Lạng Sơn)?"),
        (("--commune", "1"), "danh sách có 3 xã, ghi mã như trong danh sách"),
        (("--commune", "06541", "--by", "commune"), "--by và --drill chỉ dùng khi chấm nhiều xã"),
        (("--drill", "2", "--format", "json"), "--by và --drill in ra màn hình"),
        (("--by", "province", "--format", "csv"), "--by và --drill in ra màn hình"),
        (("--drill", "hồ sơ đúng hẹn"), "không có chỉ tiêu 'hồ sơ đúng hẹn'"),
        (("--report", "bao-cao.docx"), "mà --report làm cho từng xã: chọn xã bằng --commune"),
        (("--output", "communes.txt"), "--output phải là tệp .xlsx"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    province: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Status 2, and nothing on standard output."""
    done = many("score", province, *arguments)
    assert (2, "") == (done.status, done.out)
    assert words in " ".join(done.err.split())


def test_a_commune_needs_a_list(province: Path) -> None:
    """Without communes.yaml nobody knows what a code means."""
    done = run("score", province / "06541", "--commune", "06541")
    assert 2 == done.status
    assert "--commune cần danh sách xã" in done.err


@pytest.mark.parametrize("shape", ["table", "json"])
def test_a_list_that_cannot_be_used_ends_in_2(province: Path, tmp_path: Path, shape: str) -> None:
    """Every fault by line; the JSON is printed all the same."""
    broken = tmp_path / "xa.yaml"
    broken.write_text(LIST.replace('"06529"', '"06541"'), encoding="utf-8")
    done = run("score", province, "--communes", broken, "--format", shape)
    assert 2 == done.status
    assert "xa.yaml, dòng 4" in done.err
    if shape == "json":
        assert ["P08"] == [finding["code"] for finding in done.json["findings"]]


def test_nothing_to_score_is_version_2_without_a_period(province: Path, tmp_path: Path) -> None:
    """A folder of which nothing can be read: status 2, the findings, and JSON of the schema's shape."""
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 hong")
    done = run("score", tmp_path, "--communes", province / "communes.yaml", "--format", "json")
    assert (2, None, []) == (done.status, done.json["period"], done.json["communes"])
    jsonschema.validate(done.json, SCHEMA["communes"])
    assert 1 == len(done.json["returns"])


def test_every_communes_results_are_lines_of_csv(province: Path) -> None:
    """31 lines for each of three communes, the code with its leading zero."""
    rows = list(csv.DictReader(io.StringIO(many("score", province, "--format", "csv").out)))
    assert 3 * 31 == len(rows)
    assert ("Lạng Sơn", "06541", "Lộc Bình", "2026-Q1") == tuple(
        rows[0][key] for key in ("province", "commune", "commune_name", "period")
    )


def test_a_missed_target_of_any_commune_ends_in_1_where_asked(province: Path) -> None:
    """--fail-on not-met."""
    assert 1 == many("score", province, "--fail-on", "not-met").status


def test_a_period_of_which_nothing_has_come_is_scored_all_the_same(province: Path) -> None:
    """2026-Q2: 15 returns are missing, three lines say so."""
    done = many("score", province, "--period", "2026-Q2")
    assert "Báo cáo nhận được: 0/15." in done.out
    assert 3 == done.err.count("C07")
    assert "không báo cáo nào trong 14 tệp thuộc kỳ 2026-Q2" in done.err


# --- --output ---


def test_the_workbook_of_many_is_written_and_never_taken_for_a_return(province: Path, tmp_path: Path) -> None:
    """Written among the returns, it is named as a scorecard by the next run, which gives the same results."""
    folder = Path(shutil.copytree(province, tmp_path / "thu"))
    first = many("score", folder, "--output", folder / "tinh.xlsx", "--format", "json")
    assert 0 == first.status
    assert (folder / "tinh.xlsx").is_file()
    again = many("score", folder, "--output", folder / "tinh-2.xlsx", "--format", "json")
    assert ["R23"] == [finding["code"] for finding in again.json["findings"]]
    assert first.json["communes"] == again.json["communes"]
    names = openpyxl.load_workbook(folder / "tinh.xlsx", read_only=True).sheetnames
    assert list(COMMUNES_SHEETS_FIRST) == names[:4]
    assert list(COMMUNES_SHEETS_LAST) == names[-3:]


# --- validate, annual, explain, compare ---


def test_validate_takes_returns_of_every_commune_of_the_list(province: Path) -> None:
    """Each is accepted; without the list those of the plan's own commune only are."""
    assert (0, 14) == (
        many("validate", province).status,
        len(many("validate", province, "--format", "json").json["returns"]),
    )
    alone = run("validate", province, "--format", "json")
    assert 1 == alone.status
    assert 9 == sum(1 for finding in alone.json["findings"] if finding["code"] == "R10")


def test_validate_says_whose_each_return_is(plan: Plan, province: Path, tmp_path: Path) -> None:
    """A column with the codes, a question mark where nobody can tell; of one commune there is none."""
    write_return(plan, tmp_path, "06529", "kt")
    write_return(plan, tmp_path, "02530", "vp")
    done = run("validate", tmp_path, "--communes", province / "communes.yaml")
    rows = [line.split() for line in done.out.splitlines()]
    assert ["Tệp", "Xã", "Cơ", "quan"] == rows[0][:4]
    assert [("?", "vp"), ("06529", "kt")] == [
        (row[row.index("2026-Q1") - 2], row[row.index("2026-Q1") - 1]) for row in rows if "2026-Q1" in row
    ]
    assert "Xã" not in run("validate", "examples/2026-Q1").out.splitlines()[0].split()


def test_validate_chooses_one_commune(province: Path) -> None:
    """Its returns alone."""
    done = many("validate", province, "--commune", "06529", "--format", "json")
    assert (0, 4) == (done.status, len(done.json["returns"]))


@pytest.mark.parametrize(
    ("command", "first", "options"),
    [
        ("annual", (), ("--year", "2026")),
        ("explain", ("2",), ()),
        ("compare", ("2026-Q1", "2026-Q2"), ()),
    ],
)
def test_what_is_made_for_one_commune_asks_which(
    province: Path, command: str, first: tuple[str, ...], options: tuple[str, ...]
) -> None:
    """Status 2 and how to choose; chosen, it is done for that commune."""
    asked = many(command, province, *options, first=first)
    assert (2, "") == (asked.status, asked.out)
    assert (
        f"danh sách có 3 xã, mà {command} làm cho từng xã: chọn xã bằng --commune MÃ, "
        "ví dụ --commune 06541 (xã Lộc Bình)."
    ) in " ".join(asked.err.split())
    done = many(command, province, *options, "--commune", "06529", first=first)
    assert done.status in {0, 1}
    assert "NA DƯƠNG" in done.out.upper()


# --- template ---


def test_a_communes_forms_are_written_into_the_folder(plan: Plan, province: Path, tmp_path: Path) -> None:
    """They bear its name, and come back as its own."""
    done = run(
        "template", "--communes", province / "communes.yaml", "--commune", "05977", "--period", "2026-Q2",
        "--output", tmp_path,
    )  # fmt: skip
    assert 0 == done.status
    assert ["dvci-2026-Q2.xlsx", "kt-2026-Q2.xlsx", "ttpvhcc-2026-Q2.xlsx", "vhxh-2026-Q2.xlsx",
            "vp-2026-Q2.xlsx"] == sorted(path.name for path in tmp_path.iterdir())  # fmt: skip
    rows = cells(tmp_path / "kt-2026-Q2.xlsx", "Báo cáo")
    assert ["Xã", "phường Đông Kinh"] == next(row[:2] for row in rows if row[0] == "Xã")
    assert "phường Đông Kinh" in str(rows[1][0])
    assert "05977" == read(tmp_path / "kt-2026-Q2.xlsx", plan, COMMUNES).commune


@pytest.mark.parametrize(
    ("chosen", "folders"),
    [(("06529", "06541"), ["06529", "06541"]), ((), ["05977", "06529", "06541"])],
)
def test_several_communes_forms_get_a_folder_each(
    province: Path, tmp_path: Path, chosen: tuple[str, ...], folders: list[str]
) -> None:
    """Those chosen, or all of the list; what exists is kept."""
    options = [option for code in chosen for option in ("--commune", code)]
    arguments = ("template", "--communes", province / "communes.yaml", *options, "--office", "kt",
                 "--period", "2026-Q2", "--output", tmp_path)  # fmt: skip
    assert 0 == run(*arguments).status
    assert [f"{folder}/kt-2026-Q2.xlsx" for folder in folders] == sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.xlsx")
    )
    again = run(*arguments)
    assert (0, "", len(folders)) == (again.status, again.out, again.err.count("Giữ nguyên"))


def test_forms_of_a_commune_that_is_not_listed_are_refused(province: Path, tmp_path: Path) -> None:
    """As elsewhere: what was probably meant, status 2, nothing written."""
    done = run(
        "template", "--communes", province / "communes.yaml", "--commune", "6592", "--output", tmp_path
    )
    assert 2 == done.status
    assert "có phải: 06529 (xã Na Dương" in done.err
    assert [] == list(tmp_path.iterdir())


# --- Very many findings ---


def test_of_very_many_findings_the_gravest_are_shown_and_all_are_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """250 blanks and an error: the error and 199 blanks, and how many more there are."""
    blanks = [_filled(values.BLANK, f"{number}.xlsx") for number in range(250)]
    _print_findings([*blanks, _filled(values.NOT_A_NUMBER, "loi.xlsx")], "vi")
    told = capsys.readouterr().err
    assert 1 == told.count("LỖI V01")
    assert 199 == told.count("CẢNH BÁO V08")
    assert "… và 51 phát hiện nữa, tất cả 1 lỗi, 250 cảnh báo, 0 ghi chú" in told


def _filled(rule: Rule, file: str) -> Finding:
    """A finding of a rule, its details filled with whatever its words ask."""
    words = Formatter().parse(rule.message.vi + rule.fix.vi)
    return Finding(rule, Place(file, "Báo cáo", "D9"), {name: "x" for _, name, _, _ in words if name})


def test_english_is_spoken_on_request(province: Path) -> None:
    """Heading, ranking and findings."""
    done = many("score", province, "--lang", "en")
    assert "SCORECARD OF 3 COMMUNES" in done.out
    assert "Ranking: most targets met, then fewest without figures" in done.out
    assert "Xã Na Dương: the return of Trung tâm Dịch vụ Công ích is missing" in done.err
    assert 3 == len(THREE.listed)
