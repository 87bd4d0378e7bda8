"""Which of today's files is which of those that a scorecard lists: by content first, then by name.

A scorecard knows its returns by the paths of the day; whoever verifies it may sit in another folder. A path is
no figure: a file that moved is called as the scorecard calls it, and nothing differs because of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from cchc_kpi.returns.sources import Source, display_path
from cchc_kpi.text import printable
from cchc_kpi.verifying.claims import ListedReturn


def names_for(paths: Mapping[Source, str], listed: Sequence[ListedReturn]) -> dict[Source, str]:
    """Return what each file is to be called; `paths` gives the digest of each, empty where it cannot be read.

    A file that the scorecard does not list keeps its own path, unless that is another's by now.
    """
    names: dict[Source, str] = {}
    free = {item.file: item.sha256 for item in listed if item.file}
    for path, sha256 in paths.items():
        same = [file for file, digest in free.items() if digest == sha256 and sha256]
        if same:
            names[path] = max(same, key=lambda file: _shared(file, path))
            del free[names[path]]
    for path in paths:
        like = max(free, key=lambda file: _shared(file, path), default="")
        if path not in names and like and _shared(like, path):
            names[path] = like
            del free[like]
    for path in paths:
        if path not in names:
            names[path] = _unused(path, set(names.values()))
    return names


def _shared(file: str, path: Source) -> int:
    """Return how many parts, from the name backwards, two paths share."""
    ours, theirs = PurePosixPath(file).parts, PurePosixPath(printable(display_path(path))).parts
    shared = 0
    for one, other in zip(reversed(ours), reversed(theirs), strict=False):
        if one.casefold() != other.casefold():
            break
        shared += 1
    return shared


def _unused(path: Source, used: set[str]) -> str:
    name = display_path(path)
    while name in used:
        name = f"./{name}"
    return name
