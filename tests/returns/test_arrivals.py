"""From arguments to files: paths that the system refuses, links, and names that are no text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import Arrival, find_returns, read_arrival
from cchc_kpi.returns.sources import display_path
from forms_for_tests import form_of, lacking, only, told, where, write_sound
from program import run

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX file names and links")


def reached(*arguments: Path | str) -> tuple[list[str], list[tuple[str, str, str | None]]]:
    """The names of the files reached, and (code, severity, path) of what was found on the way."""
    paths, findings = find_returns(map(str, arguments))
    return [path.name for path in paths], [(f.code, f.severity.value, f.place.file) for f in findings]


# --- Paths that the system refuses (F01, F04): as root too, whom no permission stops ---


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + ".xlsx", "b/" + "a" * 300])
def test_a_name_that_is_too_long_is_told(tmp_path: Path, name: str) -> None:
    """F04: 300 letters are more than a file system takes; the reason is said in words, not as errno."""
    _, findings = find_returns([str(tmp_path / name)])
    if name.startswith("b/"):
        (tmp_path / "b").mkdir()
        _, findings = find_returns([str(tmp_path / name)])
    assert ("F04", "error", (tmp_path / name).as_posix(), None, None) == where(only(findings, "F04"))
    assert [] == lacking(findings[0], "không mở được tệp: tên quá dài.")


def test_a_name_of_255_letters_is_looked_for(tmp_path: Path) -> None:
    """Near miss of F04: the longest name that a file system takes is merely not there."""
    path = tmp_path / ("a" * 250 + ".xlsx")
    assert ([], [("F01", "error", path.as_posix())]) == reached(path)


def test_a_name_with_a_zero_byte_is_no_path() -> None:
    """F01: what can be no path at all is told as one that leads nowhere, and not raised."""
    assert ([], [("F01", "error", "a\\x00b.xlsx")]) == reached("a\0b.xlsx")


@pytest.mark.parametrize("argument", ["", " ", "\t"])
def test_an_empty_argument_is_no_folder(argument: str) -> None:
    """F01: `cchc-kpi score ""`, from an unset variable in a script, does not mean the folder one is in."""
    assert ([], [("F01", "error", f"'{argument}'")]) == reached(argument)


def test_a_dot_is_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Near miss of F01: whoever means this folder says so."""
    (tmp_path / "kt.xlsx").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    assert (["kt.xlsx"], []) == reached(".")


@pytest.fixture
def abyss(tmp_path: Path) -> Iterator[Path]:
    """A folder whose depths have a path longer than the system takes in one piece: 30 times 200 letters."""
    top = tmp_path / "abyss"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield top
    shutil.rmtree(top)


@posix_only
def test_a_folder_that_cannot_be_entered_is_told_and_the_others_are_searched(abyss: Path) -> None:
    """F04: below 4,096 letters of path nobody can look; the return beside that is found all the same."""
    (abyss / "kt.xlsx").write_bytes(b"x")
    names, findings = reached(abyss)
    assert ["kt.xlsx"] == names
    assert [("F04", "error")] == [(code, severity) for code, severity, _ in findings]


def test_a_file_used_as_a_folder_is_told(tmp_path: Path) -> None:
    """F01: `kt.xlsx/vp.xlsx` leads nowhere, and nothing is raised."""
    (tmp_path / "kt.xlsx").write_bytes(b"x")
    path = tmp_path / "kt.xlsx" / "vp.xlsx"
    assert ([], [("F01", "error", path.as_posix())]) == reached(path)


def test_a_folder_named_like_a_workbook_is_searched(plan: Plan, tmp_path: Path) -> None:
    """F02: `kt.xlsx`, a folder, is a folder; it holds nothing, and nobody tries to open it as a file."""
    (tmp_path / "kt.xlsx").mkdir()
    assert ([], [("F02", "error", tmp_path.as_posix())]) == reached(tmp_path)
    write_sound(form_of(plan, "kt"), tmp_path / "kt.xlsx")
    assert (["kt-2026-Q1.xlsx"], []) == reached(tmp_path)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("folder", "không phải một tệp thường"),
        ("long", "tên quá dài"),
        ("absent", "không có tệp hay thư mục này"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, kind: str, words: str) -> None:
    """F04, as root too: a file that became a folder, vanished, or has a name beyond all length."""
    path = tmp_path / ("a" * 300 if kind == "long" else "kt.xlsx")
    if kind == "folder":
        path.mkdir()
    found = read_arrival(path)
    assert isinstance(found, Finding)
    assert ("F04", "error", path.as_posix(), None, None) == where(found)
    assert [] == lacking(found, words)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_fails_while_it_is_read_is_a_finding() -> None:
    """F04, as root too: a file that opens and then gives an error instead of bytes."""
    found = read_arrival(Path("/proc/self/mem"))
    assert isinstance(found, Finding)
    assert ("F04", "error", "/proc/self/mem", None, None) == where(found)
    assert [] == lacking(found, "không mở được tệp: hệ điều hành từ chối (errno 5).")


