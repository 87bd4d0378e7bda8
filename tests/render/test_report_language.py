"""What a template may say, what it may not, and that each fault is told by its paragraph in plain words."""

from __future__ import annotations

import time

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.report_content import ReportContent, report_content
from cchc_kpi.render.report_fault import TemplateFault
from cchc_kpi.render.report_language import check_tags, render_markup
from word_for_tests import scored


@pytest.fixture(scope="module")
def content(plan: Plan) -> ReportContent:
    """A report on no returns."""
    return report_content(scored(plan, "2026-Q1"))


def in_paragraphs(*texts: str) -> str:
    """A Word part with a paragraph for each text, on one line as Word writes it."""
    return "<w:body>" + "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts) + "</w:body>"


def fault_of(content: ReportContent, *texts: str) -> tuple[str, str]:
    """The reason, in Vietnamese, and the paragraph of the fault that a template has."""
    with pytest.raises(TemplateFault) as caught:
        render_markup(in_paragraphs(*texts), content)
    return caught.value.reason.vi, caught.value.paragraph


def test_fields_are_filled_and_the_rest_stays_as_it_was(content: ReportContent) -> None:
    """Text and number; not one byte of the markup around them changes."""
    source = in_paragraphs("Xã {{ commune }}, năm {{ year }}", "Chữ  của\txã")
    assert source.replace("{{ commune }}", "Lộc Bình").replace("{{ year }}", "2026") == render_markup(
        source, content
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{{ commune|upper }}", "LỘC BÌNH"),
        ("{{ issuer|join('; ') }}", "Ủy ban nhân dân; xã Lộc Bình"),
        ("{{ areas|count + 1 }}", "7"),
        ("{{ areas[0].name }}", "Cải cách thể chế"),
        ("{% for area in areas if area.number in [1, 5] %}{{ area.number }}{% endfor %}", "15"),
        ("{% for area in areas %}{% if loop.first %}{{ loop.length }}{% endif %}{% endfor %}", "6"),
        ("{{ 'tạm tính' if provisional else 'chính thức' }}", "tạm tính"),
        (
            "{{ year_end|default('không', true) }}",
            "08 chỉ tiêu đánh giá khi hết năm 2026: Phòng Kinh tế (01), Phòng Văn hóa - Xã hội (07)",
        ),
        ("{{ areas|map(attribute='number')|join(',') }}", "1,2,3,4,5,6"),
        ("{{ areas|selectattr('number', 'gt', 5)|list|count }}", "1"),
        ("{# lời nhắc #}{{ 'a' ~ year }}", "a2026"),
        ("{{ year > 2025 and not no_data == 0 }}{#-#}", None),
    ],
)
def test_the_small_language_is_enough(content: ReportContent, said: str, expected: str | None) -> None:
    """Filters, loops, conditions; what comes out of a comparison is no text."""
    if expected is None:
        assert "không in ra được" in fault_of(content, said)[0]
        return
    assert in_paragraphs(expected) == render_markup(in_paragraphs(said), content)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("{{ comune }}", "không có trường 'comune' (có phải 'commune'?)"),
        ("{{ ky_bao_cao }}", "không có trường 'ky_bao_cao'"),
        ("{% for area in areas %}{{ area.nam }}{% endfor %}", "không có trường 'nam' (có phải 'name'?)"),
        ("{% for x in vung %}{% endfor %}", "không có trường 'vung'"),
        ("{% if thieu %}{% endif %}", "không có trường 'thieu'"),
        ("{{ areas[99].name }}", "không có trường '99'"),
        ("{{ areas }}", "trường này không in ra được: danh sách dùng với for, đúng hay sai dùng với if"),
        (
            "{{ provisional }}",
            "trường này không in ra được: danh sách dùng với for, đúng hay sai dùng với if",
        ),
        (
            "{{ commune.upper }}",
            "trường này không in ra được: danh sách dùng với for, đúng hay sai dùng với if",
        ),
        ("{{ commune|uper }}", "không có bộ lọc 'uper'"),
        ("{% if year is chan %}{% endif %}", "không có phép thử 'chan'"),
        ("{% lap area in areas %}", "không có lệnh 'lap'"),
        ("{% endfor %}", "lệnh 'endfor' không có lệnh mở tương ứng đứng trước"),
        ("{{ commune", "viết sai trong dấu {{ }} hoặc {% %}"),
        ("{{ commune year }}", "viết sai trong dấu {{ }} hoặc {% %}"),
        ("{{ commune + 1 }}", "một lệnh không thực hiện được"),
        ("{% for x in year %}{% endfor %}", "một lệnh không thực hiện được"),
    ],
)
def test_a_fault_is_told_in_plain_words_with_its_paragraph(
    content: ReportContent, said: str, reason: str
) -> None:
    """The paragraph before and the one after are sound; the one between is quoted."""
    assert (reason, f"Ở đây: {said}") == fault_of(content, "Đoạn đầu", f"Ở đây: {said}", "Đoạn cuối")


