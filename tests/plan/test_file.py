from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cchc_kpi.plan.file import load_plan
from cchc_kpi.plan.model import Ratio
from cchc_kpi.render.plan_text import plan_text
from cchc_kpi.returns.layout import quarter_layout
from plan_for_tests import SMALL, TARGETS_TEXT, Edit, edited, read, told

ON_TIME = 'target: {operator: ">", value: 99%, wording: trên 99%, year: 2030}'
MEASURE_KEYS = "code, id, area, offices, name, unit, type, over_time, asked, baseline_years, part_of, at_most, usual_change"


def case(name: str, code: str, said: str, *edits: Edit) -> object:
    """Name a fault: its rule, what is said of it in Vietnamese, and the one thing that is broken."""
    return pytest.param(code, said, edits, id=name)


@pytest.mark.parametrize(
    ("code", "said", "edits"),
    [
        case(
            "indented-too-deep",
            "P02",
            "có dấu hai chấm ở chỗ không được có",
            ("    unit: triệu đồng", "      unit¦: triệu đồng"),
        ),
        case(
            "colon-in-a-name",
            "P02",
            "có dấu hai chấm ở chỗ không được có",
            ("name: Chi trong năm", "name: Chi¦: trong năm"),
        ),
        case("two-documents", "P02", "chia tệp làm hai", ("indicators:\n", "¦---\nindicators:\n")),
        case("anchor", "P02", "không dùng neo 'x'", ("unit: triệu đồng", "unit: ¦&x triệu đồng")),
        case("tag", "P02", "không dùng nhãn '!x'", ("unit: triệu đồng", "unit: ¦!x triệu đồng")),
        case(
            "key-twice",
            "P03",
            "khóa 'wording' đã có ở dòng 142.",
            ("wording: trên 99%, year", "wording: trên 99%, ¦wording: trên 99%, year"),
        ),
        case(
            "section-twice",
            "P03",
            "khóa 'areas' đã có ở dòng 17.",
            ("carry_overs:\n", "¦areas: []\ncarry_overs:\n"),
        ),
        case(
            "unknown-section",
            "P04",
            "khóa 'people' không có trong mẫu",
            ("carry_overs:\n", "¦people: x\ncarry_overs:\n"),
        ),
        case("mistyped-section", "P04", "(có phải là 'carry_overs'?)", ("carry_overs:\n", "¦cary_overs:\n")),
        case(
            "mistyped-in-a-measure",
            "P04",
            f"khóa 'nmae' không có trong mẫu (có phải là 'name'?). Sửa tên khóa, hoặc xóa đi; các khóa dùng được ở đây: {MEASURE_KEYS}.",
            ("name: Chi trong năm", "¦nmae: Chi trong năm"),
        ),
        case(
            "mistyped-option",
            "P04",
            "khóa 'partof' không có trong mẫu (có phải là 'part_of'?).",
            ("part_of: resolved", "¦partof: resolved"),
        ),
        case(
            "mistyped-in-a-target",
            "P04",
            "khóa 'yaer' không có trong mẫu (có phải là 'year'?). Sửa tên khóa, hoặc xóa đi; các khóa dùng được ở đây: operator, value, wording, year.",
            ("wording: trên 99%, year", "wording: trên 99%, ¦yaer"),
        ),
        case(
            "mistyped-in-a-milestone",
            "P04",
            "(có phải là 'wording'?)",
            ("wording: tối thiểu 90%", "¦wordin: tối thiểu 90%"),
        ),
        case(
            "mistyped-in-an-indicator",
            "P04",
            "(có phải là 'denominator'?)",
            ("denominator: resolved", "¦denominater: resolved"),
        ),
        case(
            "sample-of-a-reduction",
            "P04",
            "khóa 'minimum_sample' không có trong mẫu",
            ("    baseline_year: 2025", "    baseline_year: 2025\n    ¦minimum_sample: 30"),
        ),
        case(
            "key-of-another-kind",
            "P04",
            "khóa 'baseline_year' không có trong mẫu",
            ("    denominator: resolved", "    denominator: resolved\n    ¦baseline_year: 2025"),
        ),
        case(
            "mistyped-in-the-heading",
            "P04",
            "(có phải là 'commune'?)",
            ("  commune: Thử Nghiệm", "  commune: Thử Nghiệm\n  ¦comune: Thử Nghiệm"),
        ),
        case(
            "mistyped-in-an-office",
            "P04",
            "(có phải là 'name'?)",
            ("{id: noi_vu, name: Nội vụ}", "{id: noi_vu, ¦naem: Nội vụ}"),
        ),
        case(
            "extra-without-likeness",
            "P04",
            "khóa 'xyz' không có trong mẫu.",
            ("unit: triệu đồng", "unit: triệu đồng\n    ¦xyz: 1"),
        ),
        case(
            "no-name",
            "P05",
            "thiếu khóa bắt buộc 'name'. Thêm dòng 'name: ...' vào mục này.",
            ("- code: NS.01", "- ¦code: NS.01"),
            ("    name: Chi trong năm\n", ""),
        ),
        case(
            "no-target",
            "P05",
            "thiếu khóa bắt buộc 'target'.",
            ("- id: in_time", "- ¦id: in_time"),
            (f"    {ON_TIME}\n", ""),
        ),
        case(
            "no-operator",
            "P05",
            "thiếu khóa bắt buộc 'operator'.",
            (ON_TIME, "¦" + ON_TIME.replace('operator: ">", ', "")),
        ),
        case(
            "no-operator-in-a-milestone",
            "P05",
            "thiếu khóa bắt buộc 'operator'.",
            ('- {operator: ">=", value: 90%', "- ¦{value: 90%"),
        ),
        case(
            "no-kind",
            "P05",
            "thiếu khóa bắt buộc 'kind'.",
            ("- id: in_time", "- ¦id: in_time"),
            ("    kind: ratio\n", ""),
        ),
        case(
            "no-denominator",
            "P05",
            "thiếu khóa bắt buộc 'denominator'.",
            ("- id: in_time", "- ¦id: in_time"),
            ("    denominator: resolved\n", ""),
        ),
        case(
            "no-commune",
            "P05",
            "thiếu khóa bắt buộc 'commune'.",
            ("plan:\n", "¦plan:\n"),
            ("  commune: Thử Nghiệm\n", ""),
        ),
        case(
            "no-version",
            "P05",
            "thiếu khóa bắt buộc 'schema_version'.",
            ("schema_version: 1\n\nplan:", "¦plan:"),
        ),
        case("code", "P06", "'code' là 'TT.4'; cần: mã dạng TT.04.", ("code: TT.04", "¦code: TT.4")),
        case(
            "id-with-capitals",
            "P06",
            "'id' là 'Spending'; cần: chữ thường không dấu",
            ("id: spending\n", "¦id: Spending\n"),
        ),
        case(
            "word-not-in-the-list",
            "P06",
            "'over_time' là 'tong'; cần: một trong 'sum', 'last', 'first'.",
            ("over_time: first", "¦over_time: tong"),
        ),
        case(
            "unknown-kind",
            "P06",
            "'kind' là 'percentage'; cần: một trong ratio, reduction, reduction_of_mean, yes_no.",
            ("kind: ratio", "¦kind: percentage"),
        ),
        case(
            "unknown-operator",
            "P06",
            "'operator' là '=>'; cần: một trong",
            ('operator: "=", value: 100%', '¦operator: "=>", value: 100%'),
        ),
        case(
            "bare-number-for-a-percentage",
            "P06",
            "'value' là '99'; cần: tỷ lệ phần trăm, ví dụ 99%.",
            ("value: 99%", "¦value: 99"),
        ),
        case(
            "year-in-words",
            "P06",
            "'year' là 'sớm'; cần: một số nguyên.",
            ("wording: trên 99%, year: 2030", "wording: trên 99%, ¦year: sớm"),
        ),
        case(
            "year-long-gone",
            "P06",
            "'baseline_year' là '205'; cần: số từ 2000.",
            ("baseline_year: 2025", "¦baseline_year: 205"),
        ),
        case(
            "usual-change-without-a-percent-sign",
            "P06",
            "'usual_change' là '0.3'; cần: tỷ lệ phần trăm, ví dụ 30%.",
            (
                "baseline_years: [2024, 2025]\n  - code",
                "baseline_years: [2024, 2025]\n    ¦usual_change: 0.3\n  - code",
            ),
        ),
        case(
            "sample-of-nothing",
            "P06",
            "'minimum_sample' là '0'; cần: số từ 1.",
            ("denominator: resolved", "denominator: resolved\n    ¦minimum_sample: 0"),
        ),
        case(
            "sample-in-words",
            "P06",
            "'minimum_sample' là '30 phiếu'; cần: một số nguyên.",
            ("denominator: resolved", "denominator: resolved\n    ¦minimum_sample: 30 phiếu"),
        ),
        case(
            "day-31",
            "P06",
            "'quarter_opens_on_day' là '31'; cần: số đến 28.",
            ("quarter_opens_on_day: 1", "¦quarter_opens_on_day: 31"),
        ),
        case(
            "formula-that-multiplies",
            "P06",
            "'numerator' là 'resolved * 2'; cần: các id số liệu nối bằng + hoặc -.",
            ("numerator: resolved_in_time", "¦numerator: resolved * 2"),
        ),
        case(
            "number-for-a-name",
            "P06",
            "'name' là '2026'; cần: chữ; nếu giống một con số thì đặt trong dấu nháy kép.",
            ("name: Chi trong năm", "¦name: 2026"),
        ),
        case("empty-name", "P06", "'name' là trống; cần: chữ", ("name: Chi trong năm", "¦name:")),
        case(
            "text-for-a-list",
            "P06",
            "'offices' là 'noi_vu'; cần: một danh sách, ví dụ [a, b].",
            ("offices: [noi_vu]\n    name: Chi", "¦offices: noi_vu\n    name: Chi"),
        ),
        case(
            "empty-list",
            "P06",
            "'offices' là một danh sách hoặc nhóm khóa; cần: ít nhất một mục.",
            ("offices: [noi_vu]\n    name: Chi", "¦offices: []\n    name: Chi"),
        ),
        case(
            "wrong-version",
            "P06",
            "'schema_version' là '2'; cần: một trong 1.",
            ("schema_version: 1", "¦schema_version: 2"),
        ),
        case(
            "item-of-a-list",
            "P06",
            "'baseline_years' là 'trước'; cần: một số nguyên.",
            ("baseline_years: [2024, 2025]\n    since", "baseline_years: [2024, ¦trước]\n    since"),
        ),
    ],
)
def test_one_fault_is_told_once_where_it_is(code: str, said: str, edits: tuple[Edit, ...]) -> None:
    """Breaking one thing gives that rule alone, at its line and column, in words that help."""
    text, places = edited(SMALL, *edits)
    plan, findings = read(text)

    assert [(code, place) for place in places] == told(findings)
    assert said in f"{findings[0].message('vi')} {findings[0].fix('vi')}"
    assert plan is None


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param((("name: Chi trong năm", 'name: "Chi: trong năm"'),), id="quoted-colon"),
        pytest.param((("name: Chi trong năm", 'name: "2026"'),), id="quoted-number"),
        pytest.param((("    note: Trừ y tế và giáo dục ở cả hai vế.\n", ""),), id="no-note"),
        pytest.param((("    part_of: resolved\n", ""),), id="no-option"),
        pytest.param(
            (("value: 99%, wording: trên 99%", 'value: "99,50%", wording: "trên 99,5%"'),),
            id="quoted-decimal-comma",
        ),
        pytest.param(
            (("carry_overs:\n  - measure: opened\n    continues: pending\n", ""),), id="no-carry-over"
        ),
        pytest.param(
            (("carry_overs:\n  - measure: opened\n    continues: pending\n", "carry_overs: []\n"),),
            id="empty-section",
        ),
        pytest.param((("quarter_opens_on_day: 1", "quarter_opens_on_day: 28"),), id="day-28"),
        pytest.param(
            (("numerator: resolved_in_time", "numerator: >-\n      resolved_in_time\n      + received"),),
            id="folded-formula",
        ),
        pytest.param(
            (
                (
                    "baseline_years: [2024, 2025]\n    since",
                    "baseline_years:\n      - 2024\n      - 2025\n    since",
                ),
            ),
            id="block-list",
        ),
        pytest.param((("code: NS.01", "code: NSNN.001"),), id="long-code"),
        pytest.param((("indicators:\n", "# mọi chỉ tiêu\n\nindicators:   # ở đây\n"),), id="comments"),
    ],
)
def test_another_way_to_write_it_is_no_fault(edits: tuple[Edit, ...]) -> None:
    """What stands near a fault and is sound gives no finding."""
    text, _ = edited(SMALL, *edits)
    plan, findings = read(text)

    assert told(findings) == []
    assert plan is not None


