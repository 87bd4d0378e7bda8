"""The texts of a worksheet's comments: ours beside those of the office, which keep every word.

Ours stand below a line that names this program, also in a cell where the office has a comment of its own.
By that line, and by nothing else, an earlier one is found again: LibreOffice forgets who wrote a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from lxml import etree

from cchc_kpi.addresses import row_and_column
from cchc_kpi.render.annotate.boxes import Boxes
from cchc_kpi.render.annotate.package import Package, elements, new_root, set_text, tag

AUTHOR: Final = "cchc-kpi"
LINE: Final = f"──── {AUTHOR} ────"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_THREAD: Final = "tc="
"""With this begins the author of a comment that stands for a conversation kept in another part."""


class CellNote(NamedTuple):
    """What a comment is to say in one cell."""

    cell: str
    text: str


def write_comments(
    package: Package, sheet_part: str, notes: Sequence[CellNote], order: Sequence[str]
) -> None:
    """Put comments into cells of a worksheet and take those of an earlier run away.

    `order` is the schema's sequence of a worksheet's elements. Raises CannotAnnotate.
    """
    part = package.related(sheet_part, "comments")
    if part is None:
        if not notes:
            return
        part = package.free_name("xl/comments{}.xml")
        package.add(part, _empty_comments())
        package.declare(part, _COMMENTS_TYPE)
        package.relate(sheet_part, "comments", part)
    comments = package.tree(part)
    (listed,) = elements(comments, "commentList")
    own = [comment for comment in listed if _holds_line(comment)]
    if not notes and not own:
        return
    boxes = Boxes(package, sheet_part, order)
    for comment in own:
        if not _cut_at_line(comment):
            listed.remove(comment)
            boxes.remove(comment.get("ref"))
    threads = _threads(comments)
    held = {comment.get("ref"): comment for comment in listed}
    for note in notes:
        comment = held.get(note.cell)
        if comment is None:
            said = {"ref": note.cell, "authorId": str(_own_author(comments))}
            comment = etree.SubElement(listed, tag("comment"), said)
            _write_text(etree.SubElement(comment, tag("text")), f"{LINE}\n{note.text}")
        elif comment.get("authorId") in threads:
            continue  # Excel shows the conversation, and would drop whatever else stands in its stead
        else:
            (text,) = elements(comment, "text")
            _write_text(text, f"\n{LINE}\n{note.text}")
        boxes.show(note.cell, note.text)
    listed[:] = sorted(listed, key=lambda comment: row_and_column(comment.get("ref")))


def _empty_comments() -> Any:
    root = new_root("comments")
    etree.SubElement(root, tag("authors"))
    etree.SubElement(root, tag("commentList"))
    return root


def _own_author(comments: Any) -> int:
    """Return the number of this program among the authors, adding it where it is new."""
    (authors,) = elements(comments, "authors")
    names = [name.text for name in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, tag("author")).text = AUTHOR
        names.append(AUTHOR)
    return names.index(AUTHOR)


def _threads(comments: Any) -> set[str]:
    """Return the numbers of the authors that are conversations."""
    names = [name.text or "" for name in elements(comments, "authors/author")]
    return {str(number) for number, name in enumerate(names) if name.startswith(_THREAD)}


def _pieces(comment: Any) -> list[Any]:
    """Return the elements whose texts together are what a comment says."""
    return [*elements(comment, "text/t"), *elements(comment, "text/r/t")]


def _holds_line(comment: Any) -> bool:
    return LINE in _said(_pieces(comment))


def _said(pieces: Iterable[Any]) -> str:
    return "".join(piece.text or "" for piece in pieces)


def _cut_at_line(comment: Any) -> bool:
    """Take our line and what follows it out of a comment; return whether anything is left."""
    pieces = _pieces(comment)
    before = _said(pieces).partition(LINE)[0].removesuffix("\n")
    room = len(before)
    for piece in pieces:
        kept = (piece.text or "")[:room]
        room -= len(kept)
        if kept:
            piece.text = kept
            continue
        empty = piece.getparent() if piece.getparent().tag == tag("r") else piece
        empty.getparent().remove(empty)
    return bool(before.strip())


def _write_text(text: Any, words: str) -> None:
    """Add words behind what a comment says already, in a font of their own."""
    for plain in list(elements(text, "t")):
        run = etree.Element(tag("r"))
        text.replace(plain, run)
        run.append(plain)
    run = etree.Element(tag("r"))
    runs = list(elements(text, "r"))
    text.insert(text.index(runs[-1]) + 1 if runs else 0, run)
    look = etree.SubElement(run, tag("rPr"))
    etree.SubElement(look, tag("sz"), val="10")
    etree.SubElement(look, tag("color"), indexed="81")
    etree.SubElement(look, tag("rFont"), val="Tahoma")
    etree.SubElement(look, tag("family"), val="2")
    set_text(etree.SubElement(run, tag("t")), words)
