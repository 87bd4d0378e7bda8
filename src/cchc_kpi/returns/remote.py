"""Returns that lie on a store elsewhere, s3:// or https:// or another that fsspec reads: found, and their bytes.

A store answers as it likes: whatever goes wrong on the way to a file is a finding about that file.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.returns.limits import MAX_FILE_BYTES
from cchc_kpi.returns.refusal import too_heavy
from cchc_kpi.returns.sources import WORKBOOK_ENDINGS, Remote
from cchc_kpi.rules import files
from cchc_kpi.text import printable

_MOST_WORDS: Final = 160
_MISSING: Final = Phrase(
    'chưa cài thư viện đọc kho dữ liệu này: pip install "cchc-kpi[remote]"',
    'the library that reads this store is not installed: pip install "cchc-kpi[remote]"',
)
_CHANGING: Final = Phrase("nội dung nhận được không đủ", "not all of the file arrived")
_NOT_THERE: Final = (404, 410)
"""How a web server says that there is no such file."""


def find_remote(argument: str, findings: list[Finding]) -> Iterator[Remote]:
    """Yield the workbooks that a URL leads to: a file, a folder (searched recursively) or a glob pattern."""
    try:
        yield from _expand(argument, findings)
    except Exception as error:  # noqa: BLE001 - every store has its own ways to fail
        findings.append(_unreachable(Remote(argument), error))


def _expand(argument: str, findings: list[Finding]) -> Iterator[Remote]:
    place, named = Place(Remote(argument).shown), Remote(argument).path  # what follows a "?" is no pattern
    if _is_workbook(named) and not glob.has_magic(named):
        yield Remote(argument)
        return
    store, path = _store_of(argument)
    if glob.has_magic(named):
        found = sorted(store.glob(path))
    elif store.isdir(path):
        found = sorted(store.find(path))
    elif store.exists(path):
        yield Remote(argument)
        return
    else:
        findings.append(Finding(files.NOT_FOUND, place))
        return
    inside = [Remote(_url_of(one, argument, path, store)) for one in found if _is_workbook(one)]
    if not inside:
        findings.append(Finding(files.NOTHING_INSIDE, place))
    yield from inside


def _url_of(found: str, argument: str, path: str, store: Any) -> str:
    """Return the URL of a file that was found by an argument, which its store knows by a path.

    Some stores take the host for no part of a path; then it is the argument's.
    """
    before = argument.rstrip("/").removesuffix(path.rstrip("/"))
    if before + path.rstrip("/") == argument.rstrip("/"):
        return before + found
    url: str = store.unstrip_protocol(found)
    return url


def _is_workbook(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in WORKBOOK_ENDINGS


def read_remote(remote: Remote) -> bytes | Finding:
    """Return a file's bytes, or the finding why they cannot be had; never more than a return may have."""
    place = Place(remote.shown)
    try:
        store, path = _store_of(remote.url)
        size = store.info(path).get("size")
        if size is not None and size > MAX_FILE_BYTES:
            return Finding(files.TOO_LARGE, place, {"reason": too_heavy(size)})
        with store.open(path, "rb") as stream:
            content: bytes = stream.read(MAX_FILE_BYTES + 1)
    except Exception as error:  # noqa: BLE001 - as above
        return _unreachable(remote, error)
    if len(content) > MAX_FILE_BYTES:
        return Finding(files.TOO_LARGE, place, {"reason": too_heavy(len(content))})
    if size is not None and len(content) != size:
        return Finding(files.STORE_FAILED, place, {"reason": _CHANGING})
    return content


def _store_of(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # an optional extra

    store, path = url_to_fs(url)
    return store, path


def _unreachable(remote: Remote, error: Exception) -> Finding:
    place, cause = Place(remote.shown), error.__cause__
    if isinstance(error, FileNotFoundError):
        if cause is None or getattr(cause, "status", None) in _NOT_THERE:
            return Finding(files.NOT_FOUND, place)
        # A server that cannot be reached, or refuses, is told by the library as a missing file too.
        return _failed(remote, cause)
    if isinstance(error, ImportError):
        return Finding(files.STORE_FAILED, place, {"reason": _MISSING})
    return _failed(remote, error)


def _failed(remote: Remote, error: BaseException) -> Finding:
    # A library may quote the address, and with it what is not to be shown.
    said = "" if remote.has_secrets else f": {error}"
    words = printable(f"{type(error).__name__}{said}")[:_MOST_WORDS]
    reason = Phrase(f"kho trả lời {words}", f"the store answers {words}")
    return Finding(files.STORE_FAILED, Place(remote.shown), {"reason": reason})
