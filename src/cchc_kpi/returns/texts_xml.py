"""The shared texts of an OOXML workbook: how many there are, and how long each is at most."""

from __future__ import annotations

from xml.parsers import expat

from cchc_kpi.returns.limits import MAX_CELL_CHARACTERS, MAX_DEPTH
from cchc_kpi.returns.markup import (
    check_length,
    check_odd_markup,
    nested_too_deep,
    oddly_built,
    parse_to_end,
    prefix_of,
    remembered,
    text_length,
)


@remembered
def check_texts(part: str, content: bytes) -> tuple[int, ...]:
    """Return how many bytes each shared text takes, at most. Raises Refusal."""
    check_odd_markup(part, content)
    watch = _TextsWatch(part, content)
    parser = watch.parser
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parse_to_end(part, content, parser)
    return tuple(watch.lengths)


class _TextsWatch:
    """Watches the shared texts: each stands directly in the list and is no longer than a cell may be."""

    def __init__(self, part: str, content: bytes) -> None:
        self._part = part
        self._content = content
        self.parser = expat.ParserCreate()
        self._depth = 0
        self._item = "si"
        self._begin = 0
        self.lengths: list[int] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth == 0:
            self._item = prefix_of(self._part, tag, "sst", attributes) + "si"
        elif tag == self._item:
            if self._depth != 1:
                raise oddly_built(self._part)
            self._begin = self.parser.CurrentByteIndex
        elif self._depth >= MAX_DEPTH:
            raise nested_too_deep(self._part)
        self._depth += 1

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == self._item:
            length = self.parser.CurrentByteIndex - self._begin
            if length > MAX_CELL_CHARACTERS:
                markup = self._content[self._begin : self.parser.CurrentByteIndex]
                check_length(self._part, text_length(markup))
            self.lengths.append(length)
