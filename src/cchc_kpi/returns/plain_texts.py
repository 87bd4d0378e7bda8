"""Texts in the spelling that spreadsheet programs write: the list that cells share, and what stands in one cell.

As in `plain_xml` nothing is refused here, and nothing is guessed: what is unusual is left to others.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cchc_kpi.returns.limits import MAX_CELL_CHARACTERS
from cchc_kpi.returns.markup import remembered
from cchc_kpi.returns.workbook import Cell, Kind, unescaped

MOST_BYTES: Final = 2**20
"""What is larger is left to the readers."""
_TEXT: Final = re.compile(r'(<si>(?:<t(?: xml:space="preserve")?>([^<]*)</t>|<t ?/>)</si>)')
_CONTROLS: Final = bytes(range(9)) + b"\x0b\x0c" + bytes(range(0x0D, 0x20))
"""What no XML holds, and the carriage return, which a parser turns into another character."""
_NOT_AS_IT_STANDS: Final = (b"]]>", b"xmlns", "\ufffe".encode(), "\uffff".encode())
"""What no XML holds either, or what gives other elements the names of a sheet's."""
_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_SPACES: Final = frozenset({0x09, 0x0A, 0x0D})
_FIRST: Final = 0x20
_SURROGATES: Final = range(0xD800, 0xE000)
_NO_MORE: Final = 0xFFFE
_BEYOND_FIRST_PLANE: Final = 0x10000
"""XML 1.0, 2.2: spaces, then everything from U+0020 on but surrogates, U+FFFE and U+FFFF."""
_CHARACTERS: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_TAGS_OF_TEXT: Final = 4
_WORD: Final = 256
"""The words of a form are no longer."""
_TAGS_OF_NONE: Final = 3
"""The declaration, the list and its end: a list of no texts."""


class Unusual(Exception):
    """The XML is not spelled as spreadsheet programs spell it."""


class PlainTexts(NamedTuple):
    """The shared texts of a workbook as cells, None for a text of blanks; `rest` is their XML without them."""

    texts: tuple[Cell | None, ...]
    rest: bytes


@remembered
def read_plain_texts(_part: str, content: bytes) -> PlainTexts | None:
    """Return the shared texts of a workbook; None where they are not spelled as usual: rich text for one."""
    begin, end = content.find(b"<si>"), content.rfind(b"</sst>")
    if begin < 0 and content.count(b"<") <= _TAGS_OF_NONE:
        return PlainTexts((), content)
    if begin < 0 or end < begin or len(content) > MOST_BYTES:
        return None
    data = characters(content[begin:end])
    found = _listed_texts(data) if data is not None else None
    if found is None:
        return None
    try:
        texts = tuple([(_word_cell if len(text) <= _WORD else text_cell)(text) for text in found])
    except Unusual:
        return None
    return PlainTexts(texts, content[:begin] + content[end:])


def _listed_texts(data: str) -> list[str] | None:
    """Return the texts of a list, as they are spelled; None where anything else stands in it."""
    lead, between, close = "<si><t>", "</t></si><si><t>", "</t></si>"
    texts = data[len(lead) : -len(close)].split(between)
    if data.startswith(lead) and data.endswith(close) and data.count("<") == _TAGS_OF_TEXT * len(texts):
        return texts
    tokens = _TEXT.findall(data)  # some keep their spaces, or are blank
    return [token[1] for token in tokens] if are_all(tokens, data) else None


def characters(content: bytes) -> str | None:
    """Return a piece of XML as text; None where no parser would take it, or not as it stands."""
    if len(content.translate(None, _CONTROLS)) != len(content):
        return None
    if any(piece in content for piece in _NOT_AS_IT_STANDS):
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def are_all(tokens: Sequence[Sequence[str]], data: str) -> bool:
    """Say whether a text is wholly made of tokens, one after the other."""
    return sum([len(token[0]) for token in tokens]) == len(data)


def text_cell(content: str) -> Cell | None:
    """Return a text as a cell, None for one of blanks. Raises Unusual."""
    text = plain_text(content)
    return Cell(Kind.TEXT, text) if text.strip() else None


@lru_cache(maxsize=2**12)
def _word_cell(content: str) -> Cell | None:
    """Return the same cell for the same word: those of a form stand in every return."""
    return text_cell(content)


def plain_text(text: str) -> str:
    """Return the text of a piece of XML that holds no tags. Raises Unusual."""
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    if "_x" in text:
        text = unescaped(text)
    if len(text) > MAX_CELL_CHARACTERS:
        raise Unusual
    return text


def _character(match: re.Match[str]) -> str:
    """Return the character that a reference stands for. Raises Unusual for what is none in XML 1.0."""
    name, decimal, hexadecimal = match.groups()
    if name is not None:
        return _CHARACTERS[name]
    if decimal is None and hexadecimal is None:
        raise Unusual
    number = int(decimal) if decimal is not None else int(hexadecimal, 16)
    if number in _SPACES or _FIRST <= number < _SURROGATES.start or _SURROGATES.stop <= number < _NO_MORE:
        return chr(number)
    if _BEYOND_FIRST_PLANE <= number <= sys.maxunicode:
        return chr(number)
    raise Unusual
