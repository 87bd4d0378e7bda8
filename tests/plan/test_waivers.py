"""The waivers file: what it may hold, and every fault of it by line and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from cchc_kpi.findings import Finding, Phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.waivers import Waiver, WaiverFile, form_names, load_waivers, parse_waivers
from cchc_kpi.returns.layout import baseline_layout, quarter_layout
from cchc_kpi.rules import BY_CODE
from plan_for_tests import Edit, edited, told

SOUND = """\
# Những phát hiện xã đã chấp nhận
schema_version: 1
waivers:
  - code: C02
    return: ttpvhcc-2026-Q1
    cell: D9
    accepted_by: Chủ tịch UBND xã
    reason: Số liệu cổng dịch vụ công đã chốt
    until: 31/12/2026
  - code: R01
    return: Quy 1/thư mời.xlsx
    accepted_by: Văn phòng
    reason: "2026"
    until: 2026-06-30
"""


def read(text: str, plan: Plan) -> tuple[tuple[Waiver, ...] | None, tuple[Finding, ...]]:
    """Return the waivers and the findings of a text, after seeing that each finding can be told."""
    listed, findings = parse_waivers(text, plan, "mien-tru.yaml")
    assert all(f.message(lang) and f.fix(lang) for f in findings for lang in ("vi", "en"))
    return listed, findings


def test_a_sound_file_is_read_entry_by_entry(plan: Plan) -> None:
    """Each waiver knows what it is about, its last day, and the line on which it begins."""
    listed, findings = read(SOUND, plan)
    assert ((), 2) == (findings, len(listed or ()))
    broken, foreign = listed or ()
    assert ("C02", "ttpvhcc-2026-Q1", ("ttpvhcc", Period(2026, "Q1")), "D9") == broken[:4]
    assert ("Chủ tịch UBND xã", "Số liệu cổng dịch vụ công đã chốt", date(2026, 12, 31)) == broken[4:7]
    assert ("mien-tru.yaml", 4, 5) == (broken.place.file, broken.place.line, broken.place.column)
    assert ("R01", "Quy 1/thư mời.xlsx", None, None, "Văn phòng", "2026") == foreign[:6]
    assert (date(2026, 6, 30), 10) == (foreign.until, foreign.place.line)


def test_what_a_waiver_is_about_is_said_with_its_cell(plan: Plan) -> None:
    """A waiver without a cell is about the whole return or file."""
    broken, foreign = read(SOUND, plan)[0] or ()
    assert Phrase("ttpvhcc-2026-Q1, ô D9", "ttpvhcc-2026-Q1, cell D9") == broken.where
    assert Phrase("Quy 1/thư mời.xlsx", "Quy 1/thư mời.xlsx") == foreign.where


def case(name: str, code: str, said: str, *edits: Edit) -> object:
    """Name a fault: its rule, what is said of it in Vietnamese, and the one thing that is broken."""
    return pytest.param(code, said, edits, id=name)


@pytest.mark.parametrize(
    ("code", "said", "edits"),
    [
        case("syntax", "P02", "có dấu hai chấm", ("reason: Số liệu", "reason: Số¦: liệu")),
        case("key-twice", "P03", "khóa 'cell' đã có ở dòng 6", ("cell: D9", "cell: D9\n    ¦cell: D9")),
        case("unknown-section", "P04", "khóa 'waiver'", ("schema_version: 1\n", "schema_version: 1\n¦waiver: 1\n")),
        case(
            "mistyped-key",
            "P04",
            "khóa 'untill' không có trong mẫu (có phải là 'until'?). Sửa tên khóa, hoặc xóa đi; các khóa dùng được ở đây: "
            "code, return, cell, commune, accepted_by, reason, until.",
            ("until: 31/12/2026", "¦untill: 31/12/2026"),
        ),
        case("mistyped-return", "P04", "(có phải là 'return'?)", ("return: tt", "¦retrun: tt")),
        case("no-reason", "P05", "thiếu khóa bắt buộc 'reason'", ('    reason: "2026"\n', ""), ("- code: R01", "- ¦code: R01")),
        case("no-until", "P05", "thiếu khóa bắt buộc 'until'", ("    until: 2026-06-30\n", ""), ("- code: R01", "- ¦code: R01")),
        case("no-return", "P05", "bắt buộc 'return'", ("    return: ttpvhcc-2026-Q1\n", ""), ("- code: C02", "- ¦code: C02")),
        case("no-version", "P05", "bắt buộc 'schema_version'", ("schema_version: 1\n", ""), ("waivers:\n", "¦waivers:\n")),
        case("unknown-code", "P06", "'code' là 'C99'; cần: một mã quy tắc như C02, xem lệnh cchc-kpi rule", ("code: C02", "¦code: C99")),
        case("small-letter", "P06", "'code' là 'c02'; cần: một mã quy tắc như C02, xem lệnh cchc-kpi rule (có phải là 'C02'?)", ("code: C02", "¦code: c02")),
        case("space-in-a-code", "P06", "(có phải là 'C02'?)", ("code: C02", "¦code: C 2")),
        case("name-for-a-code", "P06", "(có phải là 'C02'?)", ("code: C02", "¦code: identity-broken")),
        case("measure-for-a-code", "P06", "'code' là 'tt.04'; cần: một mã quy tắc như C02, xem lệnh cchc-kpi rule (TT.04 là mã số liệu)", ("code: C02", "¦code: tt.04")),
        case("fault-of-the-plan", "P06", "'code' là 'P06'; cần: mã của một lỗi hay cảnh báo về báo cáo", ("code: C02", "¦code: P06")),
        case("fault-of-a-waiver", "P06", "'code' là 'W02'; cần: mã của một lỗi", ("code: C02", "¦code: W02")),
        case("a-note", "P06", "'code' là 'C06'; cần: mã của một lỗi", ("code: C02", "¦code: C06")),
        case("of-an-indicator", "P06", "'code' là 'C08'; cần: mã của một lỗi", ("code: C02", "¦code: C08")),
        case(
            "mistyped-office",
            "P06",
            "'return' là 'ttpvhc-2026-Q1'; cần: tên một biểu mẫu như vp-2026-Q1, hoặc tên tệp có đuôi như .xlsx "
            "(có phải là 'ttpvhcc-2026-Q1'?).",
            ("return: ttpvhcc", "¦return: ttpvhc"),
        ),
        case("capital-letters", "P06", "(có phải là 'ttpvhcc-2026-Q1'?)", ("return: ttpvhcc-2026", "¦return: TTPVHCC-2026")),
        case("period-beyond-the-plan", "P06", "'return' là 'ttpvhcc-2036-Q1'", ("ttpvhcc-2026", "ttpvhcc-2036"), ("return: tt", "¦return: tt")),
        case("not-a-quarter", "P06", "'return' là 'ttpvhcc-2026-H1'", ("ttpvhcc-2026-Q1", "ttpvhcc-2026-H1"), ("return: tt", "¦return: tt")),
        case("no-such-baseline", "P06", "'return' là 'ttpvhcc-baseline'", ("ttpvhcc-2026-Q1", "ttpvhcc-baseline"), ("return: tt", "¦return: tt")),
        case("office-alone", "P06", "'return' là 'ttpvhcc'", ("ttpvhcc-2026-Q1", "ttpvhcc"), ("return: tt", "¦return: tt")),
        case("sample-of-an-indicator", "P06", "'code' là 'C14'; cần: mã của một lỗi", ("code: C02", "¦code: C14")),
        case("small-cell", "P06", "'cell' là 'd12'; cần: địa chỉ một ô như D9 (có phải là 'D12'?).", ("cell: D9", "¦cell: d12")),
        case("two-cells", "P06", "'cell' là 'D18:D19'; cần: địa chỉ một ô như D9 (có phải là 'D18'?).", ("cell: D9", "¦cell: D18:D19")),
        case("listed-cells", "P06", "(có phải là 'D18'?)", ("cell: D9", '¦cell: "D18, D20:D22"')),
        case("cell-as-printed", "P06", "(có phải là 'D18'?)", ("cell: D9", "¦cell: sheet 'Báo cáo', ô D18")),
        case("anchored-cell", "P06", "(có phải là 'D18'?)", ("cell: D9", "¦cell: $D$18")),
        case("measure-for-a-cell", "P06", "'cell' là 'tt.04'; cần: địa chỉ một ô như D9 (TT.04 là mã số liệu).", ("cell: D9", "¦cell: tt.04")),
        case("no-cell-at-all", "P06", "'cell' là 'dòng 9'; cần: địa chỉ một ô như D9.", ("cell: D9", "¦cell: dòng 9")),
        case("row-0", "P06", "'cell' là 'D0'", ("cell: D9", "¦cell: D0")),
        case("a-row-for-a-cell", "P06", "'cell' là '9'", ("cell: D9", "¦cell: 9")),
        case("nobody", "P06", "'accepted_by' là trống; cần: chữ", ("accepted_by: Văn phòng", "¦accepted_by:")),
        case("spaces-only", "P06", "'accepted_by' là ''; cần: chữ", ("accepted_by: Văn phòng", '¦accepted_by: "  "')),
        case("number-for-a-reason", "P06", "số thì đặt trong dấu nháy kép", ('reason: "2026"', "¦reason: 2026")),
        case("endless-reason", "P06", "cần: chữ, từ 1 đến 300 ký tự", ('reason: "2026"', f"¦reason: {'a' * 301}")),
        case("no-such-day", "P06", "'until' là '31/02/2026'; cần: một ngày như 31/12/2026.", ("31/12/2026", "31/02/2026"), ("until: 31", "¦until: 31")),
        case("month-first", "P06", "'until' là '12/31/2026'", ("31/12/2026", "12/31/2026"), ("until: 12", "¦until: 12")),
        case("year-of-two-figures", "P06", "'until' là '31/12/26'", ("31/12/2026", "31/12/26"), ("until: 31", "¦until: 31")),
        case("in-words", "P06", "'until' là 'hết năm'", ("until: 31/12/2026", "¦until: hết năm")),
        case("no-list", "P06", "'waivers' là 'C02'; cần: một danh sách", (SOUND[SOUND.index("waivers:"):], "¦waivers: C02\n")),
    ],
)  # fmt: skip
def test_one_fault_is_told_once_where_it_is(
    plan: Plan, code: str, said: str, edits: tuple[Edit, ...]
) -> None:
    """Breaking one thing gives that rule alone, at its line and column, and leaves no waiver in force."""
    text, places = edited(SOUND, *edits)
    listed, findings = read(text, plan)
    assert (None, [(code, place) for place in places]) == (listed, told(findings))
    assert said in f"{findings[0].message('vi')} {findings[0].fix('vi')}"


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param((("31/12/2026", "1/2/2027"),), id="short-day"),
        pytest.param((("31/12/2026", '"31/12/2026"'),), id="quoted-day"),
        pytest.param((("    cell: D9\n", ""),), id="no-cell"),
        pytest.param((("ttpvhcc-2026-Q1", "kt-baseline"),), id="baseline"),
        pytest.param((("ttpvhcc-2026-Q1", "ttpvhcc-2030-Q4"),), id="last-quarter"),
        pytest.param((("ttpvhcc-2026-Q1", "ttpvhcc-2026-Q1.xlsx"),), id="file-named-as-a-form"),
        pytest.param((("reason: Số liệu", "reason: >\n      Số liệu"),), id="folded-reason"),
        pytest.param((('"2026"', "a" * 300),), id="longest-reason"),
        pytest.param((("cell: D9", "cell: XFD1048576"),), id="last-cell"),
        pytest.param((("code: C02", "code: C07"),), id="return-missing"),
    ],
)
def test_another_way_to_write_it_is_no_fault(plan: Plan, edits: tuple[Edit, ...]) -> None:
    """What stands near a fault and is sound gives no finding."""
    listed, findings = read(edited(SOUND, *edits)[0], plan)
    assert ([], 2) == (told(findings), len(listed or ()))


@pytest.mark.parametrize("nothing", [" []", "", "   # chưa có mục nào", " null", " ~"])
def test_a_file_that_lists_nothing_is_sound(plan: Plan, nothing: str) -> None:
    """`waivers:` with nothing behind it keeps the file in its place for the day it is needed."""
    assert ((), ()) == read(f"schema_version: 1\nwaivers:{nothing}\n", plan)


def test_every_fault_of_a_file_is_told_in_one_run(plan: Plan) -> None:
    """What is wrong with a key of an entry hides neither its other faults nor those of the next entry."""
    text, places = edited(
        SOUND,
        ("code: C02", "¦code: C99"),
        ("return: ttpvhcc", "¦return: ttpvhc"),
        ("cell: D9", "¦cell: d9"),
        ("accepted_by: Văn phòng", "¦accepted_bi: Văn phòng"),
        ("until: 2026-06-30", "¦until: 30.06.2026"),
    )
    expected = list(zip(["P06", "P06", "P06", "P04", "P06"], places, strict=True))
    assert expected == told(read(text, plan)[1])


SAME = """\
  - code: C02
    return: ttpvhcc-2026-Q1
    cell: D9
    accepted_by: Phó Chủ tịch
    reason: Khác
    until: 30/06/2027
