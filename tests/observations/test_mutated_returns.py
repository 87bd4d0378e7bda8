from __future__ import annotations

from cchc_kpi.observations.faults import Faults
from cchc_kpi.observations.lines import Basis, lines_of
from cchc_kpi.observations.restore import Numbered, restore
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return
from cchc_kpi.scoring.scorecard import _lacks_figures
from fuzz import mutant
from program import EXAMPLES
from tables_for_tests import AS_READ, DIGEST


def test_whatever_a_workbook_held_comes_back_from_its_table(plan: Plan) -> None:
    """Two hundred mutated returns, accepted or not: identity, status, figures and what is missing of them."""
    accepted = 0
    for number in range(200):
        name, done, content = mutant(number, 2026, (str(EXAMPLES),))
        item = read_return(name, content, plan)
        if item.superseded:
            continue
        back = there_and_back(plan, item)
        assert [getattr(item, key) for key in AS_READ] == [getattr(back, key) for key in AS_READ], (
            number,
            done,
        )
        assert item.rejected or _lacks_figures(item) == _lacks_figures(back), (number, done)
        accepted += not item.rejected
    assert accepted > 20


def there_and_back(plan: Plan, item: Return) -> Return:
    """The return that the lines of a return give."""
    faults = Faults("t")
    numbered = (Numbered(row, line) for row, line in enumerate(lines_of([item], Basis(plan, DIGEST))))
    returns = restore(numbered, plan, faults, "t")
    assert [] == [finding.message() for finding in faults.findings]
    (back,) = returns
    return back
