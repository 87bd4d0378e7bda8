"""What is wrong with a Word template, as one plain sentence. Needs no Word library, so that callers can catch it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cchc_kpi.findings import Phrase
from cchc_kpi.text import shown

MISPLACED: Final = Phrase(
    "lệnh đặt sai chỗ: {%p %} phải đứng riêng một đoạn, {%tr %} riêng một dòng của bảng, trường viết là {{ }}",
    "a tag is out of place: {%p %} stands in a paragraph of its own, {%tr %} in a table row, a field is {{ }}",
)
_HELP: Final = Phrase(
    "sửa mẫu trong Word theo docs/vi/bao-cao-word.md, hoặc bỏ --report-template để dùng mẫu kèm chương trình",
    "mend it in Word, see docs/vi/bao-cao-word.md, or leave out --report-template",
)


class TemplateFault(Exception):
    """A Word template that no report can be made from: the reason, and the paragraph that it stands in, if known."""

    def __init__(self, reason: Phrase, paragraph: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.paragraph = paragraph

    def sentence(self, template: Path | None) -> Phrase:
        """Return what is wrong, where and what to do, as one sentence; None is the shipped template."""
        where = Phrase("", "")
        if self.paragraph:
            quoted = shown(self.paragraph)
            where = Phrase(f", ở đoạn {quoted}", f", in the paragraph {quoted}")
        said = Phrase(f"{self.reason.vi}{where.vi}", f"{self.reason.en}{where.en}")
        if template is None:
            return Phrase(f"mẫu kèm chương trình: {said.vi}.", f"the shipped template: {said.en}.")
        name = template.as_posix()
        return Phrase(f"mẫu '{name}': {said.vi}; {_HELP.vi}.", f"template '{name}': {said.en}; {_HELP.en}.")