"""


def test_two_waivers_for_one_finding_are_refused(plan: Plan) -> None:
    """W05: who accepted it, and until when, must have one answer; the first one's line is named."""
    text = SOUND + SAME.replace("- code", "- ¦code")
    text, [place] = edited(text)
    listed, findings = read(text, plan)
    assert (None, [("W05", place)]) == (listed, told(findings))
    assert "C02 ở ttpvhcc-2026-Q1, ô D9 đã được miễn trừ ở dòng 4." in findings[0].message("vi")


def test_a_file_is_the_same_however_its_name_is_written(plan: Plan) -> None:
    """W05: `THƯ MỜI.xlsx` and `thư mời.xlsx` are one file on the computers that this runs on."""
    again = SOUND[SOUND.index("  - code: R01") :].replace("thư mời", "THƯ MỜI")
    assert ["W05"] == [finding.code for finding in read(SOUND + again, plan)[1]]


@pytest.mark.parametrize(
    "edit", [("C02", "C01"), ("2026-Q1", "2026-Q2"), ("D9", "D10"), ("    cell: D9\n", "")]
)
def test_waivers_of_different_findings_stand_together(plan: Plan, edit: Edit) -> None:
    """Near miss of W05: another rule, return or cell, or no cell."""
    listed, findings = read(SOUND + SAME.replace(*edit), plan)
    assert ([], 3) == (told(findings), len(listed or ()))


