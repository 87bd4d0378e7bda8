from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from cchc_kpi.observations import csv_file, parquet_file, table
from cchc_kpi.observations.line import COLUMNS, Kind, kind_of
from cchc_kpi.observations.lines import Basis
from cchc_kpi.observations.table import read_table, read_tables, write_table
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from forms_for_tests import sound_return
from tables_for_tests import DIGEST, as_if_read, digested, lines, write_lines

HEADING = ",".join(COLUMNS)


@pytest.fixture
def returns(plan: Plan) -> list[Return]:
    """Three sound returns, baselines among them."""
    return [
        digested(sound_return(plan, office, period))
        for office, period in (("kt", None), ("kt", "2026-Q1"), ("vp", "2026-Q1"))
    ]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_same_returns_give_the_same_bytes(
    plan: Plan, tmp_path: Path, returns: list[Return], ending: str
) -> None:
    """In any order, and also when they come from a table themselves."""
    one, other, again = (tmp_path / f"{name}{ending}" for name in ("one", "other", "again"))
    basis = Basis(plan, DIGEST)
    # 5 baselines of kt, and what the two offices are asked in a quarter.
    assert {5 + len(lines(plan, *returns[1:]))} == {
        write_table(returns, basis, one),
        write_table(returns[::-1], basis, other),
        write_table(read_table(one, basis).returns, basis, again),
    }
    assert one.read_bytes() == other.read_bytes() == again.read_bytes()


def test_numbers_days_and_flags_have_types_of_their_own(
    plan: Plan, tmp_path: Path, returns: list[Return]
) -> None:
    """An exact decimal, a whole number, a flag and a day in Parquet; what is nothing is null."""
    path = tmp_path / "t.parquet"
    write_table(returns, Basis(plan, DIGEST), path)
    held = parquet.read_table(path)
    kinds = {
        Kind.TEXT: pa.string(),
        Kind.NUMBER: pa.decimal128(38, 6),
        Kind.WHOLE: pa.int32(),
        Kind.FLAG: pa.bool_(),
        Kind.DAY: pa.date32(),
    }
    assert [(name, kinds[kind_of(name)]) for name in COLUMNS] == [
        (field.name, field.type) for field in held.schema
    ]
    row = held.slice(0, 1).to_pylist()[0]
    assert (None, "kt", "2021", True, Decimal(100), 1, None, None) == tuple(
        row[name]
        for name in (
            "commune",
            "office",
            "period",
            "is_baseline",
            "value",
            "submission",
            "submitted_on",
            "remark",
        )
    )


def test_a_number_that_does_not_fit_is_never_rounded(plan: Plan, tmp_path: Path) -> None:
    """Seven decimals, which no return can hold, stop the writing; nothing is left behind."""
    (line, *_) = lines(plan, sound_return(plan, "kt", "2026-Q1"))
    for value in ("1.0000001", f"{10**32}"):
        with pytest.raises(pa.ArrowInvalid):
            parquet_file.write_parquet([line._replace(value=value)], tmp_path / "t.parquet")


def test_row_groups_are_written_one_by_one(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, returns: list[Return]
) -> None:
    """With groups of ten rows the file has several, and reads as ever."""
    monkeypatch.setattr(parquet_file, "_GROUP_ROWS", 10)
    path = tmp_path / "t.parquet"
    write_table(returns, Basis(plan, DIGEST), path)
    count = len(lines(plan, *returns))
    assert -(-count // 10) == parquet.ParquetFile(path).metadata.num_row_groups > 1
    assert sorted(item.file for item in returns) == [
        item.file for item in read_table(path, Basis(plan, DIGEST)).returns
    ]


def rewritten(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path, Path], None]:
    """Pandas in between: a table read, changed and saved as Parquet."""

    def rewrite(source: Path, target: Path) -> None:
        change(pd.read_parquet(source, dtype_backend="pyarrow")).to_parquet(target, index=False)

    return rewrite