@pytest.mark.parametrize("text", ["", "# chưa viết gì\n", "- a\n- b\n", "xin chào"])
def test_a_file_that_is_no_plan_lacks_its_sections(text: str) -> None:
    """An empty file, a list or a sentence is told what sections a plan has."""
    _, findings = read(text)
    sections = {"schema_version", "plan", "reporting", "areas", "offices", "measures", "indicators"}

    assert all(finding.code == "P05" for finding in findings)
    assert sections == {finding.details["key"] for finding in findings}


def test_every_fault_of_a_file_is_told_in_one_run() -> None:
    """A typed key, an unknown measure, a code twice, a wrong word and a contradicted wording are told together."""
    text, places = edited(
        SMALL,
        ("- code: TT.02", "- ¦code: TT.01"),
        ("unit: triệu đồng", "unit: triệu đồng\n    ¦unti: đồng"),
        (
            "over_time: last\n    asked: quarter\n\nidentities",
            "¦over_time: cuoi\n    asked: quarter\n\nidentities",
        ),
        ("numerator: resolved_in_time", "¦numerator: resolved_in_tme"),
        ("wording: tối thiểu 90%, year: 2027}", "wording: tối thiểu 90%, ¦year: 2030}"),
        ("since: 2026", "¦since: 2025"),
        ('operator: "=", value: 100%', '¦operator: ">", value: 100%'),
    )
    _, findings = read(text)
    codes = ["P08", "P04", "P06", "P07", "P12", "P06", "P10"]

    assert list(zip(codes, places, strict=True)) == told(findings)


