from __future__ import annotations

from datetime import date

import pytest

from cchc_kpi.returns.record import Basis, basis_text, read_basis
from forms_for_tests import quarter

BASIS = Basis(quarter("2026-Q1"), "cchc-loc-binh-2026-2030", "ab" * 32, "0.1.0")
WINDOW = (date(2025, 12, 15), date(2026, 3, 14))


def test_a_basis_written_is_read_back() -> None:
    """Period, plan, digest and version stand in one line and come back from it."""
    line = basis_text(BASIS, WINDOW)
    assert (
        f"Kỳ 2026-Q1 (15/12/2025 - 14/03/2026); kế hoạch cchc-loc-binh-2026-2030, SHA-256 {'ab' * 32}; cchc-kpi 0.1.0"
        == line
    )
    assert BASIS == read_basis(line)


@pytest.mark.parametrize("line", ["", "Kỳ 2026-Q1", basis_text(BASIS, WINDOW).replace("2026-Q1", "2026-Q7")])
def test_another_line_states_no_basis(line: str) -> None:
    """An empty line, half a line, a period that there is not."""
    assert read_basis(line) is None
