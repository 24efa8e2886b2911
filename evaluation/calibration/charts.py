"""Figures of calibration as plain data; colours are names of tokens."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evaluation.calibration.answers import ScoreAgreement

Figure = dict[str, Any]
DASHES = ("solid", "dot", "dash", "longdash", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")


def severity_figure(
    courses: Mapping[str, Sequence[tuple[date, Mapping[str, Any]]]], label: str
) -> Figure:
    """Severity by month for each name, in points, with intervals; 0 is what the others would give.

    People differ by the form of line and point, which colour alone would not tell.
    """
    data = []
    for number, (name, months) in enumerate(courses.items()):
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": [month.replace(day=15).isoformat() for month, _ in months],
                "y": [round(each["value"], 1) for _, each in months],
                "line": {"color": "var(--accent)", "width": 2, "dash": _of(DASHES, number)},
                "marker": {"color": "var(--accent)", "size": 9, "symbol": _of(SYMBOLS, number)},
                "error_y": _bars(
                    [each["upper"] - each["value"] for _, each in months],
                    [each["value"] - each["lower"] for _, each in months],
                ),
            }
        )
    layout = {
        "yaxis": {"title": {"text": label}, "zeroline": True},
        "xaxis": {"tickformat": "%b %Y", "dtick": "M1"},
        "height": 360,
    }
    return {"data": data, "layout": layout}


def agreement_figure(months: Sequence[tuple[date, ScoreAgreement]], label: str) -> Figure:
    """Agreement on the score by month with its interval; months with too few have no point."""
    known = [
        (month, each.icc)
        for month, each in months
        if each.icc is not None and each.icc.interval is not None
    ]
    ends = [icc.interval or (0.0, 0.0) for _, icc in known]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": [month.replace(day=15).isoformat() for month, _ in known],
        "y": [round(icc.value, 2) for _, icc in known],
        "line": {"color": "var(--accent)", "width": 2},
        "marker": {"color": "var(--accent)", "size": 9},
        "error_y": _bars(
            [high - icc.value for (_, icc), (_, high) in zip(known, ends, strict=True)],
            [icc.value - low for (_, icc), (low, _) in zip(known, ends, strict=True)],
        ),
    }
    layout = {
        "yaxis": {"range": [-1, 1.05], "dtick": 0.5, "title": {"text": label}},
        "xaxis": {"tickformat": "%b %Y", "dtick": "M1"},
        "showlegend": False,
        "height": 300,
    }
    return {"data": [trace], "layout": layout}


def _bars(above: Sequence[float], below: Sequence[float]) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [round(each, 2) for each in above],
        "arrayminus": [round(each, 2) for each in below],
        "color": "var(--accent)/0.35",
        "thickness": 4,
        "width": 0,
    }


def _of(forms: Sequence[str], number: int) -> str:
    return forms[number % len(forms)]
