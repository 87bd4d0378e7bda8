"""Many communes as a whole: what is told of whom, and what is provisional."""

from __future__ import annotations

from dataclasses import replace

from cchc_kpi.findings import Finding, Place
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.rules import files
from cchc_kpi.scoring.communes import CommunesScorecard, assemble
from cchc_kpi.scoring.rollup import CommuneCard
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import quarter, sound_return

A = Commune(code="1", name="Lộc Bình", province="Lạng Sơn")
B = Commune(code="2", name="phường Đông Kinh", province="Lạng Sơn")
ELSEWHERE = Commune(code="3", name="Tân Hòa", province="thành phố Hà Nội")


def put_together(
    plan: Plan, held: dict[Commune, list[Return]], *findings: Finding, period: str = "2026-Q1"
) -> CommunesScorecard:
    """Score communes from their returns, and put them together with findings about none of them."""
    cards = [
        CommuneCard(commune, score_returns(plan, "0" * 64, quarter(period), returns))
        for commune, returns in held.items()
    ]
    return assemble(plan, "0" * 64, cards, Communes(list(held)), (), findings)


def every(plan: Plan, *, without: str = "", period: str = "2026-Q1") -> list[Return]:
    """Sound returns of every office but one."""
    return [sound_return(plan, office.id, period) for office in plan.offices if office.id != without]


def test_missing_returns_of_a_commune_are_told_together_and_by_its_name(plan: Plan) -> None:
    """C07 once for what phường Đông Kinh has not handed in, with the offices by name."""
    one_missing = every(plan, without="dvci")
    few = [item for item in every(plan) if item.office in {"vhxh", "ttpvhcc", "dvci"}]
    scored = put_together(plan, {A: one_missing, B: few})
    assert [
        "Xã Lộc Bình: chưa có báo cáo Quý I/2026 của Trung tâm Dịch vụ Công ích.",
        "Phường Đông Kinh: chưa có báo cáo Quý I/2026 của Phòng Kinh tế, Văn phòng HĐND và UBND.",
    ] == [finding.message() for finding in scored.all_findings()]
    assert "Đề nghị Phòng Kinh tế, Văn phòng HĐND và UBND nộp kt-2026-Q1.xlsx, vp-2026-Q1.xlsx." in [
        finding.fix() for finding in scored.all_findings()
    ]


def test_of_several_quarters_each_is_told_apart(plan: Plan) -> None:
    """Half a year with nothing of Q2: one line for the quarter, none for Q1."""
    scored = put_together(plan, {A: every(plan)}, period="2026-H1")
    missing = [f.message() for f in scored.all_findings() if f.code == "C07"]
    assert 1 == len(missing)
    assert missing[0].startswith("Xã Lộc Bình: chưa có báo cáo Quý II/2026 của Phòng Kinh tế, ")


def test_each_communes_own_scorecard_tells_its_missing_returns_one_by_one(plan: Plan) -> None:
    """What its JSON object holds is what it holds when it is scored alone."""
    scored = put_together(plan, {A: every(plan, without="dvci"), B: []})
    assert [1, 5] == [
        sum(1 for finding in one.card.findings if finding.code == "C07") for one in scored.cards
    ]
    assert {None} == {finding.place.commune for one in scored.cards for finding in one.card.findings}


def test_of_several_provinces_the_province_is_named_too(plan: Plan) -> None:
    """Tân Hòa there are many; Lộc Bình is told with its province as well, alike for all."""
    scored = put_together(plan, {A: every(plan), ELSEWHERE: every(plan, without="kt")})
    assert ["Xã Tân Hòa (thành phố Hà Nội): chưa có báo cáo Quý I/2026 của Phòng Kinh tế."] == [
        finding.message() for finding in scored.all_findings()
    ]


def test_what_stands_in_a_file_or_is_about_nobody_is_told_as_it_is(plan: Plan) -> None:
    """A file's path says whose it is; findings about no commune stand first."""
    lost = Finding(files.NOT_FOUND, Place("thu/xa.xlsx"), {"reason": "x"})
    scored = put_together(plan, {A: every(plan, without="kt")}, lost)
    first, second = scored.told_of()
    assert (None, lost) == first
    assert A == second.commune
    assert lost == next(iter(scored.all_findings()))


def test_a_commune_with_something_missing_is_provisional(plan: Plan) -> None:
    """One of two has not handed in everything."""
    scored = put_together(plan, {A: every(plan), B: every(plan, without="kt")})
    assert [B] == [one.commune for one in scored.provisional]
    assert (9, 10) == (scored.whole.received, scored.whole.expected)


def test_the_whole_is_the_one_province_or_the_nation(plan: Plan) -> None:
    """Of one province there is no nation above it."""
    alone = put_together(plan, {A: every(plan), B: every(plan)})
    both = put_together(plan, {A: every(plan), ELSEWHERE: every(plan)})
    assert alone.whole.province is not None
    assert (None, 2) == (both.whole.province, len(both.provinces))


def test_a_return_that_cannot_be_used_is_not_missing(plan: Plan) -> None:
    """Handed in, it is told for what it is; the commune is provisional all the same."""
    refused = replace(sound_return(plan, "kt", "2026-Q1"), rejected=True)
    scored = put_together(plan, {A: [*every(plan, without="kt"), refused]})
    assert [] == [f.code for f in scored.all_findings() if f.code == "C07"]
    assert [A] == [one.commune for one in scored.provisional]
