"""cchc-kpi: scores the 31 indicators of a commune's administrative-reform plan from Excel returns."""

__version__ = "0.1.0"
