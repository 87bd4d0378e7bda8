"""From the files of many communes to each one's results: what belongs together, and what does not."""

from __future__ import annotations

import itertools
import json
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_kpi.annotating import annotations_of, write_annotation
from cchc_kpi.pipeline import (
    Batch,
    Picked,
    forms_of,
    open_communes,
    pick_commune,
    read_batch,
    score,
    score_communes,
    waive_batch,
    write_communes_file,
)
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.waivers import Waiver, parse_waivers
from cchc_kpi.render.communes_json import communes_json
from cchc_kpi.render.json import scorecard_json
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.communes import CommunesScorecard
from cchc_kpi.scoring.evaluate import Verdict
from communes_for_tests import ON_TIME, THREE, returned, scored, write_province, write_return
from forms_for_tests import COMMUNES, baseline_of, form_of, opened, quarter, told, write_sound


@pytest.fixture(scope="module")
def province(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of three communes; see `write_province`."""
    folder = tmp_path_factory.mktemp("province")
    write_province(plan, folder)
    return folder


def read_all(plan: Plan, *arguments: Path | str, communes: Communes = THREE) -> Batch:
    """Read what these arguments lead to, of many communes."""
    return read_batch([str(argument) for argument in arguments], plan, communes)


def as_json(scorecard: CommunesScorecard) -> Any:
    """Many communes as another program reads them."""
    return json.loads("".join(communes_json(scorecard, "vi")))


def result_of(scorecard: CommunesScorecard, code: str, indicator: str) -> Any:
    """A commune's result of an indicator."""
    card = next(one.card for one in scorecard.cards if one.commune.code == code)
    return next(result for result in card.results if result.indicator.id == indicator)


# --- What belongs to whom ---


def test_files_of_one_name_belong_to_the_commune_that_they_are_of(plan: Plan, province: Path) -> None:
    """`ttpvhcc-2026-Q1.xlsx` stands in three folders; none replaces or repeats another."""
    batch = read_all(plan, province)
    assert {"06541": 5, "06529": 4, "05977": 5, "": 0} == {
        code: len(part.returns) for code, part in batch.by_commune().items()
    }
    assert [] == [finding.message() for finding in batch.all_findings]


def test_each_commune_has_its_own_verdicts_and_the_province_its_sums(
    plan: Plan, loaded: LoadedPlan, province: Path
) -> None:
    """990, 1000 and 890 of 1000: two miss the target and one meets it; 2880 of 3000 is 96%."""
    found = score_communes(read_all(plan, province), loaded, plan, THREE)
    assert found is not None
    assert [Verdict.NOT_MET, Verdict.MET, Verdict.NOT_MET] == [
        result_of(found, code, ON_TIME).verdict for code in ("06541", "06529", "05977")
    ]
    whole = found.whole.results[plan.indicators.index(result_of(found, "06541", ON_TIME).indicator)]
    assert (Fraction(2880), Fraction(3000), Fraction(96, 100)) == (
        whole.numerator,
        whole.denominator,
        whole.value,
    )
    assert ["Lộc Bình", "Na Dương", "phường Đông Kinh"] == [one.card.plan.plan.commune for one in found.cards]


def test_a_resubmission_replaces_within_its_commune_only(plan: Plan, tmp_path: Path) -> None:
    """Lộc Bình's second submission takes its first's place; Na Dương's first stays."""
    write_return(plan, tmp_path, "06541", "kt")
    write_return(plan, tmp_path, "06541", "kt", {"CQ.08": 9}, submission=2, name="kt-2026-Q1 (2).xlsx")
    write_return(plan, tmp_path, "06529", "kt")
    parts = read_all(plan, tmp_path).by_commune()
    assert [["C09"], ["C06"]] == [told(item.findings) for item in parts["06541"].returns]
    assert [[]] == [told(item.findings) for item in parts["06529"].returns]
    assert (1, 0) == (len(parts["06541"].replacements), len(parts["06529"].replacements))


def test_the_same_slot_of_two_communes_is_not_handed_in_twice(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C04: each of two different returns of one office and quarter counts for its own commune."""
    write_return(plan, tmp_path, "06541", "kt", {"CQ.08": 9})
    write_return(plan, tmp_path, "06529", "kt", {"CQ.08": 8})
    assert [[], []] == [told(item.findings) for item in read_all(plan, tmp_path).returns]


def test_carry_over_is_held_against_the_communes_own_quarter(plan: Plan, tmp_path: Path) -> None:
    """Lộc Bình's 70 carried over do not follow from its 50 pending (C03); Na Dương has no quarter before."""
    write_return(plan, tmp_path, "06541", "ttpvhcc")
    for code in ("06541", "06529"):
        # 70 + 580 + 400 = 1050, as received before.
        changes = {"TT.01": 70, "TT.02": 580, "TT.09": 851, "TT.12": 201}
        write_return(plan, tmp_path, code, "ttpvhcc", changes, period="2026-Q2")
    batch = read_all(plan, tmp_path)
    carried = [item.file for item in batch.returns if "C03" in told(item.findings)]
    assert [(tmp_path / "06541/ttpvhcc-2026-Q2.xlsx").as_posix()] == carried


def test_baselines_are_each_communes_own(plan: Plan, loaded: LoadedPlan, tmp_path: Path) -> None:
    """Lộc Bình has cut 100 to 90 against its own baseline; Na Dương has handed in none, and is asked for it."""
    for code in ("06541", "06529"):
        write_return(plan, tmp_path, code, "vhxh", period="2026-Q4")
    form = replace(baseline_of(plan, "vhxh"), commune="06541")
    write_sound(form, tmp_path / "06541")
    found = score_communes(read_all(plan, tmp_path), loaded, plan, THREE, quarter("2026"))
    assert found is not None
    cut = "public_service_staffing_cut"
    assert [Fraction(1, 10), None] == [result_of(found, code, cut).value for code in ("06541", "06529")]
    missing = [f.message() for f in found.all_findings() if f.code == "C07" and "số liệu gốc" in f.message()]
    # Besides, of Lộc Bình only what kt has not handed in.
    assert [
        "Xã Lộc Bình: chưa có báo cáo số liệu gốc của Phòng Kinh tế.",
        "Xã Na Dương: chưa có báo cáo số liệu gốc của Phòng Kinh tế, Phòng Văn hóa - Xã hội.",
    ] == missing[:2]


def test_a_marked_copy_belongs_to_its_own_commune(plan: Plan, tmp_path: Path) -> None:
    """Na Dương's mended copy beside Lộc Bình's original of the same office and quarter is no copy of that one."""
    write_return(plan, tmp_path, "06541", "kt")
    path = write_return(plan, tmp_path, "06529", "kt", {"CQ.06": "khoảng 20"})
    (annotation,) = annotations_of(read_all(plan, path), tmp_path / "danh-dau")
    copy = write_annotation(annotation, "vi")
    path.unlink()
    for is_mended in (False, True):
        if is_mended:
            with opened(copy) as form:
                form.sheet = form.book["Báo cáo"]
                form.at("CQ.06").value = 20
        batch = read_all(plan, tmp_path)
        assert ["06541", "06529"] == sorted((item.commune for item in batch.returns), reverse=True)
        assert [] == [code for code in told(batch.all_findings) if code in {"R30", "C16"}]


def test_marked_copies_of_several_communes_get_a_folder_each(plan: Plan, tmp_path: Path) -> None:
    """Their forms have the same names; of one commune that is picked there is but its own, and no folder."""
    for code in ("06541", "06529"):
        write_return(plan, tmp_path, code, "kt", {"CQ.15": 11})
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 hong")
    batch = read_all(plan, tmp_path)
    place = tmp_path / "danh-dau"
    targets = [one.target.relative_to(place).as_posix() for one in annotations_of(batch, place)]
    assert [
        "06529/kt-2026-Q1-phat-hien.xlsx",
        "06541/kt-2026-Q1-phat-hien.xlsx",
        "hong-phat-hien.xlsx",
    ] == targets
    picked = pick_commune(batch, (), THREE.by_code["06529"]).batch
    targets = [one.target.relative_to(place).as_posix() for one in annotations_of(picked, place)]
    assert ["kt-2026-Q1-phat-hien.xlsx"] == targets


# --- What belongs to nobody ---


def test_what_no_commune_can_be_told_of_is_named_and_in_no_scorecard(
    plan: Plan, loaded: LoadedPlan, province: Path, tmp_path: Path
) -> None:
    """A file that is no workbook, a commune that is not in the list: strays, each with its finding."""
    folder = Path(shutil.copytree(province, tmp_path / "thu"))
    (folder / "hong.xlsx").write_bytes(b"PK\\x03\\x04 hong")
    write_return(plan, folder, "02530", "kt")  # Tân Hòa, which the list of three does not have
    batch = read_all(plan, folder)
    found = score_communes(batch, loaded, plan, THREE)
    assert found is not None
    strays = {Path(item.file).name: [f.code for f in item.findings] for item in found.strays}
    assert {"hong.xlsx", "kt-2026-Q1.xlsx"} == set(strays)
    assert ["R34"] == strays["kt-2026-Q1.xlsx"]
    assert {f.code for f in found.findings} == {code for codes in strays.values() for code in codes}
    held = {item.file for one in found.cards for item in one.card.returns} | {i.file for i in found.strays}
    assert {item.file for item in batch.returns} == held
    clean = score_communes(read_all(plan, province), loaded, plan, THREE)
    assert clean is not None
    assert [one.card.provisional for one in clean.cards] == [one.card.provisional for one in found.cards]


def test_one_commune_out_of_many_is_scored_as_it_is_among_them(
    plan: Plan, loaded: LoadedPlan, province: Path
) -> None:
    """`score --commune`: the object of version 1 is the one that version 2 holds, but for code and province."""
    batch = read_all(plan, province)
    many = score_communes(batch, loaded, plan, THREE)
    assert many is not None
    for place, commune in enumerate(THREE.listed):
        picked = pick_commune(batch, (), commune)
        card = score(picked.batch, loaded, THREE.plan_of(plan, commune), quarter("2026-Q1"))
        assert card is not None
        own = as_json(many)["communes"][place]
        assert (commune.code, "Lạng Sơn") == (own.pop("code"), own.pop("province"))
        assert json.loads(scorecard_json(card, "vi")) == own


def test_one_commune_hears_of_returns_that_may_be_its_own(plan: Plan, tmp_path: Path) -> None:
    """A return whose name nobody can tell is told with whichever commune is picked; another commune's is not."""
    write_return(plan, tmp_path, "06541", "kt", {"CQ.08": 99})  # 99 of 10: C01
    write_return(plan, tmp_path, "02530", "kt")
    batch = read_all(plan, tmp_path)
    picked = [pick_commune(batch, (), commune) for commune in THREE.listed]
    assert [["C01"], [], []] == [[f.code for i in one.batch.returns for f in i.findings] for one in picked]
    assert [["R34"]] * 3 == [told(one.batch.findings) for one in picked]
    assert {batch.inputs} == {one.batch.inputs for one in picked}


# --- Waivers ---


WAIVERS = """\
schema_version: 1
waivers:
  - code: C01
    return: kt-2026-Q1
    commune: "06541"
    cell: D19
    accepted_by: Chủ tịch UBND xã
    reason: Đã chốt
    until: 31/12/2026
  - code: F05
    return: hong.xlsx
    accepted_by: Sở Nội vụ
    reason: Sẽ nộp lại
    until: 31/12/2026
"""


def waivers_of(plan: Plan, text: str = WAIVERS) -> tuple[Waiver, ...]:
    """The waivers of a text, of three communes."""
    listed, findings = parse_waivers(text, plan, "waivers.yaml", THREE)
    assert listed is not None, [finding.message() for finding in findings]
    return listed


@pytest.fixture
def faulty(plan: Plan, tmp_path: Path) -> Path:
    """The same fault in two communes (C01 at D19), and a file that cannot be read."""
    for code in ("06541", "06529"):
        write_return(plan, tmp_path, code, "kt", {"CQ.15": 11})
    (tmp_path / "hong.xlsx").write_bytes(b"PK\\x03\\x04 hong")
    return tmp_path


def test_what_one_commune_has_accepted_is_still_told_of_another(
    plan: Plan, loaded: LoadedPlan, faulty: Path
) -> None:
    """W01 in Lộc Bình, C01 in Na Dương; the broken file is accepted by its name, and no waiver is idle."""
    batch = read_all(plan, faulty)
    found = score_communes(batch, loaded, plan, THREE, None, waivers_of(plan))
    assert found is not None
    codes = [[f.code for f in one.card.findings if f.code not in {"C07", "C14"}] for one in found.cards]
    assert [["W01"], ["C01"], []] == codes
    assert ["W01"] == told(found.findings)
    assert ["C01", "W01", "W01"] == [
        f.code for f in waive_batch(batch, waivers_of(plan), plan, THREE).all_findings
    ]


def test_each_idle_waiver_is_told_once(plan: Plan, loaded: LoadedPlan, tmp_path: Path) -> None:
    """With both faults mended, W02 for each waiver: the commune's among its own, the file's among nobody's."""
    for code in ("06541", "06529"):
        write_return(plan, tmp_path, code, "kt")
    found = score_communes(read_all(plan, tmp_path), loaded, plan, THREE, None, waivers_of(plan))
    assert found is not None
    assert [["W02"], [], []] == [
        [f.code for f in one.card.findings if f.code[0] == "W"] for one in found.cards
    ]
    assert ["W02"] == told(found.findings)
    assert "xã 06541, kt-2026-Q1, ô D19" in found.cards[0].card.findings[-1].message()


def test_a_missing_return_is_accepted_for_its_commune(plan: Plan, loaded: LoadedPlan, province: Path) -> None:
    """C07 of dvci is waived where Na Dương's is meant, and nowhere else."""
    text = WAIVERS[: WAIVERS.index("  - code: F05")].replace("C01", "C07").replace("kt-", "dvci-")
    text = text.replace("    cell: D19\n", "")
    batch = read_all(plan, province)
    for code, expected in (("06529", ["W01"]), ("06541", ["C07"])):
        listed = waivers_of(plan, text.replace('"06541"', f'"{code}"'))
        found = score_communes(batch, loaded, plan, THREE, None, listed)
        assert found is not None
        na_duong = next(one.card for one in found.cards if one.commune.code == "06529")
        assert expected == [f.code for f in na_duong.findings if f.code in {"C07", "W01"}]


def test_a_picked_commune_has_its_own_waivers_and_those_of_nobodys_files(plan: Plan, faulty: Path) -> None:
    """Lộc Bình's waiver is no business of Na Dương's."""
    batch = read_all(plan, faulty)
    picked = [pick_commune(batch, waivers_of(plan), commune) for commune in THREE.listed[:2]]
    assert [["C01", "F05"], ["F05"]] == [[waiver.code for waiver in one.waivers] for one in picked]
    assert all(isinstance(one, Picked) for one in picked)


def test_a_waiver_of_a_file_is_at_work_where_that_file_is(
    plan: Plan, loaded: LoadedPlan, tmp_path: Path
) -> None:
    """By its name with its ending, a commune's own return is meant; in the other commune it is no idle waiver."""
    write_return(plan, tmp_path, "06541", "kt", {"CQ.15": 11}, name="ban-moi.xlsx")
    write_return(plan, tmp_path, "06529", "kt")
    text = WAIVERS[: WAIVERS.index("  - code: F05")].replace("kt-2026-Q1", "ban-moi.xlsx")
    listed = waivers_of(plan, text.replace('    commune: "06541"\n', ""))
    found = score_communes(read_all(plan, tmp_path), loaded, plan, THREE, None, listed)
    assert found is not None
    codes = {f.code for one in found.cards for f in one.card.findings} | {f.code for f in found.findings}
    assert "W01" in codes
    assert not codes & {"W02", "C01"}


# --- Names of files and folders ---


def test_folders_of_decomposed_letters_and_files_of_odd_names_are_read(plan: Plan, tmp_path: Path) -> None:
    """A folder from a Mac, its name in decomposed letters, with files called anything."""
    folder = tmp_path / unicodedata.normalize("NFD", "phường Đông Kinh")
    folder.mkdir()
    path = write_return(plan, tmp_path, "05977", "kt")
    path.rename(folder / unicodedata.normalize("NFD", "số liệu (bản cuối).xlsx"))
    batch = read_all(plan, tmp_path)
    assert ["05977"] == [item.commune for item in batch.returns]


# --- Forms ---


def test_a_communes_forms_bear_its_name_and_its_code(plan: Plan) -> None:
    """The blank forms and the baselines, each with the heading of phường Đông Kinh."""
    own = THREE.plan_of(plan, THREE.by_code["05977"])
    forms = forms_of(own, commune="05977")
    assert 7 == len(forms)
    assert {("05977", "phường Đông Kinh")} == {(form.commune, form.plan.plan.commune) for form in forms}
    assert {None} == {form.commune for form in forms_of(plan)}


def test_a_list_beside_the_plan_is_found(tmp_path: Path) -> None:
    """`communes.yaml` beside `targets.yaml`, as with waivers; none where there is none."""
    assert open_communes(None, tmp_path / "targets.yaml") is None
    (tmp_path / "communes.yaml").write_text("schema_version: 1\n", encoding="utf-8")
    found = open_communes(None, tmp_path / "targets.yaml")
    assert found is not None
    assert ["P05"] == told(found.findings)


# --- What must hold for all returns ---


def test_nothing_to_score_is_none(plan: Plan, loaded: LoadedPlan) -> None:
    """No return gives a period."""
    assert score_communes(Batch(()), loaded, plan, THREE) is None


@st.composite
def nations(draw: st.DrawFn) -> tuple[Communes, dict[str, tuple[int, int] | None]]:
    """Communes in up to three provinces, and of each its dossiers in time and late, or no return."""
    count = draw(st.integers(1, 6))
    provinces = draw(
        st.lists(st.sampled_from(("Lạng Sơn", "Hà Nội", "Cà Mau")), min_size=count, max_size=count)
    )
    listed = [
        Commune(code=f"{number:05}", name=f"Tân {number}", province=province)
        for number, province in enumerate(provinces)
    ]
    amounts = st.none() | st.tuples(st.integers(0, 300), st.integers(0, 5))
    figures = {commune.code: draw(amounts) for commune in listed}
    return Communes(listed), figures


def returns_of(plan: Plan, figures: dict[str, tuple[int, int] | None]) -> Iterator[Return]:
    """The one-stop centre's return of each commune that has figures; all have handed in kt's."""
    for code, held in figures.items():
        yield returned(plan, code, "kt")
        if held is not None:
            in_time, late = held
            changes = {"dossiers_resolved_early": in_time, "dossiers_resolved_late": late}
            yield returned(plan, code, "ttpvhcc", dossiers_resolved_on_time=0, **changes)


@given(nations())
def test_the_sums_are_those_of_the_communes_objects(
    plan: Plan, loaded: LoadedPlan, made: tuple[Communes, dict[str, tuple[int, int] | None]]
) -> None:
    """Of every roll-up of the JSON: numerator and denominator added up over the objects that have both, then divided."""
    communes, figures = made
    found = as_json(scored(loaded, plan, list(returns_of(plan, figures)), communes))
    by_code = {one["code"]: one for one in found["communes"]}
    assert list(by_code) == [commune.code for commune in communes.listed]
    for rollup in found["rollup"]:
        held = [by_code[code] for code in rollup["communes"]]
        assert {rollup["name"]} in ({None}, {one["province"] for one in held})
        for place, result in enumerate(rollup["results"]):
            results = [one["results"][place] for one in held]
            assert {result["indicator"]} == {one["indicator"] for one in results}
            counted = [r for r in results if None not in (r["numerator"], r["denominator"])]
            assert len(counted) == result["counted"]
            assert len(held) == sum(result["verdicts"].values())
            if not counted:
                assert (None, None, None) == (result["numerator"], result["denominator"], result["value"])
                continue
            numerator, denominator = (
                sum(Fraction(r[side]) for r in counted) for side in ("numerator", "denominator")
            )
            assert (numerator, denominator) == (
                Fraction(result["numerator"]),
                Fraction(result["denominator"]),
            )
            value = numerator / denominator if denominator > 0 else None
            assert value == (None if result["value"] is None else Fraction(result["value"]))
    in_all = [held for held in figures.values() if held is not None]
    result = next(r for r in found["rollup"][0]["results"] if r["indicator"] == ON_TIME)
    if in_all:
        assert str(sum(in_time for in_time, _ in in_all)) == result["numerator"]


@given(st.permutations(range(12)))
@settings(max_examples=10)
def test_the_order_of_returns_changes_nothing(
    plan: Plan, loaded: LoadedPlan, bench: Path, order: list[int]
) -> None:
    """JSON and workbook, byte for byte."""
    every = [
        returned(plan, code, office, dossiers_resolved_late=number)
        if office == "ttpvhcc"
        else returned(plan, code, office)
        for number, code in enumerate(("06541", "06529", "05977"))
        for office in ("vp", "kt", "vhxh", "ttpvhcc")
    ]
    in_order, shuffled = (scored(loaded, plan, held) for held in (every, [every[place] for place in order]))
    assert list(communes_json(in_order, "vi")) == list(communes_json(shuffled, "vi"))
    paths = [bench / "in-order.xlsx", bench / "shuffled.xlsx"]
    for found, path in zip((in_order, shuffled), paths, strict=True):
        write_communes_file(found, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_order_of_folders_and_files_changes_nothing(
    plan: Plan, loaded: LoadedPlan, province: Path
) -> None:
    """The three folders as arguments in any order, or one by one the files."""
    folders = [province / code for code in ("06541", "06529", "05977")]
    files = sorted(province.rglob("*.xlsx"), reverse=True)
    outputs = set()
    for arguments in (*itertools.permutations(folders), files):
        found = score_communes(read_all(plan, *arguments), loaded, plan, THREE)
        assert found is not None
        outputs.add("".join(communes_json(found, "vi")))
    assert 1 == len(outputs)


@given(st.lists(st.sampled_from(["a", "b/c", "phường"]), min_size=14, max_size=14))
@settings(max_examples=5)
def test_whichever_folders_the_files_lie_in_the_results_are_the_same(
    plan: Plan, loaded: LoadedPlan, province: Path, bench: Path, places: list[str]
) -> None:
    """The folder says nothing of whose a return is; only the paths told differ."""
    root = bench / "split"
    shutil.rmtree(root, ignore_errors=True)
    for place, path in zip(places, sorted(province.rglob("*.xlsx")), strict=True):
        folder = root / place
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / f"{path.parent.name} {path.name}")
    split, whole = (
        score_communes(read_all(plan, folder), loaded, plan, THREE) for folder in (root, province)
    )
    assert split is not None
    assert whole is not None
    assert [one.card.results for one in whole.cards] != []
    assert as_json(whole)["rollup"] == as_json(split)["rollup"]
    assert as_json(whole)["ranking"] == as_json(split)["ranking"]


def test_a_list_of_one_is_that_commune() -> None:
    """`only` is what keeps version 1 of the JSON; of several there is none."""
    assert (COMMUNES.listed[0], None) == (Communes(COMMUNES.listed[:1]).only, COMMUNES.only)


def test_a_form_without_a_commune_still_reads_in_a_list(plan: Plan, tmp_path: Path) -> None:
    """Forms issued before there was a list go by the name typed."""
    write_sound(form_of(plan, "kt"), tmp_path)
    assert ["06541"] == [item.commune for item in read_all(plan, tmp_path).returns]