def test_a_table_that_pandas_saved_again_is_read(plan: Plan, tmp_path: Path, returns: list[Return]) -> None:
    """Filtered to an office and sorted backwards: the returns of that office."""
    source, target = tmp_path / "t.parquet", tmp_path / "kt.parquet"
    write_table(returns, Basis(plan, DIGEST), source)
    rewritten(lambda frame: frame[frame["office"] == "kt"].sort_values("cell", ascending=False))(
        source, target
    )
    read = read_table(target, Basis(plan, DIGEST))
    assert [returns[1], returns[0]] == [as_if_read(item) for item in read.returns]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda f: f.assign(value=f["value"].astype("float64")), "T02", "cột value là kiểu double; cần số thập phân chính xác"),
        (lambda f: f.assign(submission=f["submission"].astype("string[pyarrow]")), "T02", "cột submission là kiểu"),
        (lambda f: f.drop(columns=["sha256", "cell"]), "T03", "thiếu cột sha256, cell."),
        (lambda f: f[["office", "value"]], "T02", "không có các cột của bảng do extract ghi"),
        (lambda f: f.iloc[1:], "T11", "thiếu dòng của NS.01."),
    ],
)  # fmt: skip
def test_a_table_that_pandas_spoilt_is_refused(
    plan: Plan,
    tmp_path: Path,
    returns: list[Return],
    change: Callable[[pd.DataFrame], pd.DataFrame],
    code: str,
    words: str,
) -> None:
    """A float in place of the decimal, a column dropped, a row dropped: each by its own finding."""
    source, target = tmp_path / "t.parquet", tmp_path / "u.parquet"
    write_table(returns, Basis(plan, DIGEST), source)
    rewritten(change)(source, target)
    read = read_table(target, Basis(plan, DIGEST))
    assert ((), [code]) == (read.returns, [finding.code for finding in read.findings])
    assert words in read.findings[0].message()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "T02", "tệp trống"),
        (b"\xef\xbb\xbf", "T02", "tệp trống"),
        (b"a,b\n1,2\n", "T02", "không có các cột của bảng"),
        (HEADING.replace(",", ";").encode(), "T02", "cách nhau bằng ';'"),
        (HEADING.replace(",", "\t").encode(), "T02", "cách nhau bằng 'tab'"),
        (HEADING.encode("utf-16"), "T02", "không phải UTF-8"),
        (f"{HEADING}\nLộc Bình".encode("cp1258", "replace"), "T02", "dòng 2 có 1 cột, dòng tiêu đề có 26"),
        (f"{HEADING}\n".encode() + b"\xff" + b"," * 25, "T02", "không phải UTF-8"),
        (f"{HEADING}\n{',' * 26}\n".encode(), "T02", "dòng 2 có 27 cột, dòng tiêu đề có 26"),
        (f'{HEADING}\n"abc'.encode(), "T02", "CSV không hợp lệ ở dòng 2"),
        (f'{HEADING}\n"a"b{"," * 25}'.encode(), "T02", "CSV không hợp lệ ở dòng 2"),
        (f"{HEADING},value\n".encode(), "T02", "cột value có hai lần"),
        (HEADING.replace("cell,", "").encode(), "T03", "thiếu cột cell."),
        (f"{HEADING}\n{'x' * 400_000}".encode(), "T02", "CSV không hợp lệ"),
        (f"{HEADING}\n{'x,' * 2_000_000}".encode(), "T12", "một dòng dài hơn mọi dòng"),
        ((HEADING + '\n"' + "1\n" * 400_000 + '"').encode(), "T02", "CSV không hợp lệ"),
        (b"PK\x03\x04" + b"\x00" * 40, "T02", "không có các cột của bảng"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_by_one_finding(
    plan: Plan, tmp_path: Path, content: bytes, code: str, words: str
) -> None:
    """Whatever a .csv holds: one finding of the file, no return, no traceback."""
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    read = read_table(path, Basis(plan, DIGEST))
    assert ((), [code]) == (read.returns, [finding.code for finding in read.findings])
    assert words in read.findings[0].message()
    assert read.findings[0].message().startswith(path.as_posix())


def test_a_table_of_no_rows_holds_no_return(plan: Plan, tmp_path: Path) -> None:
    """It is a table, and says so."""
    read = read_table(write_lines(tmp_path / "t.csv", []), Basis(plan, DIGEST))
    assert ((), ["T01"]) == (read.returns, [finding.code for finding in read.findings])


@given(st.binary(max_size=200), st.sampled_from([".csv", ".parquet"]))
def test_any_bytes_give_findings_and_no_traceback(
    plan: Plan, bench: Path, content: bytes, ending: str
) -> None:
    """Bytes by themselves, and behind a sound heading."""
    path = bench / f"any{ending}"
    for held in (content, f"{HEADING}\n".encode() + content, b"PAR1" + content + b"PAR1"):
        path.write_bytes(held)
        assert read_table(path, Basis(plan, DIGEST)).findings


@given(st.integers(0, 10**6), st.integers(0, 255), st.integers(1, 60))
def test_a_damaged_parquet_file_never_gives_other_figures(
    plan: Plan, bench: Path, place: int, byte: int, cut: int
) -> None:
    """One byte overwritten, or the end cut off: refused, or the very same figures where the byte did not matter."""
    source, path = bench / "sound.parquet", bench / "damaged.parquet"
    item = digested(sound_return(plan, "kt", "2026-Q1"))
    write_table([item], Basis(plan, DIGEST), source)
    content = bytearray(source.read_bytes())
    path.write_bytes(bytes(content[:-cut]))
    assert () == read_table(path, Basis(plan, DIGEST)).returns
    content[place % len(content)] = byte
    path.write_bytes(bytes(content))
    read = read_table(path, Basis(plan, DIGEST))
    assert read.findings


def test_what_is_too_large_is_not_read(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, returns: list[Return]
) -> None:
    """A file, a count of rows, a row group by its own account and rows as unpacked beyond the limits: T12 each."""
    basis = Basis(plan, DIGEST)
    for ending in (".csv", ".parquet"):
        write_table(returns, basis, tmp_path / f"t{ending}")
    for module, name, limit, ending in (
        (table, "MAX_TABLE_BYTES", 1000, ".csv"),
        (table, "MAX_TABLE_ROWS", 3, ".csv"),
        (parquet_file, "MAX_TABLE_ROWS", 3, ".parquet"),
        (parquet_file, "MAX_GROUP_BYTES", 100, ".parquet"),
        (parquet_file, "MAX_BATCH_BYTES", 100, ".parquet"),
        (parquet_file, "MAX_TABLE_BYTES", 100, ".parquet"),
        (csv_file, "MAX_RECORD_CHARACTERS", 300, ".csv"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, limit)
            read = read_table(tmp_path / f"t{ending}", basis)
            assert ((), ["T12"]) == (read.returns, [finding.code for finding in read.findings])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a pipe")
def test_a_pipe_is_not_waited_for(plan: Plan, tmp_path: Path) -> None:
    """Nothing but a regular file is opened."""
    os.mkfifo(tmp_path / "t.csv")
    assert ["F04"] == [
        finding.code for finding in read_table(tmp_path / "t.csv", Basis(plan, DIGEST)).findings
    ]


def test_files_of_one_name_are_told_apart(plan: Plan, tmp_path: Path, returns: list[Return]) -> None:
    """Two tables and a workbook of the same name: the second and third are named with their table, provenance too."""
    basis = Basis(plan, DIGEST)
    for name in ("a.csv", "b.csv"):
        write_table(returns[1:2], basis, tmp_path / name)
    read, _ = read_tables([tmp_path / "a.csv", tmp_path / "b.csv"], basis, ["kt-2026-Q1.xlsx"])
    expected = [f"kt-2026-Q1.xlsx ({(tmp_path / name).as_posix()})" for name in ("a.csv", "b.csv")]
    assert expected == [item.file for _, item in read]
    assert [{name} for name in expected] == [
        {o.provenance.file for o in item.observations} for _, item in read
    ]


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64()])
@pytest.mark.parametrize("days", [2**31 - 1, -(2**31), 3_000_000])
def test_a_day_that_no_calendar_has_is_told_with_its_row(
    plan: Plan, tmp_path: Path, returns: list[Return], kind: pa.DataType, days: int
) -> None:
    """Beyond the year 9999, or long before the year 1: T05 like any value that cannot be, and no traceback."""
    path = tmp_path / "t.parquet"
    write_table(returns[1:2], Basis(plan, DIGEST), path)
    held = parquet.read_table(path)
    number = days if kind == pa.date32() else days * 86_400_000
    day = pa.array([number] * held.num_rows, pa.int32() if kind == pa.date32() else pa.int64()).cast(kind)
    parquet.write_table(held.set_column(COLUMNS.index("submitted_on"), "submitted_on", day), path)
    read = read_table(path, Basis(plan, DIGEST))
    assert ((), [("T05", 1)]) == (read.returns, [(f.code, f.place.line) for f in read.findings])
    assert "cột submitted_on ghi '" in read.findings[0].message()


