from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.observations.line import COLUMNS, Line
from cchc_kpi.observations.seal import Seal, sealed

CELLS = st.text(st.characters(exclude_categories=()), max_size=5)
LINES = st.lists(st.builds(Line, *[CELLS] * len(COLUMNS)), min_size=1, max_size=3)
FIGURE = Line(code="TT.04", value="742.000000", text="742")


def digest_of(*lines: Line) -> str:
    """The digest of a return's rows."""
    seal = Seal()
    for line in lines:
        seal.add(line)
    return seal.digest()


def test_another_program_can_work_the_digest_out() -> None:
    """As the class says: the sorted digests of the rows, each over its 25 cells with U+001F between them."""
    cells = [""] * 25
    cells[COLUMNS.index("code")] = "TT.04"
    cells[COLUMNS.index("value")] = "742"
    cells[COLUMNS.index("text")] = "742"
    other = list(cells)
    other[COLUMNS.index("remark")] = "số"
    rows = [hashlib.sha256("\x1f".join(row).encode()).digest() for row in (cells, other)]
    expected = hashlib.sha256(b"".join(sorted(rows))).hexdigest()
    assert expected == digest_of(FIGURE, FIGURE._replace(remark="số"))


def test_zeros_at_the_end_of_a_number_make_no_difference() -> None:
    """742, 742.0 and 742.000000 are one figure; 7420 and 742.5 are others, and a text is kept to the letter."""
    plain = digest_of(FIGURE._replace(value="742"))
    assert {plain} == {digest_of(FIGURE._replace(value=v)) for v in ("742.0", "742.000000")}
    others = [
        FIGURE._replace(value="7420"),
        FIGURE._replace(value="742.5"),
        FIGURE._replace(text="742.0"),
    ]
    assert plain not in map(digest_of, others)


@given(LINES, st.data())
def test_order_makes_no_difference_and_any_cell_does(held: list[Line], data: st.DataObject) -> None:
    """Rows shuffled: the same digest. One cell of one row otherwise: another; what stood in its place is none's."""
    digest = digest_of(*held)
    assert digest == digest_of(*data.draw(st.permutations(held)))
    assert {digest} == {line.rows_sha256 for line in sealed(held)}
    column = data.draw(st.sampled_from([name for name in COLUMNS if name not in {"value", "rows_sha256"}]))
    place = data.draw(st.integers(0, len(held) - 1))
    line = held[place]
    other = line._replace(**{column: getattr(line, column) + "x"})
    assert digest != digest_of(*held[:place], other, *held[place + 1 :])
