"""What the guard saw of a workbook that it lets through."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from cchc_kpi.returns.archive import pack
from cchc_kpi.returns.traits import SheetTraits
from cchc_kpi.returns.workbook import Workbook


class Container(StrEnum):
    """How a workbook is packed; only XLSX (also .xlsm) can be read by both readers."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


class Inspection(NamedTuple):
    """What the guard saw of a workbook that it lets through.

    `workbook` is what it holds, where all of it is spelled as usual: then no reader is needed. `sheets` is what the worksheets say beside their values, in their order.
    `is_plain` tells that reading it in this process is bounded; all else is read apart. `is_untouched` tells
    of a copy that this program marked that nobody saved it since.
    """

    container: Container
    parts: bytes | Mapping[str, bytes]
    sheets: tuple[SheetTraits, ...]
    is_plain: bool = False
    is_strict: bool = False
    has_percent_formats: bool = False
    has_macros: bool = False
    has_external_links: bool = False
    is_untouched: bool = False
    workbook: Workbook | None = None

    @property
    def content(self) -> bytes:
        """What a reader is to be given: of a package, the parts that were looked at and no others."""
        return self.parts if isinstance(self.parts, bytes) else pack(self.parts)
