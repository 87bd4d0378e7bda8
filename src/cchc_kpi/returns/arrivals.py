"""From what is typed on the command line to the files meant by it, and their bytes.

Arguments are files, folders (searched recursively) or glob patterns, which are expanded here because
Windows shells do not. Whatever cannot be reached is a finding; nothing is passed over in silence.
"""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.returns.guard import MAX_FILE_BYTES
from cchc_kpi.rules import consistency, files
from cchc_kpi.system import reason_of

WORKBOOK_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_LOCK_PREFIX: Final = "~$"
_BLOCK: Final = 1 << 20


def display_path(path: Path) -> str:
    """Return a path as findings and outputs show it: with "/", and in valid Unicode whatever the disk holds."""
    return path.as_posix().encode("utf-8", "replace").decode()


class Arrival(NamedTuple):
    """The bytes of a file and their digest; of a file beyond the guard's limit, only the beginning."""

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
    """Return a file's bytes, or the finding why they cannot be read."""
    try:
        if not path.is_file():
            reason = Phrase("không phải một tệp thường", "not a regular file")
            return Finding(files.UNREADABLE, Place(display_path(path)), {"reason": reason})
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
            digest = hashlib.sha256(content)
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        return _unreachable(path, error)
    return Arrival(content, digest.hexdigest())