def test_a_file_that_cannot_be_read_is_one_finding(plan: Plan, tmp_path: Path) -> None:
    """W04: no such file, a folder, or another encoding; the reason and the option are named."""
    (tmp_path / "utf-16.yaml").write_bytes(SOUND.encode("utf-16"))
    for name, reason in (
        ("none.yaml", "không có tệp"),
        (".", "thư mục"),
        ("utf-16.yaml", "không phải UTF-8"),
    ):
        loaded = load_waivers(tmp_path / name, plan)
        assert (None, ["W04"]) == (loaded.waivers, [finding.code for finding in loaded.findings])
        assert reason in loaded.findings[0].message("vi")
        assert "--waivers" in loaded.findings[0].fix("vi")


def test_a_file_is_read_however_its_editor_saves_utf_8(plan: Plan, tmp_path: Path) -> None:
    """Near miss of W04: a byte-order mark and Windows line ends change nothing."""
    path = tmp_path / "waivers.yaml"
    path.write_bytes(("\ufeff" + SOUND.replace("\n", "\r\n")).encode())
    loaded = load_waivers(path, plan)
    assert (path.as_posix(), (), 2) == (loaded.file, loaded.findings, len(loaded.waivers or ()))


def test_every_form_that_the_plan_has_can_be_named(plan: Plan) -> None:
    """The names that a waiver may give are those under which the forms are written, and no others."""
    layouts = [quarter_layout(plan, office, quarter) for office in plan.offices for quarter in plan.quarters]
    baselines = [form for office in plan.offices if (form := baseline_layout(plan, office))]
    assert sorted(form.stem for form in [*layouts, *baselines]) == sorted(form_names(plan))