def test_an_entry_set_aside_is_not_missed_elsewhere() -> None:
    """A measure that cannot be read is told once: that formulas name it is no second fault."""
    text, places = edited(
        SMALL,
        (
            "over_time: sum\n    asked: quarter\n  - code: TT.04",
            "¦over_time: tong\n    asked: quarter\n  - code: TT.04",
        ),
    )
    _, findings = read(text)

    # TT.03, resolved, is in an identity, a bound and a denominator.
    assert [("P06", place) for place in places] == told(findings)


def test_an_entry_whose_id_cannot_be_read_is_not_missed_elsewhere() -> None:
    """A mistyped key `id` is told once: formulas that name the measure give no second fault."""
    text, [place] = edited(SMALL, ("    id: spending\n", "    ¦idd: spending\n"))
    _, findings = read(text)

    assert [("P04", place)] == told(findings)


def test_places_hold_where_entries_before_were_set_aside() -> None:
    """Faults after an entry that could not be read are told at their own lines, not shifted ones."""
    text, places = edited(
        SMALL,
        ("    name: Hồ sơ kỳ trước\n", "    ¦nome: Hồ sơ kỳ trước\n"),
        ("id: pending\n    area: tthc", "id: pending\n    ¦area: xyz"),
        ("offices: [noi_vu]\n    name: Chi", "offices: [¦abc]\n    name: Chi"),
    )
    _, findings = read(text)

    assert list(zip(["P04", "P07", "P07"], places, strict=True)) == told(findings)


