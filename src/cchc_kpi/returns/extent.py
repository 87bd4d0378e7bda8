"""How far the cells of a sheet may reach: a reader keeps a place for each up to the last."""

from __future__ import annotations

from cchc_kpi.returns.limits import MAX_AREA, MAX_COLUMNS, MAX_ROWS
from cchc_kpi.returns.refusal import Refusal, too_large


def check_extent(rows: int, columns: int, area_before: int = 0) -> None:
    """Raise Refusal where the cells of a sheet reach further than those of any return."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or area_before + rows * columns > MAX_AREA:
        raise out_of_bounds(rows, columns)


def out_of_bounds(rows: int, columns: int) -> Refusal:
    """Return the refusal of a sheet by how far its cells reach."""
    return too_large(f"có ô tới dòng {rows}, cột {columns}", f"cells reach row {rows}, column {columns}")
