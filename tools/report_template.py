"""Makes the Word template of the narrative report: an official paper by Nghị định 30/2020/NĐ-CP, with fields and gaps.

Offices edit a copy of it in Word; this is where the shipped one comes from. Gaps for the office's own words stand in
square brackets, in yellow. The fields are those of `cchc_kpi.render.report_content`, told in docs/vi/bao-cao-word.md.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

from word_paper import CENTRE, JUSTIFIED, LEFT, Paper, add, fill, rule, shade

_AREA_GREY: Final = "EDEDED"


def write_template(path: Path) -> None:
    """Write the template; the same parts in the same order each time."""
    stream = io.BytesIO()
    _Template().made().save(stream)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(path, "w") as package:
        for name in made.namelist():
            # Dated 1980, as no report of the program is: it never takes a template for a report to be replaced.
            package.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)


class _Template:
    """Says what the paper says, from its head to its annex."""

    def __init__(self) -> None:
        self._paper = Paper("Mẫu báo cáo cải cách hành chính")

    def made(self) -> Paper:
        self._write_head()
        self._write_title()
        self._write_opening()
        self._write_direction()
        self._write_results()
        self._write_assessment()
        self._write_outlook()
        self._write_close()
        self._write_annex()
        return self._paper

    # --- Head and title ---

    def _write_head(self) -> None:
        left, right = self._paper.two_cells(6.5, 10.0)
        first = left.paragraphs[0]
        fill(first, "{%p for line in issuer %}", align=CENTRE)
        add(left, "{{ line|upper }}", bold=True, size=13, align=CENTRE, after=0)
        add(left, "{%p endfor %}", align=CENTRE)
        rule(left, 2.2)
        add(left, "Số: ......../BC-UBND", size=13, align=CENTRE, before=4)
        fill(
            right.paragraphs[0],
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            bold=True,
            size=12.5,
            align=CENTRE,
            after=0,
        )
        add(right, "Độc lập - Tự do - Hạnh phúc", bold=True, size=14, align=CENTRE, after=0)
        rule(right, 2.0)
        add(
            right,
            "{{ commune }}, ngày ...... tháng ...... năm .........",
            italic=True,
            size=14,
            align=CENTRE,
            before=4,
        )

    def _write_title(self) -> None:
        self._paper.line("BÁO CÁO", bold=True, align=CENTRE, before=12, after=0)
        self._paper.line(
            "Kết quả công tác cải cách hành chính {{ period_inside }}", bold=True, align=CENTRE, after=0
        )
        self._paper.line("{%p if provisional %}")
        self._paper.line("(Số liệu tạm tính)", italic=True, align=CENTRE, after=0)
        self._paper.line("{%p endif %}")
        self._paper.rule(6.3, after=12)

    def _write_opening(self) -> None:
        self._paper.text(
            "Thực hiện {{ plan_title }} [Cơ quan bổ sung: số, ngày ban hành Kế hoạch; văn bản chỉ đạo của cấp "
            "trên về chế độ báo cáo], {{ issued_by }} báo cáo kết quả công tác cải cách hành chính (CCHC) "
            "{{ period_inside }} như sau (kỳ số liệu từ ngày {{ opens }} đến ngày {{ closes }}, theo "
            "{{ basis }}):"
        )
        self._paper.line("{%p if provisional %}")
        self._paper.text(
            "Số liệu trong báo cáo này là tạm tính, sẽ được cập nhật khi có đủ báo cáo"
            "{% if lacking %}; hiện còn thiếu:{% else %}.{% endif %}",
            bold=True,
        )
        self._paper.bullets("reason", "lacking", ending=";")
        self._paper.line("{%p endif %}")

    # --- Sections ---

    def _write_direction(self) -> None:
        self._paper.section("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH")
        gaps = (
            (
                "Kế hoạch và văn bản chỉ đạo, điều hành",
                "kế hoạch CCHC của năm; văn bản đã ban hành trong kỳ (số, ngày, trích yếu); việc phân công trách nhiệm",
            ),
            ("Kiểm tra CCHC", "kế hoạch kiểm tra, số cuộc đã kiểm tra, kết quả chấn chỉnh sau kiểm tra"),
            ("Thông tin, tuyên truyền CCHC", "hình thức, nội dung, số lượng tin, bài, hội nghị trong kỳ"),
            ("Sáng kiến, mô hình mới", "sáng kiến, mô hình đã áp dụng và hiệu quả; nếu không có thì ghi rõ"),
        )
        for number, (title, gap) in enumerate(gaps, start=1):
            self._paper.heading(f"{number}. {title}")
            self._paper.text(f"[Cơ quan bổ sung: {gap}]")
        self._paper.heading(f"{len(gaps) + 1}. Chế độ báo cáo")
        self._paper.text(
            "Số liệu trong kỳ được tổng hợp từ {{ received }}/{{ expected }} báo cáo của các cơ quan, đơn vị."
        )

    def _write_results(self) -> None:
        self._paper.section("II. KẾT QUẢ THỰC HIỆN CHỈ TIÊU THEO {{ area_count }} LĨNH VỰC")
        self._paper.text("{{ summary }} Kết quả từng chỉ tiêu nêu tại Phụ lục kèm theo.")
        self._write_counts()
        self._paper.line("{%p for area in areas %}")
        self._paper.heading("{{ area.number }}. {{ area.name }}")
        self._paper.text("{{ area.summary }}")
        self._paper.bullets("sentence", "area.sentences")
        self._paper.text(
            "[Cơ quan bổ sung: nhiệm vụ đã triển khai, sản phẩm và kết quả cụ thể của lĩnh vực trong kỳ; "
            "nội dung do {{ area.leads }} cung cấp]"
        )
        self._paper.line("{%p endfor %}")

    def _write_counts(self) -> None:
        heads = (
            "Lĩnh vực",
            "Số chỉ tiêu",
            "Đạt",
            "Chưa đạt",
            "Thiếu số liệu",
            "Không phát sinh",
            "Chưa đến kỳ",
        )
        table = self._paper.table((6.0, 1.7, 1.4, 1.7, 1.8, 2.1, 1.8), heads)
        counts = ("met", "not_met", "no_data", "not_applicable", "not_due")
        self._paper.tag(table, "for area in areas")
        by_area = (f"{{{{ area.{name} }}}}" for name in counts)
        self._paper.row(table, "lcccccc", "{{ area.name }}", "{{ area.indicators|count }}", *by_area)
        self._paper.tag(table, "endfor")
        totals = (f"{{{{ {name} }}}}" for name in counts)
        self._paper.row(table, "lcccccc", "Cộng", "{{ indicator_count }}", *totals, bold=True)
        for row in table.rows:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._paper.gap(4)

    def _write_assessment(self) -> None:
        self._paper.section("III. ĐÁNH GIÁ CHUNG")
        self._paper.heading("1. Kết quả đạt được")
        self._paper.text("{{ achieved }}")
        self._paper.text("[Cơ quan bổ sung: kết quả nổi bật khác, chuyển biến so với kỳ trước]")
        self._paper.heading("2. Tồn tại, hạn chế")
        self._paper.bullets("shortfall", "shortfalls")
        self._paper.text("[Cơ quan bổ sung: tồn tại, hạn chế khác trong tổ chức thực hiện]")
        self._paper.heading("3. Nguyên nhân")
        self._paper.text("[Cơ quan bổ sung: nguyên nhân khách quan]")
        self._paper.text(
            "[Cơ quan bổ sung: nguyên nhân chủ quan; trách nhiệm của cơ quan, đơn vị đối với từng chỉ tiêu chưa đạt]"
        )

    def _write_outlook(self) -> None:
        self._paper.section("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TIẾP THEO")
        self._paper.line("{%p if tasks %}")
        self._paper.text("- Tập trung thực hiện các chỉ tiêu chưa đạt:")
        self._paper.line("{%p for task in tasks %}")
        self._paper.text("+ {{ task.office }} ({{ task.count }} chỉ tiêu): {{ task.steps|join('; ') }}.")
        self._paper.line("{%p endfor %}")
        self._paper.line("{%p endif %}")
        self._paper.line("{%p if lacking %}")
        self._paper.text("- Bổ sung, đính chính báo cáo: {{ lacking|join('; ') }}.")
        self._paper.line("{%p endif %}")
        self._paper.line("{%p if year_end %}")
        self._paper.text("- Chuẩn bị số liệu cho {{ year_end }}.")
        self._paper.line("{%p endif %}")
        self._paper.text(
            "[Cơ quan bổ sung: nhiệm vụ trọng tâm kỳ tiếp theo, cơ quan chủ trì, thời hạn hoàn thành]"
        )
        self._paper.section("V. KIẾN NGHỊ, ĐỀ XUẤT")
        self._paper.text(
            "[Cơ quan bổ sung: kiến nghị với UBND tỉnh, Sở Nội vụ và các cơ quan liên quan; nếu không có thì ghi rõ]"
        )
        self._paper.text(
            "Trên đây là báo cáo kết quả công tác CCHC {{ period_inside }} của {{ issued_by }}./."
        )
        self._paper.keep_with_next()

    def _write_close(self) -> None:
        self._paper.gap(8)
        left, right = self._paper.two_cells(8.0, 8.5)
        fill(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12, align=LEFT, after=0)
        for name in (
            "Sở Nội vụ (b/c);",
            "Thường trực Đảng ủy (b/c);",
            "Thường trực HĐND xã (b/c);",
            "Chủ tịch, các PCT UBND xã;",
            "Các cơ quan, đơn vị thuộc UBND xã;",
            "Lưu: VT, VHXH.",
        ):
            add(left, f"- {name}", size=11, align=LEFT, after=0)
        fill(right.paragraphs[0], "TM. ỦY BAN NHÂN DÂN", bold=True, size=14, align=CENTRE, after=0)
        add(right, "[CHỨC VỤ NGƯỜI KÝ]", bold=True, size=14, align=CENTRE, after=72)
        add(right, "[Họ và tên]", bold=True, size=14, align=CENTRE, after=0)

    def _write_annex(self) -> None:
        self._paper.start_annex()
        self._paper.line("Phụ lục", bold=True, align=CENTRE, after=0)
        title = "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH"
        self._paper.line(title, bold=True, size=13, align=CENTRE, after=0)
        self._paper.line("{{ period|upper }}", bold=True, size=13, align=CENTRE, after=0)
        self._paper.line(
            "(Kèm theo Báo cáo số ......../BC-UBND ngày ...... tháng ...... năm ......... của {{ issued_by }})",
            italic=True,
            size=12,
            align=CENTRE,
            after=8,
        )
        self._paper.line("{%p if provisional %}")
        self._paper.line("Số liệu tạm tính", bold=True, italic=True, size=12, align=CENTRE, after=6)
        self._paper.line("{%p endif %}")
        heads = (
            "TT",
            "Chỉ tiêu",
            "Mục tiêu{% if due_year %} năm {{ due_year }}{% endif %}",
            "Kết quả",
            "Tử số/Mẫu số",
            "Đánh giá",
        )
        table = self._paper.table((1.0, 5.4, 2.6, 1.9, 3.7, 1.9), heads)
        self._paper.tag(table, "for area in areas")
        area = self._paper.row(table, "l", "{{ area.number }}. {{ area.name }}", bold=True)
        heading = area.cells[0].merge(area.cells[-1])
        shade(heading, _AREA_GREY)
        heading.paragraphs[0].paragraph_format.keep_with_next = True
        self._paper.tag(table, "for indicator in area.indicators")
        self._paper.row(
            table,
            "clcccc",
            "{{ indicator.number }}",
            "{{ indicator.name }}",
            "{{ indicator.target }}{% if not due_year %} ({{ indicator.target_year }}){% endif %}",
            "{{ indicator.value }}",
            "{{ indicator.fraction }}",
            "{{ indicator.verdict }}",
        )
        self._paper.tag(table, "endfor")
        self._paper.tag(table, "endfor")
        self._paper.line("Ghi chú:", bold=True, italic=True, size=12, before=6, after=0)
        self._paper.keep_with_next()
        self._paper.line(
            "- Kết quả được so với mục tiêu bằng phân số chính xác, chỉ làm tròn khi trình bày.",
            size=12,
            align=JUSTIFIED,
            after=0,
        )
        for opening in ("for area in areas", "for indicator in area.indicators", "if indicator.note"):
            self._paper.line(f"{{%p {opening} %}}")
        self._paper.line(
            "- Chỉ tiêu {{ indicator.number }}: {{ indicator.note }}", size=12, align=JUSTIFIED, after=0
        )
        for closing in ("endif", "endfor", "endfor"):
            self._paper.line(f"{{%p {closing} %}}")