def test_a_file_that_is_not_there_is_one_finding(tmp_path: Path) -> None:
    """P01 names the file and the reason; there is no plan and no digest."""
    loaded = load_plan(tmp_path / "không có.yaml")

    assert (loaded.plan, loaded.sha256, [finding.code for finding in loaded.findings]) == (None, "", ["P01"])
    assert loaded.findings[0].place.file == (tmp_path / "không có.yaml").as_posix()


def test_a_folder_is_no_plan(tmp_path: Path) -> None:
    """A folder given for the plan is P01 as well."""
    assert [finding.code for finding in load_plan(tmp_path).findings] == ["P01"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_file_in_another_encoding_is_not_guessed_at(tmp_path: Path, encoding: str) -> None:
    """Only UTF-8 is read; the finding says so."""
    path = tmp_path / "targets.yaml"
    path.write_bytes(unicodedata.normalize("NFD", "title: ké hoạch ệ").encode(encoding, errors="replace"))
    [finding] = load_plan(path).findings

    assert finding.code == "P01"
    assert "không phải UTF-8" in finding.message("vi")
    assert "lưu tệp dạng UTF-8" in finding.fix("vi")


@pytest.mark.parametrize(
    ("mark", "ending"),
    [
        pytest.param("", "\n", id="unix"),
        pytest.param("\ufeff", "\r\n", id="windows-notepad"),
    ],
)
def test_a_file_is_read_however_its_editor_saves_utf_8(tmp_path: Path, mark: str, ending: str) -> None:
    """A byte-order mark and Windows line ends change nothing but the digest."""
    path = tmp_path / "targets.yaml"
    content = (mark + SMALL.replace("\n", ending)).encode()
    path.write_bytes(content)
    loaded = load_plan(path)

    assert loaded.findings == ()
    assert read(SMALL)[0] == loaded.plan
    assert hashlib.sha256(content).hexdigest() == loaded.sha256
    assert path.as_posix() == loaded.file


NEW_OFFICE = "  - {id: quan_su, name: Ban Chỉ huy Quân sự}\n"
NEW_MEASURES = """
  - code: QS.01
    id: militia_planned
    area: bo_may
    offices: [quan_su]
    name: Số dân quân theo kế hoạch
    unit: người
    type: count
    over_time: last
    asked: quarter
  - code: QS.02
    id: militia_trained
    area: bo_may
    offices: [quan_su]
    name: "Trong đó: đã huấn luyện"
    unit: người
    type: count
    over_time: last
    asked: quarter
    part_of: militia_planned
"""
NEW_INDICATOR = """
  - id: militia_training
    area: bo_may
    clause: II.2.7
    name: Tỷ lệ dân quân được huấn luyện
    kind: ratio
    numerator: militia_trained
    denominator: militia_planned
    target: {operator: ">=", value: 80%, wording: từ 80% trở lên, year: 2030}
    assessed: quarter
    lead: quan_su
"""


def test_a_new_indicator_is_yaml_only() -> None:
    """An office, its measures and an indicator added to the shipped text make a plan, its sentences and its form."""
    offices_end = "  - {id: dvci, name: Trung tâm Dịch vụ Công ích}\n"
    measures_end = "\n# ---------------------------------------------------------------------------------------------------------------\n# ĐẲNG THỨC"
    text, _ = edited(
        TARGETS_TEXT,
        (offices_end, offices_end + NEW_OFFICE),
        (measures_end, NEW_MEASURES + measures_end),
    )
    plan, findings = read(text.rstrip("\n") + "\n" + NEW_INDICATOR)

    assert told(findings) == []
    assert plan is not None
    assert len(plan.indicators) == 31 + 1
    assert len(plan.measures) == 62 + 2
    assert len(plan.offices) == 5 + 1
    indicator = plan.indicators[-1]
    assert isinstance(indicator, Ratio)
    assert (plan.codes(indicator.numerator), plan.codes(indicator.denominator)) == ("QS.02", "QS.01")
    assert 'phải từ 80% trở lên, hạn năm 2030; kế hoạch ghi "từ 80% trở lên".' in plan_text(plan, "vi")
    form = quarter_layout(plan, plan.office_by_id["quan_su"], next(plan.quarters))
    assert [measure.code for measure in form.measures] == ["QS.01", "QS.02"]


SLIPS = st.sampled_from(
    ["delete", "double", "replace", "insert", "indent", "dedent", "drop line", "double line", "swap"]
)
CHARACTERS = st.one_of(st.sampled_from(list(" \t:-[]{}&*!|>'\"%@#,\n~?=<+._09aZđ")), st.characters())


def slipped(text: str, slip: str, position: int, character: str) -> str:
    """Return the text with one slip of the keyboard at a position."""
    lines = text.split("\n")
    number = text.count("\n", 0, position)
    line = lines[number]
    match slip:
        case "delete":
            return text[:position] + text[position + 1 :]
        case "double":
            return text[: position + 1] + text[position:]
        case "replace":
            return text[:position] + character + text[position + 1 :]
        case "insert":
            return text[:position] + character + text[position:]
        case "indent":
            lines[number] = " " + line
        case "dedent":
            lines[number] = line.removeprefix(" ")
        case "drop line":
            del lines[number]
        case "double line":
            lines.insert(number, line)
        case "swap":
            lines[number - 1 : number + 1] = lines[number - 1 : number + 1][::-1]
    return "\n".join(lines)


def assert_told_within(text: str) -> None:
    """Whatever is wrong with the text is told by rules of the plan, each inside the file."""
    _, findings = read(text)
    last_line = len(text.splitlines()) + 1

    assert all(finding.code.startswith("P") for finding in findings)
    assert all(1 <= (finding.place.line or 1) <= last_line for finding in findings)
    assert all((finding.place.column or 1) >= 1 for finding in findings)
    assert {"plan.yaml"} >= {finding.place.file for finding in findings}


@given(st.integers(0, len(TARGETS_TEXT) - 1), SLIPS, CHARACTERS)
@settings(max_examples=80)
def test_no_slip_in_the_shipped_plan_breaks_the_reader(position: int, slip: str, character: str) -> None:
    """One character or line of targets.yaml deleted, doubled, altered or moved gives a plan or findings."""
    assert_told_within(slipped(TARGETS_TEXT, slip, position, character))


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), SLIPS, CHARACTERS), min_size=1, max_size=4))
@settings(max_examples=120)
def test_no_few_slips_break_the_reader(slips: list[tuple[int, str, str]]) -> None:
    """Several slips in one small plan give a plan or findings."""
    text = SMALL
    for position, slip, character in slips:
        text = slipped(text, slip, min(position, len(text) - 1), character)

    assert_told_within(text)


VALUES = YAML(typ="safe", pure=True).load(SMALL)
ANY_VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.sampled_from(
        ["staff", "resolved + x", "99%", "=", "ratio", "yes_no", "sum", 2025, 2030, "TT.01", "mot_cua"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "kind", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(st.data(), ANY_VALUE)
@settings(max_examples=150)
def test_no_value_in_the_wrong_place_breaks_the_reader(data: st.DataObject, value: object) -> None:
    """Any value, list or group in the place of any other gives a plan or findings."""
    plan = json.loads(json.dumps(VALUES))
    holder = plan
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
            holder[key] = value
            break
        holder = holder[key]

    assert_told_within(json.dumps(plan, ensure_ascii=False))
