"""Sums and differences of measures, as the plan file writes them: "early + on_time - late"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

ID_PATTERN: Final = r"[a-z][a-z0-9_]*"
_PATTERN: Final = rf"{ID_PATTERN}(?:\s*[+-]\s*{ID_PATTERN})*"
_TERM: Final = re.compile(rf"([+-]?)\s*({ID_PATTERN})")


class Term(NamedTuple):
    """One measure of an expression, added (sign +1) or taken away (sign -1)."""

    sign: int
    measure: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum and difference of measures, by their ids, in the order written."""

    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read "a + b - c". Raises ValueError when it is anything else."""
        if not re.fullmatch(_PATTERN, text.strip()):
            raise ValueError(f"not a sum or difference of measures: {text!r}")
        return cls(tuple(Term(-1 if sign == "-" else 1, measure) for sign, measure in _TERM.findall(text)))

    @property
    def measures(self) -> tuple[str, ...]:
        """The ids of the measures in it, in the order written."""
        return tuple(term.measure for term in self.terms)

    def __str__(self) -> str:
        words = " ".join(f"{'-' if term.sign < 0 else '+'} {term.measure}" for term in self.terms)
        return words.removeprefix("+ ")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls.parse,
            core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^{_PATTERN}$"}