def test_a_cell_longer_than_any_is_refused_in_both_formats(
    plan: Plan, tmp_path: Path, returns: list[Return]
) -> None:
    """300 001 characters, one more than a cell of a workbook can come to."""
    (line, *_) = lines(plan, *returns[:1])
    long = [line._replace(remark="x" * 300_001)]
    parquet_file.write_parquet(long, tmp_path / "t.parquet")
    csv_file.write_csv(long, tmp_path / "t.csv")
    told = [read_table(tmp_path / name, Basis(plan, DIGEST)).findings for name in ("t.parquet", "t.csv")]
    assert [["T12"], ["T02"]] == [[finding.code for finding in findings] for findings in told]


def test_the_limit_of_the_csv_library_is_left_as_it_was(
    plan: Plan, tmp_path: Path, returns: list[Return]
) -> None:
    """It holds for the whole process: other readers of CSV keep theirs, also where a table is refused half read."""
    before = csv.field_size_limit()
    path = tmp_path / "t.csv"
    write_table(returns, Basis(plan, DIGEST), path)
    read_table(path, Basis(plan, DIGEST))
    assert before == csv.field_size_limit()
    path.write_text(f"{HEADING}\n{'x' * 400_000}", encoding="utf-8")
    read_table(path, Basis(plan, DIGEST))
    assert before == csv.field_size_limit()