def test_the_schema_accepts_the_file_and_refuses_a_stranger() -> None:
    """Editors complete from the schema: it takes both ways to write a day, and no unknown key."""
    schema = WaiverFile.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    content = YAML(typ="base").load(SOUND) | {"schema_version": 1}
    jsonschema.validate(content, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content | {"note": "x"}, schema)


def test_rules_that_can_be_waived_are_faults_of_returns() -> None:
    """Of the catalogue, what is refused are P, W, notes, and what stands in no return: nothing else."""
    from cchc_kpi.plan.waivers import _expected_code

    refused = {code for code in BY_CODE if _expected_code(code, {}) is not None}
    by_kind = {c for c, rule in BY_CODE.items() if c[0] in "PW" or rule.severity.value == "note"}
    assert {"C08", "C14"} == refused - by_kind


# --- Whose, where there are many communes ---

LISTED = Communes(
    [
        Commune(code="06541", name="Lộc Bình", province="Lạng Sơn"),
        Commune(code="06529", name="Na Dương", province="Lạng Sơn"),
    ]
)
OF_A_COMMUNE = SOUND.replace("    cell: D9\n", '    cell: D9\n    commune: "06529"\n')


def test_of_many_communes_a_waiver_says_whose_return_it_is_about(plan: Plan) -> None:
    """The code is kept, and told first; a file's name needs none."""
    listed, findings = parse_waivers(OF_A_COMMUNE, plan, "mien-tru.yaml", LISTED)
    broken, foreign = listed or ()
    assert ((), "06529", "") == (findings, broken.commune, foreign.commune)
    assert (
        Phrase("xã 06529, ttpvhcc-2026-Q1, ô D9", "commune 06529, ttpvhcc-2026-Q1, cell D9") == broken.where
    )


