"""`extract` from outside, and every other command given a table in place of returns."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from cchc_kpi.plan.model import Plan
from communes_for_tests import write_province, write_return
from forms_for_tests import form_of, write_sound
from program import EXAMPLES, QUARTER, ROOT, Run, run

OF_READING = {"T01", "T13", "T14", "C01"}
"""What is told of the example in one of two ways: the table and its partial return, or the fault in the return."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The example's year as a table in both formats."""
    folder = tmp_path_factory.mktemp("tables")
    made = {ending: folder / f"nam{ending}" for ending in (".csv", ".parquet")}
    for path in made.values():
        run("extract", "examples", "--output", path)
    return made


def but_findings(scored: dict[str, Any]) -> dict[str, Any]:
    """What is scored, without what is told of it."""
    return {key: value for key, value in scored.items() if key != "findings"}


def others(scored: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings that have nothing to do with reading."""
    return [finding for finding in scored["findings"] if finding["code"] not in OF_READING]


def test_extract_tells_what_it_read_and_what_it_wrote(tmp_path: Path) -> None:
    """A sound quarter: exit 0, one line, nothing on stdout; the year has an error: exit 1, and the table is there."""
    quarter, year = tmp_path / "q.csv", tmp_path / "y.csv"
    done = run("extract", QUARTER, "--output", quarter)
    with quarter.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert (
        0,
        "",
        f"Đã ghi {quarter.as_posix()}: {len(rows)} số liệu của 5 báo cáo.\n",
    ) == (done.status, done.out, done.err)
    assert 5 == len({row["file"] for row in rows})
    told = run("extract", "examples", "--output", year, "--lang", "en")
    assert 1 == told.status
    assert "C01" in told.err
    assert told.err.endswith(f"Wrote {year.as_posix()}: 334 observations of 21 returns.\n")


def test_a_row_leads_to_its_cell(tmp_path: Path) -> None:
    """TT.04 of 2026-Q1: 742 in D15 of ttpvhcc-2026-Q1.xlsx, with the file's SHA-256."""
    run("extract", QUARTER, "--output", tmp_path / "q.csv")
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as stream:
        row = next(row for row in csv.DictReader(stream) if row["code"] == "TT.04")
    file = f"{QUARTER}/ttpvhcc-2026-Q1.xlsx"
    digest = hashlib.sha256((ROOT / file).read_bytes()).hexdigest()
    assert (
        "Lộc Bình",
        "ttpvhcc",
        "2026-Q1",
        "742",
        "742",
        "Báo cáo",
        "D15",
        file,
        digest,
        "accepted",
    ) == tuple(
        row[name]
        for name in (
            "commune_name",
            "office",
            "period",
            "value",
            "text",
            "sheet",
            "cell",
            "file",
            "sha256",
            "return_status",
        )
    )


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_table_scores_as_its_returns_do(tables: dict[str, Path], ending: str) -> None:
    """Results, period, returns, provisional and exit status are equal; findings but for those of reading."""
    plain, scored = (
        run("score", given, "--period", "2026", "--format", "json") for given in ("examples", tables[ending])
    )
    assert (plain.status, but_findings(plain.json)) == (scored.status, but_findings(scored.json))
    assert others(plain.json) == others(scored.json)
    assert ["T01", "T13"] == sorted(f["code"] for f in scored.json["findings"] if f["code"] in OF_READING)


def test_order_and_kind_of_arguments_make_no_difference(tmp_path: Path, tables: dict[str, Path]) -> None:
    """The same bytes from folders, files backwards, and from a table of either kind."""
    files = sorted((path.relative_to(ROOT).as_posix() for path in EXAMPLES.rglob("*.xlsx")), reverse=True)
    for ending, table in tables.items():
        held = table.read_bytes()
        for number, given in enumerate((files, [tables[".csv"]], [tables[".parquet"]])):
            path = tmp_path / f"{number}{ending}"
            assert 1 == run("extract", *given, "--output", path).status
            assert held == path.read_bytes()


def test_tables_and_workbooks_go_together(tmp_path: Path) -> None:
    """Quarters 1 and 2 as a table, 3 and 4 and the baselines as workbooks: the year as ever."""
    half = tmp_path / "half.parquet"
    run("extract", "examples/2026-Q1", "examples/2026-Q2", "--output", half)
    rest = ["examples/2026-Q3", "examples/2026-Q4", "examples/baseline"]
    mixed = run("score", half, *rest, "--period", "2026", "--format", "json")
    plain = run("score", "examples", "--period", "2026", "--format", "json")
    assert but_findings(plain.json) == but_findings(mixed.json)


def test_a_return_in_table_and_folder_is_a_copy(tmp_path: Path) -> None:
    """The same bytes twice: C05 says so of each, the workbook counts, results stay."""
    table = tmp_path / "q.csv"
    run("extract", QUARTER, "--output", table)
    both = run("score", QUARTER, table, "--period", "2026-Q1", "--format", "json")
    plain = run("score", QUARTER, "--period", "2026-Q1", "--format", "json")
    assert (0, plain.json["results"], plain.json["provisional"]) == (
        both.status,
        both.json["results"],
        both.json["provisional"],
    )
    copies = [finding for finding in both.json["findings"] if finding["code"] == "C05"]
    assert [f"{QUARTER}/kt-2026-Q1.xlsx ({table.as_posix()})"] == [
        f["file"] for f in copies if "/kt-" in f["file"]
    ]
    assert 5 == len(copies)


def test_a_workbook_changed_since_the_extract_is_a_rival(tmp_path: Path, plan: Plan) -> None:
    """The same submission number over other contents: nobody can tell which counts; as submission 2 it does."""
    (tmp_path / "nop").mkdir()
    form = form_of(plan, "kt")
    write_sound(form, tmp_path / "nop")
    run("extract", "nop", "--output", "t.csv", cwd=tmp_path)
    write_sound(form, tmp_path / "nop", {"CQ.06": 11})
    rivals = run("validate", "t.csv", "nop", "--format", "json", cwd=tmp_path)
    both = ["nop/kt-2026-Q1.xlsx", "nop/kt-2026-Q1.xlsx (t.csv)"]
    assert [(name, "rejected") for name in both] == [
        (item["file"], item["status"]) for item in rivals.json["returns"]
    ]
    write_sound(form, tmp_path / "nop", {"CQ.06": 11}, submission=2)
    later = run("score", "t.csv", "nop", "--format", "json", cwd=tmp_path)
    assert [(both[0], "accepted"), (both[1], "rejected")] == [
        (item["file"], item["status"]) for item in later.json["returns"]
    ]


def test_what_was_refused_stays_provisional(tmp_path: Path) -> None:
    """A file that is no return makes a complete quarter provisional, from its table too, and both exit with 1."""
    shutil.copytree(ROOT / QUARTER, tmp_path / "nop")
    (tmp_path / "nop/la.xlsx").write_bytes(b"khong phai bang tinh")
    run("extract", "nop", "--output", "t.parquet", cwd=tmp_path)
    plain, scored = (run("score", name, "--format", "json", cwd=tmp_path) for name in ("nop", "t.parquet"))
    assert (1, True) == (plain.status, plain.json["provisional"])
    assert (plain.status, but_findings(plain.json)) == (scored.status, but_findings(scored.json))
    assert [("T14", "nop/la.xlsx")] == [
        (f["code"], f["file"]) for f in scored.json["findings"] if f["severity"] == "error"
    ]


def test_a_resubmission_counts_once_in_the_table(tmp_path: Path, plan: Plan) -> None:
    """Submissions 1 and 2 of one return: only the second is in the table."""
    for number in (1, 2):
        write_sound(
            form_of(plan, "kt"),
            tmp_path,
            {"CQ.06": 10 + number},
            submission=number,
            name=f"kt-2026-Q1-lan-{number}.xlsx",
        )
    run("extract", ".", "--output", "t.csv", cwd=tmp_path)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [("12", "2")] == [(row["value"], row["submission"]) for row in rows if row["code"] == "CQ.06"]


@pytest.fixture(scope="module")
def province(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three communes' returns for 2026-Q1, one missing, and one file of a commune that nobody knows."""
    folder = tmp_path_factory.mktemp("tinh")
    write_province(plan, folder)
    write_return(plan, folder, "02530", "kt")
    return folder


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_many_communes_score_as_their_returns_do(province: Path, ending: str) -> None:
    """Each commune's own object, the roll-up and the ranking, strays and exit status."""
    given = ("--communes", "communes.yaml", "--period", "2026-Q1", "--format", "json")
    run("extract", ".", "--communes", "communes.yaml", "--output", f"t{ending}", cwd=province)
    plain, scored = run("score", ".", *given, cwd=province), run("score", f"t{ending}", *given, cwd=province)
    assert plain.status == scored.status
    assert ("rollup", "ranking") == tuple(
        key for key in ("rollup", "ranking") if plain.json[key] == scored.json[key]
    )
    assert [but_findings(one) for one in plain.json["communes"]] == [
        but_findings(one) for one in scored.json["communes"]
    ]
    assert [others(one) for one in plain.json["communes"]] == [others(one) for one in scored.json["communes"]]
    assert plain.json.get("returns") == scored.json.get("returns")


def test_one_commune_of_many_is_extracted(province: Path) -> None:
    """--commune takes its returns only; the table is that commune's, scored without a list by its own plan."""
    run(
        "extract",
        ".",
        "--communes",
        "communes.yaml",
        "--commune",
        "06541",
        "--output",
        "mot.csv",
        cwd=province,
    )
    with (province / "mot.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    own = {(row["commune"], row["commune_name"], row["province"]) for row in rows if row["measure"]}
    assert {("06541", "Lộc Bình", "Lạng Sơn")} == own
    alone = run("score", province / "mot.csv", "--format", "json")
    chosen = run(
        "score", ".", "--communes", "communes.yaml", "--commune", "06541", "--format", "json", cwd=province
    )
    assert chosen.json["results"] == alone.json["results"]


def test_the_other_commands_take_a_table(tables: dict[str, Path], tmp_path: Path) -> None:
    """annual, explain, compare, validate print what they print of the returns; verify lets a scorecard stand."""
    table = tables[".parquet"]
    for command in (
        ("annual", "{}", "--year", "2026"),
        ("explain", "2", "{}", "--period", "2026-Q2"),
        ("compare", "2026-Q1", "2026-Q2", "{}"),
    ):
        plain, given = (
            run(*(str(one) if word == "{}" else word for word in command)) for one in ("examples", table)
        )
        assert (plain.status, plain.out) == (given.status, given.out), command
    told = run("validate", table, "--format", "json")
    plain = run("validate", "examples", "--format", "json")
    assert (plain.status, plain.json["returns"]) == (told.status, told.json["returns"])
    marked = run("validate", table, "--annotate", tmp_path / "ra").err
    assert marked.endswith(f"{table.as_posix()} là bảng số liệu: lỗi chỉ đánh dấu được trong báo cáo gốc.\n")
    card = tmp_path / "card.xlsx"
    assert 0 == run("score", QUARTER, "--output", card).status
    quarter = tmp_path / "q.csv"
    run("extract", QUARTER, "--output", quarter)
    assert "đứng vững" in run("verify", card, quarter).out


def test_a_waiver_of_a_finding_in_a_workbook_is_not_idle(tmp_path: Path, tables: dict[str, Path]) -> None:
    """C01 is accepted where the returns are read; from the table it is out of sight, and nobody is told to delete it."""
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        "schema_version: 1\nwaivers:\n  - code: C01\n    return: kt-2026-Q3\n    cell: D19\n    reason: đã biết\n"
        "    accepted_by: Chủ tịch UBND xã\n    until: 31/12/2030\n",
        encoding="utf-8",
    )
    plain = run("score", "examples", "--period", "2026-Q3", "--waivers", waivers)
    assert "W01" in plain.err, plain.err
    assert "W02" not in run("score", tables[".csv"], "--period", "2026-Q3", "--waivers", waivers).err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            (QUARTER, "--output", "bang.xlsx"),
            "--output phải là tệp .parquet hay .csv, không phải 'bang.xlsx'",
        ),
        ((QUARTER, "--output", "none/t.csv"), "không ghi được 'none/t.csv'"),
        ((QUARTER, "--output", "t.csv", "--commune", "06541"), "--commune cần danh sách xã"),
        ((QUARTER,), "Thiếu tùy chọn --output"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], words: str) -> None:
    """Exit 2 and one sentence."""
    done = run("extract", *arguments)
    assert 2 == done.status
    assert words in done.err


