"""The list of texts that cells share, where it is spelled as usual."""

from __future__ import annotations

import pytest

from cchc_kpi.returns.plain_texts import read_plain_texts


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("<si><t>Mã số</t></si><si><t> </t></si><si><t>a &amp; b</t></si>", ["Mã số", None, "a & b"]),
        ('<si><t xml:space="preserve"> a</t></si><si><t/></si>', [" a", None]),
        ("<si><t>a</t></si>", ["a"]),
    ],
)
def test_shared_texts_are_read_in_their_order(texts: str, expected: list[str | None]) -> None:
    """Spaces, references and blank texts; the list's own element stays for the watch."""
    plain = read_plain_texts("x", f"<sst>{texts}</sst>".encode())
    assert plain is not None
    assert expected == [None if cell is None else cell.text for cell in plain.texts]
    assert b"<sst></sst>" == plain.rest


@pytest.mark.parametrize(
    "texts",
    [
        "<si><t>a</t></si> <si><t>b</t></si>",
        "<si><t>a</t><t>b</t></si>",
        "<si><r><t>a</t></r></si>",
        "<si><t>a</t></si><si><t>b<x/></t></si>",
        "<si><t>a</t></si><si>b</t></si>",
    ],
)
def test_texts_of_another_spelling_are_left_to_the_readers(texts: str) -> None:
    """Rich text, spaces between the texts, and what only looks like a list of them."""
    assert None is read_plain_texts("x", f"<sst>{texts}</sst>".encode())