def test_a_loop_that_is_not_closed_is_told(content: ReportContent) -> None:
    """Where its end ought to be nobody can say: the reason is enough."""
    reason, _ = fault_of(content, "{% for area in areas %}", "{{ area.name }}")
    assert "thiếu lệnh đóng '{% endfor %}' hoặc '{% endif %}'" == reason


@pytest.mark.parametrize(
    "said",
    [
        "{{ commune.upper() }}",
        "{{ range(9) }}",
        "{{ year * 2 }}",
        "{{ 9 ** 9 }}",
        "{{ year / 2 }}",
        "{{ commune[1:] }}",
        "{{ {'a': 1} }}",
        "{% set x = 1 %}",
        "{% macro x() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% block x %}{% endblock %}",
        "{% autoescape false %}{{ commune }}{% endautoescape %}",
        "{% filter upper %}{% endfilter %}",
        "{% with %}{% endwith %}",
        "{% call x() %}{% endcall %}",
    ],
)
def test_what_could_reach_or_compute_more_is_refused(content: ReportContent, said: str) -> None:
    """Calls, products, assignments, other files, unescaped text: refused before anything is run."""
    reason, paragraph = fault_of(content, "Đoạn đầu", said)
    assert reason.startswith("mẫu chỉ dùng được trường, for, if và bộ lọc, không dùng được hàm")
    assert said == paragraph


@pytest.mark.parametrize(
    "text", ["{{ commune", "{{ a {{ b }}", "{% if x }}", "{# nhắc {{ x }}", "}} {%", "{{ a }} {{", "{{ a %}"]
)
def test_a_tag_ends_in_its_own_paragraph(text: str) -> None:
    """Also where the next paragraph has an end to offer, and where Word has cut it into runs."""
    source = in_paragraphs("{{ year }}", text.replace("{", "{</w:t></w:r><w:r><w:t>"), "}} %} #}")
    with pytest.raises(TemplateFault) as caught:
        check_tags(source)
    assert ("dấu {{ hoặc {% không có dấu đóng }} hoặc %}", text) == (
        caught.value.reason.vi,
        caught.value.paragraph,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{ x }",
        "}} %}",
        "{{ a }}{{ b }}",
        "{%p if x %}",
        "{# nhắc {{ #}",
        "{{ 'a' if x else 'b' }}",
        "{ {",
    ],
)
def test_text_and_whole_tags_pass(text: str) -> None:
    """Near misses: braces of the text's own, ends alone, a reminder about a field."""
    check_tags(in_paragraphs(text, "Chữ"))


@pytest.mark.parametrize(
    "said",
    [
        "{{ commune.__class__ }}",
        "{{ commune|attr('__class__') }}",
        "{{ areas|map(attribute='__class__')|list|first }}",
        "{{ areas[0].__class__.__mro__ }}",
        "{{ commune|safe }}",
        "{{ '%99999999d'|format(1) }}",
        "{{ 'a'|center(99999999) }}",
        "{{ lipsum }}",
        "{{ self }}",
    ],
)
def test_nothing_behind_the_fields_can_be_reached(content: ReportContent, said: str) -> None:
    """No attribute of Python's own, no filter that lets text through unescaped or makes it huge."""
    with pytest.raises(TemplateFault):
        render_markup(in_paragraphs(said), content)


def test_loops_nest_three_deep_and_no_deeper(content: ReportContent) -> None:
    """Three come to an end at once; a fourth is refused."""

    def nested(depth: int) -> str:
        return "{% for area in areas %}" * depth + "x" + "{% endfor %}" * depth

    assert in_paragraphs("x" * 6**3) == render_markup(in_paragraphs(nested(3)), content)
    started = time.perf_counter()
    assert "vòng lặp for lồng nhau quá 3 lần" == fault_of(content, nested(30))[0]
    assert time.perf_counter() - started < 2


def test_paragraphs_that_hold_a_tag_alone_are_found_too(content: ReportContent) -> None:
    """What the library makes of a paragraph with {%p %}: a tag between paragraphs. Its fault is told as that tag."""
    source = in_paragraphs("Một", "Hai").replace("</w:p><w:p>", "</w:p>{% for x in vung %}<w:p>")
    with pytest.raises(TemplateFault) as caught:
        render_markup(source.replace("</w:body>", "{% endfor %}</w:body>"), content)
    assert ("không có trường 'vung'", "{% for x in vung %}") == (
        caught.value.reason.vi,
        caught.value.paragraph,
    )


def test_characters_that_xml_cannot_hold_are_made_visible(content: ReportContent) -> None:
    """A control character inside a constant of the template does not break the document."""
    assert in_paragraphs("a\ufffdb") == render_markup(in_paragraphs("{{ 'a\x01b' }}"), content)