def test_a_table_is_never_written_over_itself(tmp_path: Path) -> None:
    """The output is one of the inputs: exit 2, and the table stays as it was, also one that cannot be read."""
    run("extract", QUARTER, "--output", tmp_path / "t.csv")
    (tmp_path / "hong.csv").write_bytes(b"")
    for name in ("t.csv", "hong.csv"):
        held = (tmp_path / name).read_bytes()
        done = run("extract", tmp_path / name, "--output", tmp_path / name)
        assert (2, held) == (done.status, (tmp_path / name).read_bytes())
        assert "là một trong các tệp đầu vào" in done.err


def test_nothing_usable_writes_nothing(tmp_path: Path) -> None:
    """A folder with one file that is no workbook: the finding, exit 2, no table."""
    (tmp_path / "a.xlsx").write_bytes(b"x")
    done = run("extract", tmp_path, "--output", tmp_path / "t.csv")
    assert 2 == done.status
    assert "F05" in done.err
    assert "nên không ghi bảng" in done.err
    assert ["a.xlsx"] == [path.name for path in tmp_path.iterdir()]


def test_folders_are_searched_for_workbooks_only(tmp_path: Path) -> None:
    """A table that lies among the returns is read where it is named, or by a pattern, and not with its folder."""
    shutil.copy(ROOT / QUARTER / "kt-2026-Q1.xlsx", tmp_path)
    run("extract", ".", "--output", "t.csv", cwd=tmp_path)
    assert ["kt-2026-Q1.xlsx"] == [
        item["file"] for item in run("validate", ".", "--format", "json", cwd=tmp_path).json["returns"]
    ]
    by_pattern = run("validate", "*.csv", "--format", "json", cwd=tmp_path)
    assert ["kt-2026-Q1.xlsx"] == [item["file"] for item in by_pattern.json["returns"]]


