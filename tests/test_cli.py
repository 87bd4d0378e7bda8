from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from forms_for_tests import TARGETS, opened
from program import EXAMPLES, QUARTER, ROOT, run

VERDICTS = {"met", "not_met", "no_data", "not_applicable", "not_due"}


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """A copy of the example's first quarter, to be spoilt."""
    return Path(shutil.copytree(EXAMPLES / "2026-Q1", tmp_path / "returns"))


def test_the_example_quarter_scores_without_a_fault() -> None:
    """The first quarter of the examples is clean: exit 0, all 31 indicators, nothing provisional."""
    done = run("score", QUARTER, "--format", "json")
    assert done.status == 0
    card = done.json
    assert len(card["results"]) == 31
    assert {result["verdict"] for result in card["results"]} <= VERDICTS
    assert [] == [f for f in card["findings"] if f["severity"] == "error"]
    assert card["provisional"] is False
    assert card["period"] == {"id": "2026-Q1", "from": "2025-12-15", "to": "2026-03-14"}


def test_json_holds_to_its_own_schema() -> None:
    """What `score` and `validate` print is valid under the schemas that the repository ships."""
    for command, name in (("score", "score"), ("validate", "validate")):
        schema = json.loads((ROOT / f"schema/{name}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for folder in ("examples/2026-Q1", "examples/2026-Q2", "examples/2026-Q3", "examples"):
            jsonschema.validate(run(command, folder, "--format", "json").json, schema)


def test_json_is_as_the_contract_shows_it() -> None:
    """A result has the contract's keys and exact numbers as text, and leads to its cells."""
    card = run("score", QUARTER, "--format", "json").json
    assert list(card) == [
        "schema_version", "plan", "commune", "period", "provisional", "results", "returns", "findings",
    ]  # fmt: skip
    on_time = next(r for r in card["results"] if r["indicator"] == "dossiers_on_time")
    sources = on_time.pop("sources")
    assert on_time == {
        "indicator": "dossiers_on_time",
        "area": "tthc",
        "clause": "II.2.2",
        "name": "Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn",
        "verdict": "not_met",
        "numerator": "990",
        "denominator": "1000",
        "value": "99/100",
        "target": {"operator": ">", "value": "99/100", "wording": "trên 99%", "year": 2030},
    }
    assert [s["measure"] for s in sources] == [
        "dossiers_resolved_early", "dossiers_resolved_on_time", "dossiers_resolved_late",
    ]  # fmt: skip
    assert set(sources[0]) == {"measure", "office", "period", "file", "sheet", "cell", "value"}
    assert sources[0]["file"] == "examples/2026-Q1/ttpvhcc-2026-Q1.xlsx"


def test_standard_output_holds_the_json_and_nothing_else(tmp_path: Path) -> None:
    """With --output as well, the JSON stands alone on standard output and the same bytes come each time."""
    plain = run("score", QUARTER, "--format", "json")
    with_output = run("score", QUARTER, "--format", "json", "--output", tmp_path / "out.xlsx")
    assert plain.out == with_output.out
    assert json.loads(with_output.out)["schema_version"] == 1


def test_the_order_of_the_files_makes_no_difference() -> None:
    """Files in any order, a folder, or a pattern: not one byte of JSON differs."""
    files = [f"{QUARTER}/{name}-2026-Q1.xlsx" for name in ("vp", "kt", "vhxh", "ttpvhcc", "dvci")]
    orders = list(permutations(files))[:: 120 // 3]
    outputs = {run("score", *order, "--format", "json").out for order in orders}
    outputs |= {run("score", given, "--format", "json").out for given in (QUARTER, f"{QUARTER}/*.xlsx")}
    assert len(outputs) == 1


def test_a_year_is_summed_and_then_divided() -> None:
    """The year's ratio is that of the four quarters' sums, worked out here from their own JSON."""
    year = {
        r["indicator"]: r
        for r in run("score", "examples", "--period", "2026", "--format", "json").json["results"]
    }
    parts = []
    for number in (1, 2, 3, 4):
        card = run("score", "examples", "--period", f"2026-Q{number}", "--format", "json").json
        parts.append(next(r for r in card["results"] if r["indicator"] == "satisfaction_procedures"))
    numerator = sum(int(part["numerator"]) for part in parts)
    denominator = sum(int(part["denominator"]) for part in parts)
    assert year["satisfaction_procedures"]["numerator"] == str(numerator)
    assert year["satisfaction_procedures"]["denominator"] == str(denominator)


def test_the_spending_cut_on_the_line_is_met() -> None:
    """A cut of exactly 7%, in decimals that binary floats get wrong, is met and has exact numbers."""
    card = run("score", "examples", "--period", "2026", "--format", "json").json
    cut = next(r for r in card["results"] if r["indicator"] == "direct_spending_cut")
    # 18643.3 - 17338.269 = 1305.031 and 18643.3 * 0.07 = 1305.031
    assert ("1305.031", "18643.3", "7/100", "met") == (
        cut["numerator"], cut["denominator"], cut["value"], cut["verdict"],
    )  # fmt: skip
    assert [s["period"] for s in cut["sources"]] == ["2026-Q4", "2021", "2022", "2023", "2024", "2025"]


def test_a_missing_return_is_told_and_the_score_provisional() -> None:
    """The second quarter lacks one office: a warning that names its file, exit 0, provisional."""
    done = run("score", "examples/2026-Q2", "--format", "json")
    missing = [f for f in done.json["findings"] if f["code"] == "C07"]
    assert done.status == 0
    assert done.json["provisional"] is True
    assert len(missing) == 1
    assert "dvci-2026-Q2.xlsx" in missing[0]["fix"]
    lacking = {r["indicator"] for r in done.json["results"] if r["verdict"] == "no_data"}
    assert lacking == {"staff_trained_digital", "staff_proficient_digital", "datasets_integrated"}


def test_validate_never_misses_other_returns() -> None:
    """A department that checks its own file is not told about other offices."""
    done = run("validate", f"{QUARTER}/kt-2026-Q1.xlsx", "--format", "json")
    assert done.status == 0
    assert done.json["findings"] == []
    assert [r["status"] for r in done.json["returns"]] == ["accepted"]


def test_a_fault_is_told_by_cell_and_ends_in_1(returns: Path) -> None:
    """Words in a number cell: the finding says where, what is there, what was expected and what to do."""
    with opened(returns / "ttpvhcc-2026-Q1.xlsx") as form:
        cell = form.at("TT.04")
        cell.value = "12 người"
    done = run("validate", "returns", cwd=returns.parent)
    assert done.status == 1
    said = " ".join(done.err.split())
    assert f"returns/ttpvhcc-2026-Q1.xlsx, sheet 'Báo cáo', ô {cell.coordinate}" in said
    assert "'12 người'; cần một số nguyên" in said
    assert "→ Nhập lại ô này: chỉ gõ con số, tính bằng hồ sơ, không kèm chữ." in said
    assert "một phần" in done.out


def test_a_return_that_cannot_be_read_is_left_out_and_named(returns: Path) -> None:
    """A broken file costs one finding; the other returns are scored."""
    (returns / "kt-2026-Q1.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    done = run("score", returns, "--format", "json")
    assert done.status == 1
    assert [r["status"] for r in done.json["returns"] if r["file"].endswith("kt-2026-Q1.xlsx")] == [
        "rejected"
    ]
    assert done.json["provisional"] is True
    assert sum(r["verdict"] in {"met", "not_met"} for r in done.json["results"]) > 15


def test_nothing_readable_ends_in_2_with_the_findings(tmp_path: Path) -> None:
    """Where no return can be used, the exit is 2 and the JSON is printed all the same."""
    (tmp_path / "notes.xlsx").write_text("hello", encoding="utf-8")
    done = run("score", tmp_path, "--format", "json")
    assert done.status == 2
    assert done.json["period"] is None
    assert [f["code"] for f in done.json["findings"]] == ["F05"]
    with_period = run("score", tmp_path, "--period", "2026-Q1", "--format", "json")
    assert with_period.status == 2
    assert len(with_period.json["results"]) == 31


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["score"], "Thiếu tham số"),
        (["scor"], "Không có lệnh 'scor'"),
        (["score", QUARTER, "--format", "xml"], "--format"),
        (["score", QUARTER, "--period", "quý năm"], "không hiểu kỳ"),
        (["score", QUARTER, "--period", "2035-Q1"], "ngoài giai đoạn"),
        (["score", QUARTER, "--output", "card.pdf"], ".xlsx"),
        (["score", QUARTER, "--output", f"{QUARTER}/kt-2026-Q1.xlsx"], "đầu vào"),
        (["score", QUARTER, "--targets", "none.yaml"], "none.yaml"),
        (["template", "--office", "xyz"], "xyz"),
        (["template", "--period", "2026-H1"], "theo quý"),
        (["rule", "Z99"], "Z99"),
    ],
)
def test_wrong_usage_is_told_in_plain_words(arguments: list[str], words: str) -> None:
    """A wrong call ends in 2 and says in Vietnamese what is wrong."""
    done = run(*arguments)
    assert done.status == 2
    assert words in done.err


def test_an_argument_that_leads_nowhere_is_a_finding() -> None:
    """A mistyped path among good ones is told, and the good ones are scored."""
    done = run("score", QUARTER, "examples/2026-Q9", "--format", "json")
    assert done.status == 1
    assert [f["code"] for f in done.json["findings"]] == ["F01"]
    assert len(done.json["returns"]) == 5


def test_fail_on_not_met_turns_a_missed_target_into_1() -> None:
    """With --fail-on not-met the clean quarter, which misses targets, ends in 1."""
    assert run("score", QUARTER, "--fail-on", "not-met").status == 1


def test_the_period_chosen_is_said() -> None:
    """Without --period the latest quarter is scored, and the output says which."""
    done = run("score", "examples")
    assert "2026-Q4" in done.err
    assert "Quý IV/2026" in done.out


def test_the_table_speaks_by_word_and_sign_and_without_colour_in_a_pipe() -> None:
    """Every verdict stands as sign and word; a pipe gets no escape sequences."""
    done = run("score", QUARTER)
    assert "✗ Chưa đạt" in done.out
    assert "✓ Đạt" in done.out
    assert "\x1b" not in done.out + done.err
    assert "đúng bằng 99%, chưa trên 99%" in " ".join(done.out.split())
    assert "99,00%" not in done.out


def test_english_is_spoken_on_request() -> None:
    """--lang en and CCHC_KPI_LANG=en give English, and the two agree."""
    by_option = run("score", "examples/2026-Q2", "--lang", "en")
    by_variable = run("score", "examples/2026-Q2", CCHC_KPI_LANG="en")
    assert "Not met" in by_option.out
    assert (by_option.out, by_option.err) == (by_variable.out, by_variable.err)


def test_csv_has_a_line_for_each_indicator() -> None:
    """CSV: a heading and 31 lines, exact numbers, Vietnamese text in UTF-8."""
    done = run("score", QUARTER, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == 31
    assert ("990", "1000", "99/100", "not_met") == tuple(
        rows[1][key] for key in ("numerator", "denominator", "value", "verdict")
    )


def test_templates_are_written_once_and_not_overwritten(tmp_path: Path) -> None:
    """`template` writes seven files, keeps what exists, and overwrites with --force."""
    first = run("template", "--output", tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "dvci.xlsx", "kt-baseline.xlsx", "kt.xlsx", "ttpvhcc.xlsx", "vhxh-baseline.xlsx", "vhxh.xlsx", "vp.xlsx",
    ]  # fmt: skip
    assert first.status == 0
    (tmp_path / "kt.xlsx").write_text("mine", encoding="utf-8")
    assert "kt.xlsx" in run("template", "--output", tmp_path).err
    assert (tmp_path / "kt.xlsx").read_text(encoding="utf-8") == "mine"
    run("template", "--output", tmp_path, "--force")
    assert (tmp_path / "kt.xlsx").read_bytes().startswith(b"PK")


def test_template_options_choose_quarter_baseline_and_office(tmp_path: Path) -> None:
    """--period writes that quarter's forms only, --baseline the baselines only, --office one office's."""
    run("template", "--period", "Quý II/2026", "--output", tmp_path / "quarter")
    run("template", "--baseline", "--output", tmp_path / "baseline")
    run("template", "--office", "kt", "--output", tmp_path / "office")
    held = {folder.name: sorted(p.stem for p in folder.iterdir()) for folder in tmp_path.iterdir()}
    assert held == {
        "quarter": ["dvci-2026-Q2", "kt-2026-Q2", "ttpvhcc-2026-Q2", "vhxh-2026-Q2", "vp-2026-Q2"],
        "baseline": ["kt-baseline", "vhxh-baseline"],
        "office": ["kt", "kt-baseline"],
    }


def test_plan_check_counts_a_sound_plan() -> None:
    """A sound targets.yaml: its counts, and exit 0."""
    done = run("plan", "check")
    assert done.status == 0
    assert "31 chỉ tiêu, 62 số liệu, 5 cơ quan, 6 lĩnh vực" in done.out


@pytest.mark.parametrize(
    ("old", "new", "line_of", "words"),
    [
        ("    unit: văn bản\n    type", "    unit: văn bản\n      type", "      type: count", "cú pháp"),
        ("wording: trên 99%", "wordnig: trên 99%", "wordnig", "'wording'"),
        ("    unit: văn bản\n", "    unit: văn bản\n    unit: tờ\n", "    unit: tờ", "đã có ở dòng"),
        (
            "numerator: payments_online",
            "numerator: payment_online",
            "numerator: payment_online",
            "'payments_online'",
        ),
    ],
)
def test_a_broken_plan_is_told_by_line_and_column(
    tmp_path: Path, old: str, new: str, line_of: str, words: str
) -> None:
    """One edit at a time (indent, typo, duplicate, unknown measure): exit 2, line, column and a hint."""
    text = TARGETS.read_text("utf-8").replace(old, new, 1)
    (tmp_path / "targets.yaml").write_text(text, encoding="utf-8")
    line = next(n for n, content in enumerate(text.splitlines(), start=1) if line_of in content)
    for arguments in (["plan", "check"], ["score", EXAMPLES / "2026-Q1"]):
        done = run(*arguments, cwd=tmp_path)
        said = " ".join(done.err.split())
        assert done.status == 2
        assert f"targets.yaml, dòng {line}, cột " in said
        assert words in said


def test_plan_show_reads_every_indicator_back_with_its_clause() -> None:
    """`plan show` names all 31 indicators, each with a clause and the plan's own wording."""
    done = run("plan", "show")
    assert done.out.count("Điều khoản ") == 31
    assert 'phải lớn hơn 99%, hạn năm 2030; kế hoạch ghi "trên 99%"' in done.out


def test_plan_schema_accepts_the_plan() -> None:
    """The schema printed is that of the repository, and targets.yaml is valid under it."""
    schema = json.loads(run("plan", "schema").out)
    assert schema == json.loads((ROOT / "schema/targets.schema.json").read_text("utf-8"))
    jsonschema.validate(YAML(typ="safe", pure=True).load(TARGETS.read_text("utf-8")), schema)


def test_rules_are_printed_one_or_all() -> None:
    """`rule` lists the catalogue; `rule CODE`, in any letter case, prints one entry."""
    assert "C01" in run("rule").out
    assert "Phần lớn hơn tổng" in run("rule", "c01").out


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["score"],
        ["explain"],
        ["compare"],
        ["verify"],
        ["validate"],
        ["template"],
        ["rule"],
        ["plan", "check"],
    ],
)
def test_help_loads_no_heavy_library_and_shows_an_example(command: list[str]) -> None:
    """--help of every command loads neither pandas nor openpyxl, and shows how to call it."""
    code = "from cchc_kpi.cli import main; main()"
    probe = f"import atexit, sys; atexit.register(lambda: sys.stderr.write(' '.join(sys.modules))); {code}"
    done = subprocess.run(
        [sys.executable, "-c", probe, *command, "--help"], capture_output=True, encoding="utf-8", check=True
    )
    heavy = {"pandas", "openpyxl", "numpy", "xlsxwriter", "python_calamine", "ruamel.yaml", "rich"}
    assert set() == heavy & set(done.stderr.split())
    assert "Cách dùng:" in done.stdout
    if command:
        assert "cchc-kpi" in done.stdout