def test_a_file_that_grows_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F04: a copy that is still going on is no return yet; half of it is never read as if it were whole."""
    path = tmp_path / "kt.xlsx"
    path.write_bytes(b"half")
    opened = os.fdopen

    def grow(number: int, mode: str) -> object:
        path.write_bytes(b"half and more")
        stream = opened(number, mode)
        assert b"half" == stream.read(4)
        return stream

    monkeypatch.setattr(os, "fdopen", grow)
    found = read_arrival(path)
    assert isinstance(found, Finding)
    assert ("F04", "error", path.as_posix(), None, None) == where(found)
    assert [] == lacking(found, "tệp đang được ghi hoặc chép dở")


def test_a_file_that_stays_as_it_is_is_read_whole(tmp_path: Path) -> None:
    """Near miss of F04: its bytes and their digest."""
    path = tmp_path / "kt.xlsx"
    path.write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert Arrival(b"abc", digest) == read_arrival(path)


def test_a_file_beyond_the_limit_is_told_by_its_size(tmp_path: Path) -> None:
    """F08: nothing of it is read; 33 MB is more than 32."""
    path = tmp_path / "kt.xlsx"
    with path.open("wb") as stream:
        stream.truncate(33 * 2**20)
    found = read_arrival(path)
    assert isinstance(found, Finding)
    assert ("F08", "error", path.as_posix(), None, None) == where(found)
    assert [] == lacking(found, "tệp nặng 33,0 MB, nhiều hơn 32 MB")


@posix_only
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """F04: a pipe that nobody writes to would hold up the run for ever."""
    path = tmp_path / "kt.xlsx"
    os.mkfifo(path)
    found = read_arrival(path)
    assert isinstance(found, Finding)
    assert ("F04", "error", path.as_posix(), None, None) == where(found)
    assert [] == lacking(found, "không phải một tệp thường")


@posix_only
def test_a_pipe_put_in_a_files_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F04: what counts is what was opened, not what stood there a moment ago."""
    path = tmp_path / "kt.xlsx"
    path.write_bytes(b"x")
    look = Path.stat

    def look_and_swap(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        seen = look(self, follow_symlinks=follow_symlinks)
        path.unlink()
        os.mkfifo(path)
        return seen

    monkeypatch.setattr(Path, "stat", look_and_swap)
    found = read_arrival(path)
    assert isinstance(found, Finding)
    assert [] == lacking(found, "không phải một tệp thường")


# --- Links (C05, F09) ---


@posix_only
@pytest.mark.parametrize("name", ["a.xlsx", "z.xlsx"])
def test_of_a_file_and_a_link_to_it_the_file_is_kept(plan: Plan, tmp_path: Path, name: str) -> None:
    """C05: the link is noted, whether its name comes before or after; the file itself is read."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    (tmp_path / name).symlink_to(path)
    expected = [("C05", "note", (tmp_path / name).as_posix())]
    assert (["kt-2026-Q1.xlsx"], expected) == reached(tmp_path)
    assert (["kt-2026-Q1.xlsx"], expected) == reached(tmp_path / name, path)
    _, findings = find_returns([str(tmp_path)])
    assert [] == lacking(findings[0], f"giống hệt {path.as_posix()}; chỉ tính một lần")


@posix_only
def test_two_links_to_one_file_elsewhere_count_once(plan: Plan, tmp_path: Path) -> None:
    """C05: of two links the first by name is kept and the other noted."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    folder = tmp_path / "links"
    folder.mkdir()
    for name in ("b.xlsx", "a.xlsx"):
        (folder / name).symlink_to(path)
    assert (["a.xlsx"], [("C05", "note", (folder / "b.xlsx").as_posix())]) == reached(folder)


@posix_only
def test_a_file_reached_by_two_arguments_is_no_copy(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C05: the same path twice, or by way of `..`, is one file and no news."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    (tmp_path / "sub").mkdir()
    assert (["kt-2026-Q1.xlsx"], []) == reached(path, tmp_path, tmp_path / "sub" / ".." / path.name)


@posix_only
def test_a_linked_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    """F09: a link back to the folder would go round for ever; it costs a note, the rest is found."""
    (tmp_path / "kt.xlsx").write_bytes(b"x")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    _, findings = find_returns([str(tmp_path)])
    assert (["kt.xlsx"], [("F09", "note", (tmp_path / "round").as_posix())]) == reached(tmp_path)
    assert [] == lacking(findings[0], "không tìm bên trong", "ghi thẳng thư mục ấy")


@posix_only
def test_a_linked_folder_that_is_named_is_searched(tmp_path: Path) -> None:
    """Near miss of F09: whoever names the link means what it leads to."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "kt.xlsx").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert (["kt.xlsx"], []) == reached(tmp_path / "link")


@posix_only
def test_a_link_that_leads_round_in_a_circle_is_told(plan: Plan, tmp_path: Path) -> None:
    """F04: two links that point at each other hold nothing; that is said, and not raised."""
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")
    write_sound(form_of(plan, "kt"), tmp_path)
    done = run("validate", tmp_path, "--format", "json")
    assert 1 == done.status
    assert {"F04"} == {f["code"] for f in done.json["findings"] if f["severity"] == "error"}
    assert ["accepted"] == [r["status"] for r in done.json["returns"] if r["file"].endswith("Q1.xlsx")]


# --- Names that are no text ---


def odd_name(folder: Path) -> Path | None:
    """A file whose name is no UTF-8, where the file system takes one."""
    path = Path(os.fsdecode(os.fsencode(folder) + b"/kt-\xff.xlsx"))
    try:
        path.write_bytes(b"x")
    except OSError:
        return None
    return path


@posix_only
def test_a_name_that_is_no_utf8_stands_in_valid_json(plan: Plan, tmp_path: Path) -> None:
    """The byte that is no letter is written out, and the return is read and shown like any other."""
    path = odd_name(tmp_path)
    if path is None:
        pytest.skip("this file system takes UTF-8 names only")
    path.write_bytes(write_sound(form_of(plan, "kt"), tmp_path, name="x.bin").read_bytes())
    assert f"{tmp_path.as_posix()}/kt-\\xff.xlsx" == display_path(path)
    for command in ("score", "validate"):
        done = run(command, tmp_path, "--format", "json")
        assert (0, [("accepted", f"{tmp_path.as_posix()}/kt-\\xff.xlsx")]) == (
            done.status,
            [(item["status"], item["file"]) for item in done.json["returns"]],
        )


@posix_only
def test_a_name_that_is_no_utf8_stands_in_the_workbook(plan: Plan, tmp_path: Path) -> None:
    """The scorecard workbook is written and the table printed, whatever the file's name."""
    path = odd_name(tmp_path)
    if path is None:
        pytest.skip("this file system takes UTF-8 names only")
    path.write_bytes(write_sound(form_of(plan, "kt"), tmp_path, name="x.bin").read_bytes())
    done = run("score", tmp_path, "--output", tmp_path / "card.xlsx")
    assert (0, True) == (done.status, (tmp_path / "card.xlsx").exists())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("kt\x1b[2J.xlsx", "kt\\x1b[2J.xlsx"),
        ("kt\nvp.xlsx", "kt\\nvp.xlsx"),
        ("kt\u202exslx.exe", "kt\\u202exslx.exe"),
        ("kt\u2028.xlsx", "kt\\u2028.xlsx"),
    ],
    ids=["escape", "new line", "turned direction", "line separator"],
)
def test_a_name_cannot_play_tricks_on_the_screen(name: str, shown: str) -> None:
    """What a terminal or a reader would not see as it is, is written out."""
    assert shown == display_path(Path(name))


def test_two_names_of_unseen_signs_stay_different() -> None:
    """What is written out says which sign it was: no two files are taken for one."""
    assert 3 == len({display_path(Path(f"kt{sign}.xlsx")) for sign in ("\x01", "\x02", "\udcff")})


def test_a_vietnamese_name_is_shown_as_it_is(tmp_path: Path) -> None:
    """Near miss: letters with marks are text."""
    assert f"{tmp_path.as_posix()}/Quý I/báo cáo.xlsx" == display_path(tmp_path / "Quý I" / "báo cáo.xlsx")


def test_nothing_is_told_of_what_is_sound(plan: Plan, tmp_path: Path) -> None:
    """Near miss of them all: a folder of one return."""
    write_sound(form_of(plan, "kt"), tmp_path)
    assert [] == told(find_returns([str(tmp_path)])[1])
