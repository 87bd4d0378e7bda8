"""Checks that every package of a workbook goes through: how much is read of it, and that the rest is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cchc_kpi.returns.archive import Archive
from cchc_kpi.returns.limits import MAX_READ_BYTES, MAX_TAGS
from cchc_kpi.returns.markup import check_markup, check_whole
from cchc_kpi.returns.refusal import counted, too_large

_MEGABYTE: Final = 2**20


def check_read_size(parts: Mapping[str, bytes]) -> None:
    """Refuse parts that unpack to more than is ever read."""
    size = sum(map(len, parts.values()))
    if size > MAX_READ_BYTES:
        raise too_large(
            f"các trang tính giải nén ra {size // _MEGABYTE} MB",
            f"the sheets unpack to {size // _MEGABYTE} MB",
        )


def check_tags(parts: Mapping[str, bytes]) -> None:
    """Refuse parts of more tags than are ever parsed."""
    if sum(map(len, parts.values())) <= MAX_TAGS:
        return  # each takes a byte at least
    tags = sum(content.count(b"<") for name, content in parts.items() if not name.endswith(".bin"))
    if tags > MAX_TAGS:
        number = counted(tags)
        raise too_large(f"các trang tính có {number.vi} thẻ XML", f"the sheets have {number.en} XML tags")


def look_at(archive: Archive, name: str, *, is_parsed: bool = False) -> None:
    """See that a part that nobody reads is whole, and declares no entities: annotated copies keep it."""
    content = archive.inflate(name)
    if name.endswith((".xml", ".rels")) and content:
        (check_whole if is_parsed else check_markup)(name, content)
