"""What verifying a scorecard comes to: an answer for every cell, and what differs, told cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verifying.claims import Claims


class Answer(StrEnum):
    """Whether what stands in a cell still holds, and if not, whose doing it is.

    `UNCLEAR` says that nobody can tell: the plan or the program is another one than the workbook was made by, or
    it keeps no record of its returns. `UNCALCULATED` says that the formula is right and no value is stored beside it.
    """

    STANDS = "stands"
    ALTERED = "altered"
    RETURNS_CHANGED = "returns_changed"
    UNCLEAR = "unclear"
    UNCALCULATED = "uncalculated"


class Sort(StrEnum):
    """What a cell holds, as the program writes it."""

    NUMBER = "number"
    VERDICT = "verdict"
    TEXT = "text"


class Reason(StrEnum):
    """In which way a cell, a line or a sheet differs. Several may hold at once."""

    VALUE = "value"
    TYPED_OVER = "typed_over"
    FORMULA = "formula"
    SHOWN_OTHERWISE = "shown_otherwise"
    HIDDEN = "hidden"
    ADDED = "added"
    GONE = "gone"
    RENAMED = "renamed"
    MOVED = "moved"
    FOLLOWS = "follows"


class Label(NamedTuple):
    """What a cell is: the line it stands in, and the heading above it. Either may be empty."""

    line: str
    heading: str


class Difference(NamedTuple):
    """One cell, or one line or sheet as a whole, that does not stand.

    `cells` is an A1 address or range in the given workbook, empty for a sheet as a whole. `found` is what
    stands there, `expected` what the program wrote or would have written there, `today` what it writes now.
    """

    answer: Answer
    reasons: tuple[Reason, ...]
    sheet: str
    cells: str
    label: Label
    found: WrittenCell | None = None
    expected: WrittenCell | None = None
    today: WrittenCell | None = None
    repeats: bool = False


class Filled(NamedTuple):
    """A cell that the office has filled in where the program leaves that to it."""

    sheet: str
    cell: str
    text: str


Tally = Mapping[tuple[Sort, Answer], int]
"""How many cells of a sort have which answer."""


class Judgement(NamedTuple):
    """All that was found by holding a workbook against what the program writes."""

    tally: Tally
    differences: tuple[Difference, ...]
    filled: tuple[Filled, ...]
    filtered: tuple[str, ...]

    def count(self, answer: Answer, *sorts: Sort) -> int:
        """Count the cells with an answer, of these sorts or of all."""
        return sum(
            number
            for (sort, held), number in self.tally.items()
            if held is answer and sort in (sorts or Sort)
        )


class Fate(StrEnum):
    """What has become of a return that a workbook lists, or of one that it does not."""

    CHANGED = "changed"
    GONE = "gone"
    ARRIVED = "arrived"


class ReturnChange(NamedTuple):
    """A return that is not as it was: its digest in the workbook, and today's; None where there is none."""

    file: str
    fate: Fate
    listed: str | None
    today: str | None


class Verification(NamedTuple):
    """What became of a whole scorecard workbook. `has_macros` says that somebody put programs into it."""

    claims: Claims
    plan_sha256: str
    version: str
    returns: tuple[ReturnChange, ...]
    judgement: Judgement
    has_macros: bool = False

    @property
    def is_plan_changed(self) -> bool:
        basis = self.claims.basis
        return basis is not None and basis.plan_sha256 != self.plan_sha256

    @property
    def is_program_changed(self) -> bool:
        basis = self.claims.basis
        return basis is not None and basis.version != self.version

    @property
    def is_uncalculated(self) -> bool:
        """Whether numbers have no stored value, so that they can neither stand nor fall."""
        return self.judgement.count(Answer.UNCALCULATED) > 0

    @property
    def is_broken(self) -> bool:
        """Whether something does not stand, the plan that the workbook names included."""
        return bool(self.judgement.differences) or self.is_plan_changed

    @property
    def stands(self) -> bool:
        """Whether every number, verdict and text of the program's stands."""
        return not (self.is_broken or self.is_uncalculated)
