"""The JSON Schemas of the YAML files and of the JSON outputs, generated from the models that define them."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel

from cchc_kpi.plan.communes import CommuneFile
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.waivers import WaiverFile
from cchc_kpi.render.communes_json import CommunesJson
from cchc_kpi.render.comparison_json import CompareJson
from cchc_kpi.render.json import AnnualJson, ScoreJson, ValidationJson
from cchc_kpi.render.verification_json import VerifyJson

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> str:
    """Return the schema of targets.yaml as JSON text; editors complete keys from it."""
    return _schema(Plan, "validation")


def waivers_schema() -> str:
    """Return the schema of waivers.yaml as JSON text."""
    return _schema(WaiverFile, "validation")


def communes_file_schema() -> str:
    """Return the schema of communes.yaml as JSON text."""
    return _schema(CommuneFile, "validation")


def score_schema() -> str:
    """Return the schema of `score --format json` as JSON text."""
    return _schema(ScoreJson, "serialization")


def communes_schema() -> str:
    """Return the schema of `score --format json` over many communes as JSON text."""
    return _schema(CommunesJson, "serialization")


def annual_schema() -> str:
    """Return the schema of `annual --format json` as JSON text."""
    return _schema(AnnualJson, "serialization")


def validation_schema() -> str:
    """Return the schema of `validate --format json` as JSON text."""
    return _schema(ValidationJson, "serialization")


def comparison_schema() -> str:
    """Return the schema of `compare --format json` as JSON text."""
    return _schema(CompareJson, "serialization")


def verification_schema() -> str:
    """Return the schema of `verify --format json` as JSON text."""
    return _schema(VerifyJson, "serialization")


def _schema(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> str:
    schema = model.model_json_schema(mode=mode)
    content = {"$schema": _DIALECT, **schema}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
