from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_kpi.outputs import OutputBlocked, write_whole


def names(folder: Path) -> list[str]:
    """Return the names of all that a folder holds, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def writer_of(content: str) -> Callable[[Path], None]:
    """Return a writer that writes this content."""

    def write(path: Path) -> None:
        path.write_text(content, "utf-8")

    return write


def test_the_finished_file_stands_in_its_place_alone(tmp_path: Path) -> None:
    """After writing, the folder holds the file with its content, and no temporary file."""
    write_whole(tmp_path / "a.xlsx", writer_of("mới"))

    assert names(tmp_path) == ["a.xlsx"]
    assert (tmp_path / "a.xlsx").read_text("utf-8") == "mới"


def test_what_stood_there_is_replaced_in_one_step(tmp_path: Path) -> None:
    """Until the new file is finished, the old one stands whole in its place."""
    target = tmp_path / "a.xlsx"
    target.write_text("cũ", "utf-8")
    seen = []

    def write(path: Path) -> None:
        path.write_text("mới", "utf-8")
        seen.append(target.read_text("utf-8"))

    write_whole(target, write)

    assert seen == ["cũ"]
    assert target.read_text("utf-8") == "mới"
    assert names(tmp_path) == ["a.xlsx"]


def test_the_temporary_file_has_the_suffix_of_the_target(tmp_path: Path) -> None:
    """A writer that goes by the suffix makes the right kind of file."""
    suffixes = []

    def write(path: Path) -> None:
        suffixes.append((path.suffix, path.parent))

    write_whole(tmp_path / "báo cáo.xlsx", write)

    assert suffixes == [(".xlsx", tmp_path)]


def test_a_failure_leaves_what_stood_there(tmp_path: Path) -> None:
    """Where writing fails halfway, the old file is untouched, nothing is left over, and the failure is told."""
    target = tmp_path / "a.xlsx"
    target.write_text("cũ", "utf-8")

    def write(path: Path) -> None:
        path.write_text("một nửa", "utf-8")
        raise RuntimeError("hết chỗ")

    with pytest.raises(RuntimeError, match="hết chỗ"):
        write_whole(target, write)

    assert target.read_text("utf-8") == "cũ"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is written, and the writer is not even asked, where the folder does not exist."""
    asked = []

    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "không có" / "a.xlsx", asked.append)

    assert asked == []
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")
def test_others_may_read_what_was_made(tmp_path: Path) -> None:
    """The file has the permissions of any new file, not the private ones of a temporary file."""
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    write_whole(tmp_path / "a.xlsx", Path.touch)

    assert ordinary.stat().st_mode == (tmp_path / "a.xlsx").stat().st_mode


@pytest.fixture
def held_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that refuses to be replaced, as one that Excel holds open does on Windows (not to be had elsewhere)."""
    held = tmp_path / "bảng điểm.xlsx"
    held.write_text("cũ", "utf-8")
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == held:
            raise PermissionError(13, "being used by another process", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    return held


def test_a_file_held_open_keeps_both(held_open: Path) -> None:
    """Where the target is held, it stays as it is, and the new file is kept beside it under a name that is told."""
    with pytest.raises(OutputBlocked) as blocked:
        write_whole(held_open, writer_of("mới"))

    kept = held_open.with_name("bảng điểm (moi 1).xlsx")
    assert (held_open, kept) == (blocked.value.target, blocked.value.kept)
    assert held_open.read_text("utf-8") == "cũ"
    assert kept.read_text("utf-8") == "mới"
    assert names(held_open.parent) == [kept.name, held_open.name]


def test_what_was_kept_before_is_not_overwritten(held_open: Path) -> None:
    """The second file kept beside a held target takes the next free name."""
    contents = ["một", "hai"]
    for content in contents:
        with pytest.raises(OutputBlocked):
            write_whole(held_open, writer_of(content))

    kept = [held_open.with_name(f"bảng điểm (moi {number}).xlsx") for number in (1, 2)]
    assert contents == [path.read_text("utf-8") for path in kept]
