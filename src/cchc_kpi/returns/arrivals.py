"""From what is typed on the command line to the files meant by it, and their bytes.

Arguments are files, folders (searched recursively) or glob patterns, which are expanded here because
Windows shells do not. Whatever cannot be reached is a finding; nothing is passed over in silence.
"""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import category

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.returns.limits import MAX_FILE_BYTES
from cchc_kpi.rules import consistency, files
from cchc_kpi.system import reason_of

WORKBOOK_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_LOCK_PREFIX: Final = "~$"
_NO_FILE: Final = Phrase("không phải một tệp thường", "not a regular file")
_CHANGING: Final = Phrase("tệp đang được ghi hoặc chép dở", "the file is still being written or copied")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONE_BYTE: Final = 0xDC00
_LAST_BYTE: Final = 0xFF


def display_path(path: Path) -> str:
    r"""Return a path as findings and outputs show it: with "/", one line of valid and visible Unicode.

    What a name holds beside that (bytes that are no text, line ends, terminal escapes, marks that turn the
    direction of writing) is written out, as in "a\x1b.xlsx": two such names stay different.
    """
    return as_shown(path.as_posix())


def as_shown(text: str) -> str:
    """Return the text of a path as `display_path` does; what is shown so already stays as it is."""
    if text.isprintable():
        return text
    return "".join(_written_out(char) if category(char) in _UNSEEN else char for char in text)


def _written_out(char: str) -> str:
    # A byte that is no UTF-8 stands in Python's text as one of these surrogates.
    byte = ord(char) - _LONE_BYTE
    return f"\\x{byte:02x}" if 0 < byte <= _LAST_BYTE else char.encode("unicode_escape").decode()


class Arrival(NamedTuple):
    """The bytes of a file and their digest."""

    content: bytes
    sha256: str


def find_returns(arguments: Iterable[str]) -> tuple[tuple[Path, ...], list[Finding]]:
    """Return the workbooks that arguments lead to, each once, in order of path, and what was found on the way."""
    found: dict[str, Path] = {}
    findings: list[Finding] = []
    for argument in sorted(set(arguments)):
        for path in _reach(Path(argument), argument, findings):
            if path.name.startswith(_LOCK_PREFIX):
                findings.append(Finding(files.LOCK_FILE, Place(display_path(path))))
                continue
            real = os.path.normcase(os.path.realpath(path))
            kept = min(found.get(real, path), path, key=_closeness)
            other = path if kept is not path else found.get(real, path)
            if other.is_symlink() and other != kept:
                details = {"other": display_path(kept)}
                findings.append(Finding(consistency.SAME_BYTES, Place(display_path(other)), details))
            found[real] = kept
    return tuple(sorted(found.values(), key=Path.as_posix)), findings


def _closeness(path: Path) -> tuple[bool, str]:
    """Order the paths of one file: the file itself before a link to it, then by name."""
    return path.is_symlink(), path.as_posix()


def _reach(path: Path, argument: str, findings: list[Finding]) -> Iterator[Path]:
    try:
        yield from _expand(path, argument, findings)
    except (OSError, ValueError) as error:
        findings.append(_unreachable(path, error))


def _unreachable(path: Path, error: OSError | ValueError) -> Finding:
    reason = (
        reason_of(error)
        if isinstance(error, OSError)
        else Phrase("đường dẫn không hợp lệ", "not a valid path")
    )
    return Finding(files.UNREADABLE, Place(display_path(path)), {"reason": reason})


def _expand(path: Path, argument: str, findings: list[Finding]) -> Iterator[Path]:
    if not argument.strip():
        findings.append(Finding(files.NOT_FOUND, Place(f"'{argument}'")))
    elif path.is_dir():
        yield from _workbooks_in(path, findings)
    elif path.is_symlink() or path.exists():
        yield path
    elif glob.has_magic(argument):
        matches = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            findings.append(Finding(files.NOTHING_INSIDE, Place(display_path(path))))
        for match in map(Path, matches):
            if match.is_dir():
                yield from _workbooks_in(match, findings)
            else:
                yield match
    else:
        findings.append(Finding(files.NOT_FOUND, Place(display_path(path))))


def _workbooks_in(folder: Path, findings: list[Finding]) -> Iterator[Path]:
    """Yield every workbook below a folder, by its ending in any letter case."""
    inside: list[Path] = []
    blocked: list[Finding] = []

    def tell(error: OSError) -> None:
        blocked.append(_unreachable(Path(error.filename), error))

    for where, folders, names in os.walk(folder, onerror=tell):
        here = Path(where)
        inside += [here / name for name in names if Path(name).suffix.lower() in WORKBOOK_ENDINGS]
        # A link to a folder may lead round in a circle, so it is named and not followed.
        links = (here / name for name in folders if os.path.islink(here / name))  # noqa: PTH114 - never raises
        blocked += [Finding(files.LINKED_FOLDER, Place(display_path(link))) for link in links]
    findings += blocked
    if not inside and not blocked:
        findings.append(Finding(files.NOTHING_INSIDE, Place(display_path(folder))))
    yield from sorted(inside)


def read_arrival(path: Path) -> Arrival | Finding:
    """Return a file's bytes, or the finding why they cannot be had.

    Never waits for a device, a pipe or a socket, never reads more than a return may be, and tells a file
    that is being written.
    """
    place = Place(display_path(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # some devices do something merely by being opened
            return Finding(files.UNREADABLE, place, {"reason": _NO_FILE})
        with os.fdopen(_open_without_waiting(path), "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                return Finding(files.UNREADABLE, place, {"reason": _NO_FILE})
            if before.st_size > MAX_FILE_BYTES:
                return Finding(files.TOO_LARGE, place, {"reason": _size(before.st_size)})
            content = stream.read(before.st_size + 1)
            after = os.fstat(stream.fileno())
    except OSError as error:
        return _unreachable(path, error)
    if len(content) != before.st_size or (after.st_size, after.st_mtime_ns) != (
        before.st_size,
        before.st_mtime_ns,
    ):
        return Finding(files.UNREADABLE, place, {"reason": _CHANGING})
    return Arrival(content, hashlib.sha256(content).hexdigest())


def _open_without_waiting(path: Path) -> int:
    """Open a file so that a pipe put in its place meanwhile does not wait for its other end."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _size(size: int) -> Phrase:
    megabytes, limit = f"{size / 2**20:.1f}", MAX_FILE_BYTES // 2**20
    vi = megabytes.replace(".", ",")
    return Phrase(
        f"tệp nặng {vi} MB, nhiều hơn {limit} MB", f"the file has {megabytes} MB, more than {limit} MB"
    )