def test_a_table_of_nullable_and_padded_numbers_is_as_it_was_written(
    plan: Plan, tmp_path: Path, returns: list[Return]
) -> None:
    """CSV to Parquet by another library, its decimals with six places, and back to CSV: the digests still fit."""
    source, between, target = tmp_path / "t.csv", tmp_path / "u.parquet", tmp_path / "v.csv"
    write_table(returns, Basis(plan, DIGEST), source)
    texts = pd.read_csv(source, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    table_ = pa.table({name: pa.array([word or None for word in texts[name]]) for name in COLUMNS})
    kinds = {
        "value": pa.decimal128(38, 6),
        "submission": pa.int64(),
        "is_baseline": pa.bool_(),
        "submitted_on": pa.date32(),
    }
    for name, kind in kinds.items():
        table_ = table_.set_column(COLUMNS.index(name), name, table_[name].cast(kind))
    parquet.write_table(table_, between)
    assert ["T01"] == [finding.code for finding in read_table(between, Basis(plan, DIGEST)).findings]
    held = [["" if cell is None else _plain(cell) for cell in row.values()] for row in table_.to_pylist()]
    assert "100.000000" in {row[COLUMNS.index("value")] for row in held}
    write_lines(target, held)
    assert read_table(source, Basis(plan, DIGEST)).returns == tuple(
        replace(item, table=source.as_posix()) for item in read_table(target, Basis(plan, DIGEST)).returns
    )


def _plain(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
