"""A verified scorecard as JSON: every cell that does not stand, with what stands there and what ought to.

The models are the schema: `schema/verify.schema.json` is generated from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from cchc_kpi import __version__
from cchc_kpi.findings import Finding, Lang, Phrase
from cchc_kpi.numerals import exact_text, without_noise
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.render.json import FindingJson, Model, PlanJson, json_text, no_score_of
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verifying.answers import Answer, Difference, Fate, Judgement, Reason, Sort, Verification
from cchc_kpi.verifying.claims import Claims


class ScorecardJson(Model):
    """The workbook that was verified, and what it says of itself; null where it does not tell."""

    file: str
    sha256: str | None
    kind: Literal["period", "year"] | None
    period: str | None
    plan_sha256: str | None
    version: str | None
    macros: Annotated[bool, Field(description="Whether it holds macros; the program writes none.")]


class CountJson(Model):
    """How many cells of one sort have which answer."""

    stands: int
    altered: int
    returns_changed: int
    unclear: int
    uncalculated: int


class CountsJson(Model):
    """The cells that the program fills, by what it writes there."""

    numbers: CountJson
    verdicts: CountJson
    texts: CountJson


class ReturnChangeJson(Model):
    """A return that is not as the workbook lists it, or is not listed."""

    file: str
    fate: Fate
    listed_sha256: str | None
    sha256: str | None


class ContentJson(Model):
    """What stands in a cell. `number` is exact to 15 digits; null where it holds none."""

    text: str
    number: str | None
    formula: str | None
    number_format: str


class DifferenceJson(Model):
    """One cell that does not stand; a whole line where `cells` is a range or null, a whole sheet where `line` is its name.

    `found` stands there, `expected` is what the program wrote, `today` what it writes now; null is a blank.
    """

    answer: Answer
    reasons: tuple[Reason, ...]
    sheet: str
    cells: Annotated[
        str | None, Field(description="An A1 address or range in the workbook that was verified.")
    ]
    line: str
    heading: str
    found: ContentJson | None
    expected: ContentJson | None
    today: ContentJson | None


class FilledJson(Model):
    """What the office filled in where the program leaves that to it."""

    sheet: str
    cell: str
    text: str


class VerifyJson(Model):
    """The output of `verify --format json`. Where nothing could be verified, `reason` or `findings` say why."""

    schema_version: Literal[1] = 1
    outcome: Literal["stands", "does_not_stand", "not_verifiable"]
    reason: str | None
    scorecard: ScorecardJson
    plan: PlanJson
    version: Annotated[str, Field(description="Of the program that verifies.")]
    counts: CountsJson
    returns: tuple[ReturnChangeJson, ...]
    differences: tuple[DifferenceJson, ...]
    filled: tuple[FilledJson, ...]
    filtered: Annotated[tuple[str, ...], Field(description="Sheets of which a filter hides lines.")]
    findings: tuple[FindingJson, ...]


class Subject(NamedTuple):
    """The workbook that was to be verified: what it is called, and its digest where it could be read."""

    file: str
    sha256: str | None = None


def verification_json(verification: Verification, subject: Subject, loaded: LoadedPlan, lang: Lang) -> str:
    """Return a verification as JSON text, ending in a newline."""
    judgement, is_open = verification.judgement, verification.is_uncalculated
    return json_text(
        VerifyJson(
            outcome="does_not_stand" if verification.is_broken else "not_verifiable" if is_open else "stands",
            reason=None,
            scorecard=_scorecard(subject, verification.claims, has_macros=verification.has_macros),
            plan=no_score_of(loaded, (), (), lang).plan,
            version=__version__,
            counts=_counts(judgement),
            returns=tuple(
                ReturnChangeJson(file=c.file, fate=c.fate, listed_sha256=c.listed, sha256=c.today)
                for c in verification.returns
            ),
            differences=tuple(map(_difference, judgement.differences)),
            filled=tuple(FilledJson(sheet=f.sheet, cell=f.cell, text=f.text) for f in judgement.filled),
            filtered=judgement.filtered,
            findings=(),
        )
    )


def unverified_json(
    subject: Subject, reason: Phrase | None, loaded: LoadedPlan, findings: Iterable[Finding], lang: Lang
) -> str:
    """Return what can be said where nothing could be verified."""
    told = no_score_of(loaded, (), findings, lang)
    return json_text(
        VerifyJson(
            outcome="not_verifiable",
            reason=None if reason is None else reason.text(lang),
            scorecard=_scorecard(subject, None),
            plan=told.plan,
            version=__version__,
            counts=_counts(None),
            returns=(),
            differences=(),
            filled=(),
            filtered=(),
            findings=told.findings,
        )
    )


def _scorecard(subject: Subject, claims: Claims | None, *, has_macros: bool = False) -> ScorecardJson:
    basis = claims.basis if claims is not None else None
    return ScorecardJson(
        file=subject.file,
        sha256=subject.sha256,
        kind=None if claims is None else "year" if claims.is_annual else "period",
        period=None if claims is None else claims.period.id,
        plan_sha256=None if basis is None else basis.plan_sha256,
        version=None if basis is None else basis.version,
        macros=has_macros,
    )


def _counts(judgement: Judgement | None) -> CountsJson:
    def count(sort: Sort) -> CountJson:
        numbers = {
            answer.value: 0 if judgement is None else judgement.count(answer, sort) for answer in Answer
        }
        return CountJson(**numbers)

    return CountsJson(numbers=count(Sort.NUMBER), verdicts=count(Sort.VERDICT), texts=count(Sort.TEXT))


def _difference(difference: Difference) -> DifferenceJson:
    return DifferenceJson(
        answer=difference.answer,
        reasons=difference.reasons,
        sheet=difference.sheet,
        cells=difference.cells or None,
        line=difference.label.line,
        heading=difference.label.heading,
        found=_content(difference.found),
        expected=_content(difference.expected),
        today=_content(difference.today),
    )


def _content(cell: WrittenCell | None) -> ContentJson | None:
    if cell is None:
        return None
    value = without_noise(cell.number) if cell.number is not None else None
    is_exact = value is not None and value.is_finite()
    return ContentJson(
        text=cell.text,
        number=exact_text(Fraction(value)) if value is not None and is_exact else None,
        formula=cell.formula or None,
        number_format=cell.shown_as,
    )