def test_no_input_is_changed_by_any_command(returns: Path) -> None:
    """Scoring and validating leave every input byte for byte, and its time, as it was."""
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in returns.iterdir()}
    run("score", returns, "--output", returns.parent / "card.xlsx")
    run("validate", returns)
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in returns.iterdir()}


def test_a_failed_run_leaves_the_old_output(returns: Path) -> None:
    """An output that exists stays as it was when the plan cannot be used."""
    card = returns.parent / "card.xlsx"
    card.write_bytes(b"last quarter's")
    assert run("score", returns, "--targets", "none.yaml", "--output", card).status == 2
    assert card.read_bytes() == b"last quarter's"


def test_lock_files_are_passed_over_with_a_note(returns: Path) -> None:
    """Excel's ~$ files are not returns; they are named in a note and nothing else changes."""
    (returns / "~$kt-2026-Q1.xlsx").write_bytes(b"\x05owner")
    done = run("score", returns, "--format", "json")
    assert done.status == 0
    assert [("F03", "note")] == [(f["code"], f["severity"]) for f in done.json["findings"]]


@pytest.mark.skipif(os.name == "nt", reason="POSIX consoles only")
def test_a_closed_pipe_is_no_traceback() -> None:
    """Piping into a program that stops reading ends quietly."""
    script = f'"{sys.executable}" -m cchc_kpi plan show | head -1'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=ROOT, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("Kế hoạch")
