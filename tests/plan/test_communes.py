"""The list of communes: what it may hold, every fault by line and column, and which commune a name means."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.findings import Finding
from cchc_kpi.plan.communes import Communes, load_communes, parse_communes
from cchc_kpi.plan.model import Plan
from plan_for_tests import Edit, edited, told

SOUND = """\
schema_version: 1
communes:
  - {code: "06541", name: Lộc Bình, province: Lạng Sơn}
  - {code: "06529", name: Na Dương, province: Lạng Sơn}
  - {code: "02530", name: Tân Hòa, province: Lạng Sơn}
  - {code: "02531", name: Tân Hòa, province: Thái Nguyên}
"""


def read(text: str) -> tuple[Communes | None, tuple[Finding, ...]]:
    """The communes and the findings of a text, after seeing that each finding can be told."""
    communes, findings = parse_communes(text, "xa.yaml")
    assert all(f.message(lang) and f.fix(lang) for f in findings for lang in ("vi", "en"))
    return communes, findings


def sound() -> Communes:
    """The communes of the sound list."""
    communes, findings = read(SOUND)
    assert communes is not None
    assert findings == ()
    return communes


def test_a_sound_list_is_read_in_its_order() -> None:
    """Codes keep their leading zero, provinces stand in the order of their first commune."""
    communes = sound()
    assert ["06541", "06529", "02530", "02531"] == list(communes.by_code)
    assert ("Lạng Sơn", "Thái Nguyên") == communes.provinces
    assert ["02531"] == [commune.code for commune in communes.in_province("Thái Nguyên")]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Lộc Bình", ["06541"]),
        ("LỘC  BÌNH", ["06541"]),
        ("Tân Hoà", ["02530", "02531"]),  # the tone mark on the other letter: the same name
        ("Loc Binh", []),
        ("", []),
    ],
)
def test_a_name_means_every_commune_that_bears_it(name: str, codes: list[str]) -> None:
    """Spelling variants of a name are one; accents are not folded away."""
    assert codes == [commune.code for commune in sound().named(name)]


def test_a_commune_that_shares_its_name_is_called_with_its_province() -> None:
    """A name that stands once is enough."""
    communes = sound()
    titles = [communes.title_of(commune) for commune in communes.listed]
    assert ["Lộc Bình", "Na Dương", "Tân Hòa, tỉnh Lạng Sơn", "Tân Hòa, tỉnh Thái Nguyên"] == titles


def test_the_plan_of_a_commune_bears_its_name(plan: Plan) -> None:
    """The heading changes, what is scored does not."""
    communes = sound()
    other = communes.plan_of(plan, communes.by_code["06529"])
    assert "Na Dương" == other.plan.commune
    assert "Ủy ban nhân dân xã Na Dương" == other.plan.issued_by
    assert "Kế hoạch cải cách hành chính nhà nước xã Na Dương giai đoạn 2026 - 2030" == other.plan.title
    assert (plan.plan.id, plan.indicators, plan.measures) == (other.plan.id, other.indicators, other.measures)
    assert "Lộc Bình" == plan.plan.commune


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (('code: "06529"', "¦code: 06529"), "P06"),
        (('code: "06529"', '¦code: "06 529"'), "P06"),
        (("name: Na Dương, ", "nmae: Na Dương, "), "P04"),
        ((", province: Thái Nguyên", ""), "P05"),
        (("schema_version: 1", "¦schema_version: 2"), "P06"),
        (('code: "06529"', 'code: "06541"'), "P08"),
        (("name: Na Dương", "name: lộc bình"), "P08"),
    ],
)
def test_one_broken_entry_is_one_finding(edit: Edit, code: str) -> None:
    """A list with a fault is not used."""
    text, places = edited(SOUND, edit)
    communes, findings = read(text)
    assert communes is None
    assert [code] == [finding.code for finding in findings]
    if places:
        assert places == [place for _, place in told(findings)]


def test_the_same_name_in_another_province_is_no_fault() -> None:
    """Near miss: Tân Hòa stands twice, in two provinces."""
    assert ((), 4) == (read(SOUND)[1], len(sound().listed))


@pytest.mark.parametrize("text", ["", "communes:\n", "schema_version: 1\ncommunes: []\n", "- a\n", "a: [\n"])
def test_a_file_with_no_communes_is_refused(text: str) -> None:
    """There is always at least one finding, and never a traceback."""
    communes, findings = read(text)
    assert communes is None
    assert findings


def test_a_file_that_is_not_there_is_one_finding(tmp_path: Path) -> None:
    """The finding names the file and says why."""
    loaded = load_communes(tmp_path / "xa.yaml")
    assert loaded.communes is None
    assert ["P18"] == [finding.code for finding in loaded.findings]
    assert "communes.yaml" in loaded.findings[0].message("vi")
