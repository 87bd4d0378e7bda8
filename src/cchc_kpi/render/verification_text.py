"""A verified scorecard on the screen: whether it stands, then what does not, line by line, and why.

Readable at 80 columns, in black and white too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text
from cchc_kpi.render.screen import Paragraph, show_paragraphs
from cchc_kpi.render.verification_lines import INDENT, LEAD, difference_lines
from cchc_kpi.text import printable
from cchc_kpi.verifying.answers import Answer, Difference, Fate, Reason, ReturnChange, Sort, Verification

_WIDEST: Final = 130
_DIGITS: Final = 12
_MOST_LINES: Final = 60
_WARNING: Final = "! "
_ALTERED: Final = Phrase("BỊ SỬA TRONG BẢNG", "ALTERED IN THE WORKBOOK")
_FOLLOWING: Final = Phrase(
    "SAI THEO, VÌ TÍNH TỪ SỐ ĐÃ BỊ SỬA Ở TRANG SỐ LIỆU",
    "WRONG WITH THEM, BEING WORKED OUT FROM ALTERED FIGURES",
)
_CHANGED: Final = Phrase(
    "BÁO CÁO ĐÃ ĐỔI TỪ KHI LẬP BẢNG (trong bảng → nay)", "RETURNS CHANGED SINCE (in the workbook → now)"
)
_UNCLEAR: Final = Phrase(
    "KHÁC, KHÔNG RÕ VÌ SAO (trong bảng → nay)", "DIFFERENT, NOBODY CAN TELL WHY (in the workbook → now)"
)


def show_verification(verification: Verification, file: str, console: Console, lang: Lang) -> None:
    """Print what became of a scorecard."""
    page = _Page(verification, lang)
    width = min(console.width, _WIDEST)
    show_paragraphs(page.paragraphs(file), console, width)


class _Page:
    def __init__(self, verification: Verification, lang: Lang) -> None:
        self._of = verification
        self._lang = lang
        altered = [d for d in verification.judgement.differences if d.answer is Answer.ALTERED]
        self._altered = [d for d in altered if Reason.FOLLOWS not in d.reasons]
        self._following = [d for d in altered if Reason.FOLLOWS in d.reasons]
        self._changed, self._unclear = (
            [d for d in verification.judgement.differences if d.answer is answer]
            for answer in (Answer.RETURNS_CHANGED, Answer.UNCLEAR)
        )

    def _say(self, vi: str, en: str) -> str:
        return vi if self._lang == "vi" else en

    def _number(self, number: int) -> str:
        return number_text(number, self._lang)

    def paragraphs(self, file: str) -> Iterator[Paragraph]:
        yield from self._heading(file)
        yield from self._basis()
        yield from self._macros()
        yield from self._summary()
        lang = self._lang
        lines = difference_lines
        yield from self._section(_ALTERED, self._altered, list(lines(self._altered, lang, is_each_told=True)))
        yield from self._section(_FOLLOWING, self._following, list(lines(self._following, lang)))
        changed = [*map(self._return, self._of.returns), *lines(self._changed, lang)]
        yield from self._section(_CHANGED, self._changed, changed)
        yield from self._section(_UNCLEAR, self._unclear, list(lines(self._unclear, lang)))
        yield from self._notes()

    def _heading(self, file: str) -> Iterator[Paragraph]:
        claims, say = self._of.claims, self._say
        title = say("KIỂM CHỨNG BẢNG ĐIỂM", "SCORECARD VERIFIED")
        yield Paragraph(Text(f"{title}: {printable(file)}", "bold"))
        period, count = claims.period.name(self._lang), sum(1 for item in claims.returns if item.file)
        by = f"cchc-kpi {printable(claims.basis.version)}" if claims.basis is not None else "cchc-kpi"
        vi, en = f"{period}; {by} lập từ {count} báo cáo.", f"{period}; made by {by} from {count} returns."
        yield Paragraph(Text(say(vi, en)))

    def _basis(self) -> Iterator[Paragraph]:
        """Say once what else is not as it was: the plan, the program."""
        basis = self._of.claims.basis
        if basis is None:
            yield self._warning(
                "Dòng ghi kế hoạch và phiên bản ở trang Nguồn không còn hoặc không đọc được; so theo kế hoạch nay.",
                "The line of the sheet Nguồn that states plan and version is gone or unreadable; today's plan is used.",
            )
            return
        if self._of.is_plan_changed:
            old, new = _short(basis.plan_sha256), _short(self._of.plan_sha256)
            yield self._warning(
                f"Kế hoạch đã đổi: bảng lập theo SHA-256 {old}, nay là {new}. Dùng --targets để chỉ đúng tệp kế hoạch cũ; "
                "chưa làm thế thì chỗ khác đi không rõ là do bị sửa hay do kế hoạch.",
                f"The plan has changed: the workbook was made by SHA-256 {old}, now it is {new}. Name the old plan file "
                "with --targets; until then nobody can tell whether what differs was altered.",
            )
        if self._of.is_program_changed:
            old, new = printable(basis.version), self._of.version
            yield self._warning(
                f"Chương trình khác phiên bản: bảng do cchc-kpi {old} lập, nay là {new}.",
                f"Another version of the program: cchc-kpi {old} made the workbook, this is {new}.",
            )

    def _macros(self) -> Iterator[Paragraph]:
        if self._of.has_macros:
            yield self._warning(
                "Tệp có macro, mà chương trình không ghi macro nào: đừng cho chạy khi mở bảng này.",
                "The file has macros, and the program writes none: do not let them run when you open it.",
            )

    def _warning(self, vi: str, en: str) -> Paragraph:
        return Paragraph(Text(self._say(vi, en), "yellow"), len(_WARNING), _WARNING)

    def _summary(self) -> Iterator[Paragraph]:
        judgement, say = self._of.judgement, self._say
        standing = (self._number(judgement.count(Answer.STANDS, sort)) for sort in Sort)
        numbers, verdicts, texts = standing
        parts = [Phrase(f"Đứng vững: {numbers} số", f"Standing: {numbers} numbers")]
        for vi, en, held in (
            ("bị sửa trong bảng", "altered in the workbook", self._altered),
            ("sai theo", "wrong with them", self._following),
            ("báo cáo đã đổi", "returns changed since", self._changed),
            ("không rõ vì sao", "nobody can tell why", self._unclear),
        ):
            if held or held is self._altered or held is self._changed:
                number = self._number(len(held))
                parts.append(Phrase(f"{vi}: {number}", f"{en}: {number}"))
        yield Paragraph(Text(""))
        yield Paragraph(self._outcome())
        yield Paragraph(Text(f"{'; '.join(part.text(self._lang) for part in parts)}.", "bold"))
        beside = say(
            f"Cùng đứng vững: {verdicts} đánh giá, {texts} ô chữ.",
            f"Standing beside them: {verdicts} verdicts, {texts} texts.",
        )
        yield Paragraph(Text(beside, "dim"))
        if self._of.is_uncalculated:
            number = self._number(judgement.count(Answer.UNCALCULATED))
            yield self._warning(
                f"{number} ô có công thức đúng nhưng không lưu kết quả, nên chưa kiểm chứng được: mở bảng bằng Excel hay "
                "LibreOffice, lưu lại rồi chạy lại.",
                f"{number} cells have the right formula and no stored result, so they cannot be verified yet: open the "
                "workbook in Excel or LibreOffice, save it, and run again.",
            )

    def _outcome(self) -> Text:
        say = self._say
        if self._of.stands:
            return Text(say("✓ ĐỨNG VỮNG", "✓ IT STANDS"), "bold green")
        if not self._of.is_broken:
            return Text(say("? CHƯA KIỂM CHỨNG ĐƯỢC", "? NOT VERIFIABLE YET"), "bold yellow")
        return Text(say("✗ KHÔNG ĐỨNG VỮNG", "✗ IT DOES NOT STAND"), "bold red")

    def _section(
        self, title: Phrase, held: Sequence[Difference], lines: Sequence[Paragraph]
    ) -> Iterator[Paragraph]:
        if not held:
            return
        yield Paragraph(Text(f"\n{title.text(self._lang)}: {self._number(len(held))}", "bold"))
        yield from lines[:_MOST_LINES]
        rest = self._number(len(lines) - _MOST_LINES)
        if len(lines) > _MOST_LINES:
            more = self._say(
                f"… và {rest} dòng nữa; xem hết bằng --format json",
                f"… and {rest} lines more; --format json has them all",
            )
            yield Paragraph(Text(more, "dim"), INDENT)

    def _return(self, change: ReturnChange) -> Paragraph:
        """Return what has become of a return: changed, gone, arrived."""
        old, new = _short(change.listed), _short(change.today)
        unreadable = Phrase("nay không đọc được", "cannot be read now")
        words = {
            Fate.CHANGED: Phrase(
                f"tệp đã khác (SHA-256 {old} → {new})", f"the file is another one (SHA-256 {old} → {new})"
            )
            if new
            else unreadable,
            Fate.GONE: Phrase("không còn trong các báo cáo đã chỉ", "not among the returns that were given"),
            Fate.ARRIVED: Phrase("mới có, khi lập bảng chưa có", "new, not there when the workbook was made"),
        }[change.fate]
        name = (printable(change.file), "bold")
        return Paragraph(Text.assemble(name, f": {words.text(self._lang)}"), INDENT, LEAD)

    def _notes(self) -> Iterator[Paragraph]:
        """Say what is no fault: returns that change nothing here, what the office filled in, a filter."""
        judgement, say = self._of.judgement, self._say
        if self._of.returns and not self._changed:
            title = say(
                "\nBáo cáo khác với khi lập bảng, mà không con số nào ở đây đổi theo:",
                "\nReturns that are not as they were, and change no number here:",
            )
            yield Paragraph(Text(title))
            yield from map(self._return, self._of.returns[:_MOST_LINES])
        if judgement.filled:
            cells = ", ".join(f"{f.sheet} {f.cell} '{printable(f.text)}'" for f in judgement.filled)
            note = say("Cơ quan tự ghi, không xét", "Filled in by the office, not judged")
            yield Paragraph(Text(f"\n{note}: {cells}", "dim"))
        if judgement.filtered:
            sheets = ", ".join(map(printable, judgement.filtered))
            note = say("Đang lọc nên có dòng không hiện", "Filtered, so that some lines are not shown")
            yield Paragraph(Text(f"\n{note}: {sheets}", "dim"))


def _short(digest: str | None) -> str:
    text = printable(digest or "")
    return f"{text[:_DIGITS]}…" if len(text) > _DIGITS else text
