"""From what is typed on the command line to the files meant by it, and their bytes.

Arguments are files, folders (searched recursively), URLs or glob patterns, which are expanded here because
Windows shells do not. Whatever cannot be reached is a finding; nothing is passed over in silence.
"""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.returns.limits import MAX_FILE_BYTES
from cchc_kpi.returns.refusal import too_heavy
from cchc_kpi.returns.remote import find_remote, read_remote
from cchc_kpi.returns.sources import WORKBOOK_ENDINGS, Remote, Source, display_path, is_remote, normal_url
from cchc_kpi.rules import consistency, files
from cchc_kpi.system import NO_FILE, reason_of

_LOCK_PREFIX: Final = "~$"
_CHANGING: Final = Phrase("tệp đang được ghi hoặc chép dở", "the file is still being written or copied")


class Arrival(NamedTuple):
    """The bytes of a file and their digest."""

    content: bytes
    sha256: str


def find_returns(arguments: Iterable[str]) -> tuple[tuple[Source, ...], list[Finding]]:
    """Return the workbooks that arguments lead to, each once, in order of path, and what was found on the way."""
    found: dict[str, Path] = {}
    remote: dict[str, Remote] = {}
    findings: list[Finding] = []
    real_folder = lru_cache(maxsize=1024)(os.path.realpath)
    for argument in sorted(set(arguments)):
        if is_remote(argument):
            remote |= {one.shown: one for one in find_remote(normal_url(argument), findings)}
            continue
        for path in _reach(Path(argument), argument, findings):
            if path.name.startswith(_LOCK_PREFIX):
                findings.append(Finding(files.LOCK_FILE, Place(display_path(path))))
                continue
            is_link = path.is_symlink()
            real = os.path.normcase(
                os.path.realpath(path) if is_link else os.path.join(real_folder(path.parent), path.name)  # noqa: PTH118 - texts, one a file
            )
            kept = min(found.get(real, path), path, key=_closeness)
            other = path if kept is not path else found.get(real, path)
            if other != kept and other.is_symlink():
                details = {"other": display_path(kept)}
                findings.append(Finding(consistency.SAME_BYTES, Place(display_path(other)), details))
            found[real] = kept
    return tuple(sorted([*found.values(), *remote.values()], key=display_path)), findings


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


def read_arrival(source: Source) -> Arrival | Finding:
    """Return a file's bytes, or the finding why they cannot be had.

    Never waits for a device, a pipe or a socket, never reads more than a return may be, and tells a file
    that is being written.
    """
    content = read_remote(source) if isinstance(source, Remote) else _read_file(source)
    if isinstance(content, Finding):
        return content
    return Arrival(content, hashlib.sha256(content).hexdigest())


def _read_file(path: Path) -> bytes | Finding:
    place = Place(display_path(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # some devices do something merely by being opened
            return Finding(files.UNREADABLE, place, {"reason": NO_FILE})
        with os.fdopen(_open_without_waiting(path), "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                return Finding(files.UNREADABLE, place, {"reason": NO_FILE})
            if before.st_size > MAX_FILE_BYTES:
                return Finding(files.TOO_LARGE, place, {"reason": too_heavy(before.st_size)})
            content = stream.read(before.st_size + 1)
            after = os.fstat(stream.fileno())
    except OSError as error:
        return _unreachable(path, error)
    if len(content) != before.st_size or (after.st_size, after.st_mtime_ns) != (
        before.st_size,
        before.st_mtime_ns,
    ):
        return Finding(files.UNREADABLE, place, {"reason": _CHANGING})
    return content


def _open_without_waiting(path: Path) -> int:
    """Open a file so that a pipe put in its place meanwhile does not wait for its other end."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