def test_a_table_by_another_plan_is_refused(tmp_path: Path, tables: dict[str, Path]) -> None:
    """Another plan's id: T07, exit 2. The same plan amended: T08, and the results."""
    text = (ROOT / "targets.yaml").read_text("utf-8")
    amended, other = tmp_path / "amended.yaml", tmp_path / "other.yaml"
    amended.write_text(text + "# sửa\n", encoding="utf-8")
    other.write_text(text.replace("id: cchc-loc-binh-2026-2030", "id: khac", 1), encoding="utf-8")
    refused = run("score", tables[".csv"], "--targets", other)
    assert (2, True) == (refused.status, "T07" in refused.err)
    warned = run("score", tables[".csv"], "--targets", amended, "--period", "2026-Q1")
    assert "T08" in warned.err
    assert run("score", "examples", "--period", "2026-Q1").out == warned.out


def without_parquet(folder: Path, *arguments: str | Path) -> Run:
    """Run the program where pyarrow is not installed: every other package, and not that one."""
    site = folder / "site"
    if not site.exists():
        site.mkdir()
        for entry in Path(sysconfig.get_path("purelib")).iterdir():
            if not entry.name.lower().startswith("pyarrow"):
                (site / entry.name).symlink_to(entry)
    variables = {key: value for key, value in os.environ.items() if key != "CCHC_KPI_LANG"}
    variables["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(site)])
    call = [sys.executable, "-S", "-m", "cchc_kpi", *map(str, arguments)]
    done = subprocess.run(call, capture_output=True, cwd=ROOT, env=variables, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="makes symbolic links")
def test_without_the_parquet_library_csv_works(tmp_path: Path, tables: dict[str, Path]) -> None:
    """CSV is written and scored; .parquet says in one sentence what to install, both to write and to read."""
    assert 0 == without_parquet(tmp_path, "extract", QUARTER, "--output", tmp_path / "q.csv").status
    plain = without_parquet(tmp_path, "score", tmp_path / "q.csv")
    assert (0, run("score", QUARTER).out) == (plain.status, plain.out)
    command = f'"{sys.executable}" -m pip install "cchc-kpi[parquet]"'
    asked = without_parquet(tmp_path, "extract", QUARTER, "--output", tmp_path / "q.parquet")
    assert (
        2,
        f"Lỗi: tệp .parquet cần thư viện pyarrow chưa cài; cài bằng lệnh: {command} (hoặc ghi ra tệp .csv)\n",
    ) == (asked.status, asked.err)
    read = without_parquet(tmp_path, "score", tables[".parquet"])
    assert 2 == read.status
    assert "T04" in read.err
    assert "pip install 'cchc-kpi[parquet]'" in read.err
