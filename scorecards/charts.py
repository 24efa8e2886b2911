"""Figures as plain data. Colours are names of tokens, which the page fills in, light or dark."""

from collections.abc import Mapping, Sequence
from typing import Any

from scorecards.estimates import Estimate
from scorecards.scorecard import Month, Scorecard, pareto_front

Figure = dict[str, Any]


def trend_figure(trends: Mapping[str, Sequence[Month]], names: Mapping[str, str]) -> Figure:
    """Each attribute by month, with the interval of each month as an error bar."""
    data = []
    for key, months in trends.items():
        known = [month for month in months if month.estimate is not None]
        estimates = [month.estimate for month in known if month.estimate is not None]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": names[key],
                "x": [f"{month.year}-{month.month:02d}-15" for month in known],
                "y": [round(e.value, 1) for e in estimates],
                "line": {"color": colour(key), "width": 2},
                "marker": {"color": colour(key), "size": 8},
                "error_y": interval_bars(estimates, f"{colour(key)}/0.35", 4),
            }
        )
    layout = {
        "yaxis": {"range": [0, 101], "dtick": 25},
        "xaxis": {"tickformat": "%b %Y", "dtick": "M1"},
        "height": 340,
    }
    return {"data": data, "layout": layout}


def interval_bars(estimates: Sequence[Estimate], shade: str, thickness: int) -> dict[str, Any]:
    """The intervals of estimates as error bars, ``thickness`` in pixels."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [round(e.upper - e.value, 1) for e in estimates],
        "arrayminus": [round(e.value - e.lower, 1) for e in estimates],
        "color": shade,
        "thickness": thickness,
        "width": 0,
    }


def colour(key: str) -> str:
    """The colour token of a competency; those without one of their own share the accent."""
    attributes = {"product_knowledge": "knowledge"}
    own = {"product_knowledge", "probing", "empathy", "adaptability", "compliance", "speed"}
    return f"var(--{attributes.get(key, key)})" if key in own else "var(--accent)"


def balance_figure(
    scorecards: Mapping[int, Scorecard], names: Mapping[int, str], labels: tuple[str, str]
) -> Figure:
    """Quality against speed, one point an agent, with intervals on both and the Pareto front."""
    known = {
        key: (q, s)
        for key, card in scorecards.items()
        if (q := card.measures["quality"].estimate) and (s := card.measures["speed"].estimate)
    }
    layout = {
        "xaxis": {"title": {"text": labels[1]}},
        "yaxis": {"title": {"text": labels[0]}},
        "showlegend": False,
        "height": 380,
    }
    return {"data": [front_trace(known), agents_trace(known, names)], "layout": layout}


# Quality and speed of each agent, by the agent's id.
Balance = Mapping[int, tuple[Estimate, Estimate]]


def agents_trace(known: Balance, names: Mapping[int, str]) -> dict[str, Any]:
    """One point an agent, with both intervals."""
    quality = [q for q, _ in known.values()]
    speed = [s for _, s in known.values()]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(e.value, 1) for e in speed],
        "y": [round(e.value, 1) for e in quality],
        "text": [names[key] for key in known],
        "hovertemplate": "%{text}: %{y:.0f} / %{x:.0f}<extra></extra>",
        "marker": {"size": 11, "color": "var(--accent)"},
        "error_x": interval_bars(speed, "var(--accent)/0.3", 3),
        "error_y": interval_bars(quality, "var(--accent)/0.3", 3),
    }


def front_trace(known: Balance) -> dict[str, Any]:
    """The line through the agents that no other agent beats in both."""
    front = pareto_front({key: (q.value, s.value) for key, (q, s) in known.items()})
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(known[key][1].value, 1) for key in front],
        "y": [round(known[key][0].value, 1) for key in front],
        "line": {"color": "var(--muted)", "dash": "dot", "width": 1.5},
        "hoverinfo": "skip",
    }