def test_a_form_of_no_commune_in_particular_is_told(plan: Plan) -> None:
    """W07 at the entry: both communes have a return of that name. The one about a file stands."""
    listed, findings = parse_waivers(SOUND, plan, "mien-tru.yaml", LISTED)
    assert listed is None
    assert [("W07", (4, 5))] == told(findings)
    assert "ttpvhcc-2026-Q1" in findings[0].message("vi")
    assert "commune:" in findings[0].fix("vi")


def test_of_one_commune_nothing_need_be_said(plan: Plan) -> None:
    """Near miss of W07: a list of one commune, or no list at all."""
    only = Communes(LISTED.listed[:1])
    assert () == parse_waivers(SOUND, plan, communes=only)[1] == parse_waivers(SOUND, plan)[1]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            '"06592"',
            "'06592'; cần: mã một xã trong danh sách, trong dấu nháy kép (có phải là 06529 (Na Dương)?)",
        ),
        ('"Na Dương"', "(có phải là 06529 (Na Dương)?)"),
        ('"99"', "'99'; cần: mã một xã trong danh sách, trong dấu nháy kép"),
        ("6529", "mã một xã trong danh sách, trong dấu nháy kép"),
    ],
)
def test_a_commune_that_is_not_listed_is_told(plan: Plan, code: str, said: str) -> None:
    """P06 at the key, with the commune that was probably meant; and no second fault."""
    text, places = edited(OF_A_COMMUNE, ('commune: "06529"', f"¦commune: {code}"))
    listed, findings = parse_waivers(text, plan, "mien-tru.yaml", LISTED)
    assert listed is None
    assert [("P06", places[0])] == told(findings)
    assert said in findings[0].message("vi")


def test_without_a_list_nobody_can_tell_which_commune_is_meant(plan: Plan) -> None:
    """P06: the line is to go."""
    findings = parse_waivers(OF_A_COMMUNE, plan, "mien-tru.yaml")[1]
    assert ["P06"] == [finding.code for finding in findings]
    assert "bỏ dòng này, vì không có danh sách xã" in findings[0].message("vi")


def test_the_same_finding_of_two_communes_is_no_repetition(plan: Plan) -> None:
    """Near miss of W05; the same commune twice is one."""
    _, _, entry = OF_A_COMMUNE.partition("waivers:\n")
    first = entry[: entry.index("  - code: R01")]
    other = first.replace("06529", "06541")
    assert () == parse_waivers(OF_A_COMMUNE + other, plan, communes=LISTED)[1]
    assert ["W05"] == [f.code for f in parse_waivers(OF_A_COMMUNE + first, plan, communes=LISTED)[1]]
