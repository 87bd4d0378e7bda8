"""The use cases from end to end, for the command line and for Python callers alike.

Files in, values out: nothing is printed here, and no bad input raises.
"""

from cchc_kpi.pipeline.batch import Batch, Picked, pick_commune, settle_batch, waive_batch
from cchc_kpi.pipeline.crew import CrewFault
from cchc_kpi.pipeline.opening import default_targets, open_communes, open_plan, open_waivers
from cchc_kpi.pipeline.reading import Watch, read_batch, read_file
from cchc_kpi.pipeline.scoring import compare_periods, compare_sets, score, score_communes, score_year
from cchc_kpi.pipeline.tables import read_tables, sort_out
from cchc_kpi.pipeline.writing import (
    can_write_parquet,
    can_write_reports,
    forms_of,
    is_edited,
    place_for_report,
    write_annual_file,
    write_communes_file,
    write_explanation_file,
    write_form_file,
    write_report_file,
    write_scorecard_file,
    write_table_file,
)

__all__ = [
    "Batch",
    "CrewFault",
    "Picked",
    "Watch",
    "can_write_parquet",
    "can_write_reports",
    "compare_periods",
    "compare_sets",
    "default_targets",
    "forms_of",
    "is_edited",
    "open_communes",
    "open_plan",
    "open_waivers",
    "pick_commune",
    "place_for_report",
    "read_batch",
    "read_file",
    "read_tables",
    "score",
    "score_communes",
    "score_year",
    "settle_batch",
    "sort_out",
    "waive_batch",
    "write_annual_file",
    "write_communes_file",
    "write_explanation_file",
    "write_form_file",
    "write_report_file",
    "write_scorecard_file",
    "write_table_file",
]
