"""The list of communes: what it may hold, every fault by line and column, and which commune a name means."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from cchc_kpi.findings import Finding
from cchc_kpi.plan.communes import Commune, Communes, load_communes, parse_communes
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
    held = [[commune.code for commune in listed] for listed in communes.provinces]
    assert [["06541", "06529", "02530"], ["02531"]] == held


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
    assert codes == [commune.code for commune in sound().called(name)]


def test_a_commune_that_shares_its_name_is_called_with_its_province() -> None:
    """A name that stands once is enough."""
    communes = sound()
    labels = [communes.label_of(commune) for commune in communes.listed]
    assert ["Lộc Bình", "Na Dương", "Tân Hòa, tỉnh Lạng Sơn", "Tân Hòa, tỉnh Thái Nguyên"] == labels


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
    ("name", "issuer"),
    [
        ("phường Đông Kinh", "Ủy ban nhân dân phường Đông Kinh"),
        ("Đặc khu Phú Quốc", "Ủy ban nhân dân đặc khu Phú Quốc"),
        (unicodedata.normalize("NFD", "Xã Tân Hòa"), "Ủy ban nhân dân xã Tân Hòa"),
    ],
)
def test_a_heading_has_the_rank_of_its_commune(plan: Plan, name: str, issuer: str) -> None:
    """A phường's papers are not headed "xã"; a name in decomposed letters is written composed."""
    communes = Communes([Commune(code="1", name=name, province="Lạng Sơn")])
    heading = communes.plan_of(plan, communes.listed[0]).plan
    assert issuer == heading.issued_by
    assert issuer.removeprefix("Ủy ban nhân dân ") == heading.commune_title
    assert heading.title.startswith(
        f"Kế hoạch cải cách hành chính nhà nước {heading.commune_title} giai đoạn"
    )


def test_provinces_written_in_two_ways_are_one() -> None:
    """With its rank, in small letters, or plain: the same province."""
    names = ("tỉnh Lạng Sơn", "lạng sơn", "Lạng Sơn")
    listed = [Commune(code=str(n), name=f"Xã {n}", province=name) for n, name in enumerate(names)]
    assert 1 == len(Communes(listed).provinces)


@pytest.mark.parametrize(
    ("text", "code"),
    [("06541", "06541"), ("6541", "06541"), (" 06529 ", "06529"), ("6542", None), ("Lộc Bình", None)],
)
def test_a_code_is_found_as_people_type_it(text: str, code: str | None) -> None:
    """The zeros that a spreadsheet has taken off may stay off; a name is no code."""
    found = sound().find(text)
    assert code == (found.code if found is not None else None)


def test_codes_that_differ_in_their_zeros_alone_must_be_typed_whole() -> None:
    """Of 61 and 061, the text 0061 may mean either."""
    listed = [Commune(code=code, name=f"Tên {code}", province="Lạng Sơn") for code in ("61", "061")]
    communes = Communes(listed)
    assert listed == [communes.find("61"), communes.find("061")]
    assert communes.find("0061") is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("xã na dương", ["06529"]),
        ("Na Duong", ["06529"]),
        ("Tân Hòa", ["02530", "02531"]),
        ("06592", ["06529"]),
        ("99", []),
    ],
)
def test_what_was_probably_meant_is_suggested(text: str, codes: list[str]) -> None:
    """By name first, then by a code that is like it."""
    assert codes == [commune.code for commune in sound().near(text)]


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
        (("name: Na Dương, province: Lạng Sơn", "name: phường Lộc Bình, province: tỉnh Lạng Sơn"), "P08"),
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


def test_the_schema_allows_what_the_program_reads() -> None:
    """schema/communes-file.schema.json, from which editors complete, accepts the sound list and no unknown key."""
    schema = json.loads((Path(__file__).parents[2] / "schema/communes-file.schema.json").read_text("utf-8"))
    content = YAML(typ="safe").load(SOUND)
    jsonschema.validate(content, schema)
    content["communes"][0]["district"] = "Lộc Bình"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)
