"""The digest of all that the rows of one return say, which stands in each of them: no edit of a row goes unseen.

It finds accidents and careless edits. Whoever works it out anew can write what he likes (ADR 0028).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cchc_kpi.observations.line import COLUMNS, Line

_SEALED = COLUMNS.index("rows_sha256")
_BETWEEN = "\x1f"


class Seal:
    """Takes the rows of one return in any order, and gives their digest.

    SHA-256 of the rows' own SHA-256 digests, which are sorted and joined as bytes. A row's own is taken over
    its cells before `rows_sha256` as plain texts ("" for nothing), in UTF-8 with U+001F between them; a number is
    written without zeros at its end. So neither the file format nor the order of rows makes a difference.
    """

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows = bytearray()

    def add(self, line: Line) -> None:
        """Take one row; whatever `rows_sha256` holds in it is passed over."""
        if "." in line.value:  # a column of decimals gives every number six places
            line = line._replace(value=line.value.rstrip("0").rstrip("."))
        # A cell of a workbook can hold half of a character, which UTF-8 by itself refuses.
        cells = _BETWEEN.join(line[:_SEALED]).encode("utf-8", "surrogatepass")
        self._rows += hashlib.sha256(cells).digest()

    def digest(self) -> str:
        """Return the digest of the rows taken so far, in hexadecimal."""
        size = hashlib.sha256().digest_size
        rows = sorted(bytes(self._rows[start : start + size]) for start in range(0, len(self._rows), size))
        return hashlib.sha256(b"".join(rows)).hexdigest()


def sealed(lines: Iterable[Line]) -> list[Line]:
    """Return the rows of one return, each with the digest of them all."""
    held = list(lines)
    seal = Seal()
    for line in held:
        seal.add(line)
    digest = seal.digest()
    return [line._replace(rows_sha256=digest) for line in held]
