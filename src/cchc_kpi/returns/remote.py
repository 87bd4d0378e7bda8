"""Returns that lie on a store elsewhere, s3:// or https:// or another that fsspec reads: found, and their bytes.

A store answers as it likes: whatever goes wrong on the way to a file is a finding about that file.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.returns.limits import MAX_FILE_BYTES
from cchc_kpi.returns.refusal import too_heavy
from cchc_kpi.returns.sources import WORKBOOK_ENDINGS, Remote
from cchc_kpi.rules import files
from cchc_kpi.text import printable

_SECONDS: Final = 30
"""How long a web server may be silent."""
_MOST_WORDS: Final = 160
_MISSING: Final = Phrase(
    'chưa cài thư viện đọc kho dữ liệu này: pip install "cchc-kpi[remote]"',
    'the library that reads this store is not installed: pip install "cchc-kpi[remote]"',
)
_CHANGING: Final = Phrase("nội dung nhận được không đủ", "not all of the file arrived")
_DEEPEST: Final = 16
"""Folders in each other: a link that leads back to where it stands would be followed for ever."""
_NOT_THERE: Final = (404, 410)
"""How a web server says that there is no such file."""
_NOT_ALLOWED: Final = (401, 403)


def find_remote(argument: str, findings: list[Finding]) -> Iterator[Remote]:
    """Yield the workbooks that a URL leads to: a file, a folder (searched recursively) or a glob pattern."""
    try:
        yield from _expand(argument, findings)
    except Exception as error:  # noqa: BLE001 - every store has its own ways to fail
        findings.append(_unreachable(Remote(argument), error))


def _expand(argument: str, findings: list[Finding]) -> Iterator[Remote]:
    place, named = Place(Remote(argument).shown), Remote(argument).path  # what follows a "?" is no pattern
    is_pattern = glob.has_magic(named)
    if _is_workbook(named) and not is_pattern:
        yield Remote(argument)
        return
    store, path = _store_of(argument)
    if is_pattern and _is_workbook(named) and store.exists(path):
        yield Remote(argument)  # "kt [1].xlsx", as Windows names a second download
        return
    if not is_pattern and not store.isdir(path):
        if store.exists(path):
            yield Remote(argument)
        else:
            findings.append(Finding(files.NOT_FOUND, place))
        return
    search = _Search(argument, path, store, findings)
    inside = sorted(search.matches() if is_pattern else search.below(path))
    if not inside and not search.is_blocked:
        findings.append(Finding(files.NOTHING_INSIDE, place))
    yield from map(Remote, inside)


class _Search:
    """Looks through the folders of a store; one that cannot be listed is a finding, and the others are searched.

    The library's own search leaves such a folder out without a word, and its files with it.
    """

    def __init__(self, argument: str, path: str, store: Any, findings: list[Finding]) -> None:
        self._argument = argument
        self._path = path
        self._store = store
        self._findings = findings
        self.is_blocked = False

    def matches(self) -> Iterator[str]:
        """Yield the URLs of the workbooks that the pattern means."""
        from fsspec.utils import glob_translate

        steps = self._path.split("/")
        fixed = next(place for place, step in enumerate(steps) if glob.has_magic(step))
        depth = _DEEPEST if "**" in self._path else len(steps) - fixed - 1
        is_meant = re.compile(glob_translate(self._path)).match
        yield from self.below("/".join(steps[:fixed]), depth, lambda found: is_meant(found) is not None)

    def below(
        self, folder: str, depth: int = _DEEPEST, is_meant: Callable[[str], bool] = lambda _: True
    ) -> Iterator[str]:
        """Yield the URLs of the workbooks below a folder, so many folders deep; each folder is looked into once."""
        waiting, seen = [(folder.rstrip("/"), depth)], {folder.rstrip("/")}
        while waiting:
            here, left = waiting.pop()
            for name, is_folder in self._listed(here):
                if is_folder and name not in seen and left > 0:
                    seen.add(name)
                    waiting.append((name, left - 1))
                elif not is_folder and _is_workbook(name) and is_meant(name):
                    yield self._url_of(name)

    def _listed(self, folder: str) -> list[tuple[str, bool]]:
        try:
            entries = self._store.ls(folder or "/", detail=True)
        except Exception as error:  # noqa: BLE001 - as above
            self.is_blocked = True
            self._findings.append(_unreachable(Remote(self._url_of(folder)), error))
            return []
        return [(entry["name"].rstrip("/"), entry["type"] == "directory") for entry in entries]

    def _url_of(self, found: str) -> str:
        """Return the URL of what the store knows by a path: with the argument's host, of which some know nothing."""
        argument, path = self._argument.rstrip("/"), self._path.rstrip("/")
        if argument.endswith(path):
            return argument.removesuffix(path) + found
        url: str = self._store.unstrip_protocol(found)
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

    options = {}
    if url.startswith(("http://", "https://")):
        from aiohttp import ClientTimeout

        options = {"client_kwargs": {"timeout": ClientTimeout(sock_connect=_SECONDS, sock_read=_SECONDS)}}
    store, path = url_to_fs(url, **options)
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
    return Finding(files.STORE_FAILED, Place(remote.shown), {"reason": _reason(remote, error)})


def _reason(remote: Remote, error: BaseException) -> Phrase:
    status = getattr(error, "status", None)
    if status in _NOT_ALLOWED or isinstance(error, PermissionError):
        return Phrase("kho không cho phép xem", "the store does not allow it")
    if isinstance(error, TimeoutError):
        return Phrase("kho không trả lời", "the store does not answer")
    if isinstance(error, ValueError) and "Protocol not known" in str(error):
        return Phrase("không biết loại địa chỉ này", "an address of this kind is not known")
    # A library may quote the address, and with it what is not to be shown.
    said = "" if remote.has_secrets else f": {error}"
    words = printable(f"{type(error).__name__}{said}")[:_MOST_WORDS]
    return Phrase(f"kho trả lời {words}", f"the store answers {words}")
