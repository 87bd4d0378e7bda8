from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_kpi.findings import Place
from cchc_kpi.plan.yaml_tree import Path, Value, parse_yaml
from plan_for_tests import SMALL, edited


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param({"a": 1}, "a: 1", id="integer"),
        pytest.param({"a": -1}, "a: -1", id="negative"),
        pytest.param({"a": 1.5}, "a: 1.5", id="decimal"),
        pytest.param({"a": "1"}, 'a: "1"', id="quoted-number-is-text"),
        pytest.param({"a": "2026"}, "a: '2026'", id="single-quotes"),
        pytest.param({"a": True, "b": False}, "{a: true, b: FALSE}", id="booleans"),
        pytest.param({"a": "yes", "b": "no", "c": "on"}, "{a: yes, b: no, c: on}", id="yaml-1.2-has-no-yes"),
        pytest.param({"a": None, "b": None, "c": None}, "{a: , b: ~, c: null}", id="nothing"),
        pytest.param({"a": "null"}, 'a: "null"', id="quoted-null-is-text"),
        pytest.param({"a": "99%"}, "a: 99%", id="percentage"),
        pytest.param({"a": "2026-01-01"}, "a: 2026-01-01", id="no-dates"),
        pytest.param({"a": "0x10", "b": "0o10"}, "{a: 0x10, b: 0o10}", id="no-other-bases"),
        pytest.param({"a": 10}, "a: 010", id="a-leading-zero-is-not-octal"),
        pytest.param({"a": "12:30"}, "a: 12:30", id="no-sexagesimals"),
        pytest.param({"a": ".inf", "b": ".nan"}, "{a: .inf, b: .nan}", id="no-infinity"),
        pytest.param({"a": "9" * 5000}, "a: " + "9" * 5000, id="a-number-without-end-is-text"),
        pytest.param({"a": ["x", 2]}, "a: [x, 2]", id="list"),
        pytest.param({"a": "một hai"}, "a: >-\n  một\n  hai", id="folded-text"),
        pytest.param({"a": "1"}, "a: |-\n  1", id="block-text-is-text"),
        pytest.param({"1": "a"}, "1: a", id="keys-are-text"),
        pytest.param({"tên": "Phòng Kinh tế"}, "tên: Phòng Kinh tế  # ghi chú", id="vietnamese-and-comment"),
        pytest.param(None, "", id="empty"),
        pytest.param(None, "# chỉ có ghi chú\n", id="comment-only"),
    ],
)
def test_scalars_are_read_as_yaml_1_2_says(expected: Value, text: str) -> None:
    """Values mean what YAML 1.2's core schema says, and what is quoted is text."""
    tree = parse_yaml(text, "a.yaml")

    assert tree.findings == []
    assert expected == tree.value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param((), "# ghi chú\n\n¦a: 1", id="root"),
        pytest.param(("b",), "a: 1\n¦b: 2", id="key"),
        pytest.param(("a", "c"), "a:\n  b: 1\n  ¦c: 2", id="nested-key"),
        pytest.param(("a", 1), "a:\n  - x\n  - ¦y", id="item"),
        pytest.param(("a", 0), "a:\n  - ¦id: x\n    name: y", id="entry-stands-at-its-first-key"),
        pytest.param(("a", 0, "name"), "a:\n  - id: x\n    ¦name: y", id="key-of-an-entry"),
        pytest.param(("a", "value"), "a: {operator: '>', ¦value: 99%}", id="key-in-braces"),
        pytest.param(("a", 2), "a: [đ, ộ, ¦x]", id="columns-count-letters-not-bytes"),
        pytest.param(("a", "không có"), "¦a: {b: 1}", id="what-is-absent-stands-at-what-is-around-it"),
    ],
)
def test_every_entry_knows_its_line_and_column(path: Path, text: str) -> None:
    """Lines and columns count from 1, as editors show them."""
    text, [(line, column)] = edited(text)

    assert Place("a.yaml", line=line, column=column) == parse_yaml(text, "a.yaml").place(path)


def test_what_an_empty_file_lacks_is_told_of_the_file() -> None:
    """Where nothing stands, the place is the file itself."""
    expected = Place("a.yaml")

    assert expected == parse_yaml("", "a.yaml").place(("plan", "title"))


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        ("có dấu hai chấm ở chỗ không được có", "a: b¦: c"),
        ("có dấu hai chấm ở chỗ không được có", "a: 1\n  b¦: 2"),
        ("dòng thụt sai: ở đây cần dấu '-'", "a:\n  - b\n  ¦c: d\n"),
        ("dòng thụt sai, hoặc thiếu dấu hai chấm", "a:\n  - b\n ¦c: 1\n"),
        ("thiếu dấu hai chấm sau tên khóa", "a: 1\nb\n¦"),
        ("có ký tự không được mở đầu", "a: ¦@x"),
        ("có ký tự không được mở đầu", "a: ¦%x"),
        ("có phím Tab", "a: 1\n¦\tb: 2"),
        ("dấu nháy mở mà không đóng", "a: 'x\n¦"),
        ("thiếu dấu phẩy hoặc dấu '}'", "a: {b: 1\nc¦: 2\n"),
        ("thiếu dấu phẩy hoặc dấu ']'", "a: [b\nc¦: 2\n"),
        ("có dấu '---' chia tệp làm hai", "a: 1\n¦---\nb: 2\n"),
    ],
)
def test_a_slip_of_syntax_is_told_in_vietnamese_where_it_is(problem: str, text: str) -> None:
    """The slips that happen in practice are told as one P02 in the officer's words, at the place of the parser."""
    text, [(line, column)] = edited(text)
    tree = parse_yaml(text, "a.yaml")

    assert [("P02", Place("a.yaml", line=line, column=column))] == [(f.code, f.place) for f in tree.findings]
    assert problem in tree.findings[0].message("vi")
    assert tree.value is None


