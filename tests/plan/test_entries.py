"""From YAML to any typed model: where a fault is, which keys are allowed there, what can be kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.entries import Draft, Shape, Source, read_source, suggestion
from cchc_kpi.plan.model import Entry
from cchc_kpi.plan.yaml_tree import parse_yaml
from plan_for_tests import Edit, edited, told


class Address(Entry):
    """A model inside another."""

    street: str
    number: Annotated[int, Field(ge=1)] = 1


class Person(Entry):
    """A key that is no name in Python, a model that may be left out, a list of models."""

    kind: Literal["person"]
    from_: Annotated[str, Field(alias="from")]
    home: Address | None = None
    others: Annotated[tuple[Address, ...], Field(strict=False)] = ()


class Firm(Entry):
    """The other kind of guest."""

    kind: Literal["firm", "shop"]
    name: str


class Guests(Entry):
    """A list of two kinds of entries."""

    guests: Annotated[
        tuple[Annotated[Person | Firm, Field(discriminator="kind")], ...], Field(strict=False)
    ] = ()


SHAPE = Shape("guests.yaml", Guests, {"street": Phrase("tên đường", "a street")})
TEXT = """\
guests:
  - kind: person
    from: Huế
    home: {street: Lê Lợi, number: 2}
    others:
      - street: Hùng Vương
  - kind: shop
    name: Hương
"""


def draft_of(text: str) -> tuple[Draft[Guests], Guests | None]:
    """A draft of a text, and the model that it makes of what can stand."""
    draft = Draft(parse_yaml(text, "guests.yaml"), SHAPE)
    return draft, draft.validate()


def test_a_sound_text_becomes_its_model() -> None:
    """Nothing is found, and the values are where the model has them."""
    draft, guests = draft_of(TEXT)
    assert ([], "Huế", 2) == (
        draft.findings,
        getattr(guests.guests[0], "from_", None) if guests else None,
        len(guests.guests) if guests else 0,
    )


@pytest.mark.parametrize(
    ("code", "said", "edit"),
    [
        pytest.param("P04", "'form' không có trong mẫu (có phải là 'from'?). Sửa tên khóa, hoặc xóa đi; các khóa dùng được ở đây: kind, from, home, others.", ("from: Huế", "¦form: Huế"), id="alias"),
        pytest.param("P04", "dùng được ở đây: street, number.", ("street: Lê", "¦stret: Lê"), id="optional-model"),
        pytest.param("P04", "dùng được ở đây: street, number.", ("street: Hùng", "¦stret: Hùng"), id="model-in-a-list"),
        pytest.param("P04", "dùng được ở đây: kind, name.", ("name: Hương", "¦nam: Hương"), id="second-word-of-a-kind"),
        pytest.param("P04", "dùng được ở đây: guests.", ("guests:", "gests: 1\nguests:"), id="top"),
        pytest.param("P06", "'number' là '0'; cần: số từ 1.", ("number: 2", "¦number: 0"), id="number"),
        pytest.param("P06", "'street' là '5'; cần: tên đường.", ("street: Lê Lợi", "¦street: 5"), id="described"),
        pytest.param("P06", "'kind' là 'club'; cần: một trong person, firm, shop.", ("kind: shop", "¦kind: club"), id="kind"),
        pytest.param("P05", "bắt buộc 'kind'", ("- kind: shop\n    name", "- ¦name"), id="no-kind"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place_with_the_keys_of_that_place(code: str, said: str, edit: Edit) -> None:
    """However deep it stands, in a list, in a model that may be absent, or in one of two kinds."""
    text, places = edited(TEXT, edit)
    [finding] = draft_of(text)[0].findings
    assert [(code, place) for place in places or [(1, 1)]] == told((finding,))
    assert said in f"{finding.message('vi')} {finding.fix('vi')}"


def test_an_entry_that_cannot_stand_is_set_aside_and_the_rest_kept() -> None:
    """The second entry is the model's first, and its place in the file is still known."""
    draft, guests = draft_of(TEXT.replace("from: Huế", "from: 5"))
    assert (["P06"], 1) == ([f.code for f in draft.findings], len(guests.guests) if guests else 0)
    assert ("guests", 1, "name") == draft.origin(("guests", 0, "name"))


def test_a_file_is_read_or_the_reason_told(tmp_path: Path) -> None:
    """UTF-8 with or without a mark; what is missing or otherwise encoded is a reason in words."""
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffxã".encode())
    assert Source(path.read_bytes(), "xã") == read_source(path)
    path.write_bytes("xã".encode("cp1258", "replace") + b"\xff")
    assert Phrase("không phải UTF-8", "it is not UTF-8") == read_source(path)
    assert Phrase("không có tệp hay thư mục này", "there is no such file or folder") == read_source(
        tmp_path / "b.yaml"
    )


def test_a_suggestion_is_made_only_where_something_is_near() -> None:
    """A near word is offered as a question; far from all there is nothing to say."""
    assert Phrase(" (có phải là 'until'?)", " (is it 'until'?)") == suggestion("untill", ["until", "code"])
    assert Phrase("", "") == suggestion("xyz", ["until", "code"])
