"""The JSON Schemas of targets.yaml and of the JSON outputs, generated from the models that define them."""

from __future__ import annotations

import json

from pydantic import BaseModel

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.json import ScoreJson, ValidationJson

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> str:
    """Return the schema of targets.yaml as JSON text; editors complete keys from it."""
    return _schema(Plan)


def score_schema() -> str:
    """Return the schema of `score --format json` as JSON text."""
    return _schema(ScoreJson)


def validation_schema() -> str:
    """Return the schema of `validate --format json` as JSON text."""
    return _schema(ValidationJson)


def _schema(model: type[BaseModel]) -> str:
    schema = model.model_json_schema(mode="validation" if model is Plan else "serialization")
    content = {"$schema": _DIALECT, **schema}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