@pytest.mark.parametrize("text", ["a: \x00", "a: \x07", "a: \ud800"])
def test_a_character_that_no_text_has_is_told(text: str) -> None:
    """A control character or half a character is one P02 finding."""
    [finding] = parse_yaml(text, "a.yaml").findings

    assert finding.code == "P02"


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        pytest.param("neo 'x'", "a: ¦&x 1", id="anchor"),
        pytest.param("neo 'x'", "a: ¦&x\n  b: 1\nc:\n  <<: ¦*x", id="merge"),
        pytest.param("nhãn '!mine'", "a: ¦!mine 1", id="tag"),
        pytest.param("nhãn 'tag:yaml.org,2002:str'", "a: ¦!!str 1", id="standard-tag"),
        pytest.param(
            "nhãn 'tag:yaml.org,2002:python/object:os.system'", "a: ¦!!python/object:os.system x", id="code"
        ),
    ],
)
def test_what_makes_a_file_mean_more_than_it_shows_is_refused(problem: str, text: str) -> None:
    """Anchors, aliases and tags are each told where they stand, and the file is not read."""
    text, places = edited(text)
    tree = parse_yaml(text, "a.yaml")

    assert [("P02", *place) for place in places] == [
        (f.code, f.place.line, f.place.column) for f in tree.findings
    ]
    assert all(problem in finding.message("vi") for finding in tree.findings)
    assert tree.value is None


def test_aliases_that_multiply_are_not_expanded() -> None:
    """A file of nine levels of ten aliases, a billion values if expanded, is refused at once."""
    levels = ["a0: &a0 x", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))]
    tree = parse_yaml("\n".join(levels), "a.yaml")

    # An anchor on each of 10 lines, ten aliases on 9 of them.
    assert len(tree.findings) == 10 + 90


@pytest.mark.parametrize(
    ("column", "text"),
    [
        pytest.param(21, "[" * 100_000, id="brackets"),
        pytest.param(41, "- " * 50_000 + "x", id="dashes"),
        pytest.param(81, "{a: " * 50_000, id="braces"),
        pytest.param(21, "[" * 21 + "]" * 21, id="one-too-many"),
    ],
)
def test_nesting_without_end_is_refused_before_it_can_do_harm(column: int, text: str) -> None:
    """Past twenty levels the file is refused where the next one opens; the parser's stack is never at risk."""
    tree = parse_yaml(text, "a.yaml")

    assert [("P02", 1, column)] == [(f.code, f.place.line, f.place.column) for f in tree.findings]


def test_twenty_levels_are_allowed() -> None:
    """Nesting that a person can still read is no fault."""
    assert parse_yaml("[" * 20 + "]" * 20, "a.yaml").findings == []


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param("1", "a: 1\nb: 2\n¦a: 3", id="top"),
        pytest.param("2", "x:\n  - a: 1\n    ¦a: 2", id="entry"),
        pytest.param("1", "x: {a: 1, b: 2, ¦a: 3}", id="braces"),
        pytest.param("1", "tên: 1\n¦'tên': 2", id="quoted-or-not"),
    ],
)
def test_a_key_written_twice_is_told_with_the_line_of_the_first(line: str, text: str) -> None:
    """P03 stands at the second key and names the line of the first; the first value is kept."""
    text, [place] = edited(text)
    [finding] = parse_yaml(text, "a.yaml").findings

    assert ("P03", *place) == (finding.code, finding.place.line, finding.place.column)
    assert f"đã có ở dòng {line}." in finding.message("vi")


def test_a_key_written_twice_keeps_the_first_value() -> None:
    """What follows is checked against the value that stood first."""
    assert parse_yaml("a: 1\na: 2", "a.yaml").value == {"a": 1}


def test_the_same_key_in_two_entries_is_no_fault() -> None:
    """Each entry has its own keys."""
    assert parse_yaml("x:\n  - a: 1\n  - a: 2", "a.yaml").findings == []


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_do_not_matter(ending: str) -> None:
    """A file saved on Windows has the same values at the same places."""
    unix, other = parse_yaml(SMALL, "a.yaml"), parse_yaml(SMALL.replace("\n", ending), "a.yaml")

    assert (unix.value, unix.marks) == (other.value, other.marks)


@given(st.one_of(st.text(), st.text("ab:-[]{}&*!|>'\"#%@ \n\t1,?"), st.text(st.characters())))
@settings(max_examples=300)
def test_any_text_has_a_value_or_a_finding(text: str) -> None:
    """Nothing is raised for any text: it is read, or what is wrong is told."""
    tree = parse_yaml(text, "a.yaml")

    assert {"P02", "P03"} >= {finding.code for finding in tree.findings}
    assert {"a.yaml"} >= {place.file for place in map(tree.place, tree.marks)}
