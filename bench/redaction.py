"""Redaction measured: recall and precision by kind and language, against plain patterns."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from flask import Flask

from bench.redaction_set import Example, Label, bare, examples
from core.proportions import wilson_interval
from transcripts.privacy.conversation import NameModel, Said, find_in_conversation
from transcripts.privacy.name_model import installed_model, model_for
from transcripts.privacy.spans import Span

PEER = "plain regular expressions"
WITH_NAMES = "Rubrica with the extra names"
PLAIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("card", re.compile(r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b|\b3[47]\d{13}\b")),
    ("id", re.compile(r"\b\d{3}-\d{2}-\d{4}\b|\b\d{8}-?[A-Z]\b|\b[XYZ]\d{7}[A-Z]\b")),
    ("phone", re.compile(r"(?:\+\d{1,3}[ -]?)?(?:\(\d{3}\) ?)?\b\d{2,3}(?:[ -]?\d{2,4}){2,3}\b")),
    ("cvv", re.compile(r"\b\d{3}\b(?=\D*$)")),
    ("birth", re.compile(r"\b\d{2}/\d{2}/\d{4}\b")),
)
Finder = Callable[[Example], list[list[Span]]]


def by_rubrica(example: Example, name_model: NameModel | None = None) -> list[list[Span]]:
    turns = [Said(speaker, text) for speaker, text in example.turns]
    found = find_in_conversation(turns, example.language, name_model=name_model)
    return [list(spans) for spans in found]


def by_plain_patterns(example: Example) -> list[list[Span]]:
    """What the patterns that everybody writes first find."""
    return [
        [
            Span(found.start(), found.end(), kind)  # type: ignore[arg-type]
            for kind, pattern in PLAIN
            for found in pattern.finditer(text)
        ]
        for _speaker, text in example.turns
    ]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95% score interval of a share; (0, 1) for no observation."""
    found = wilson_interval(hits, total)
    return (found.lower, found.upper) if found else (0.0, 1.0)


def is_covered(label: Label, spans: Sequence[Span], text: str) -> bool:
    """Whether every letter and digit of a label is taken out, as whatever kind."""
    return all(
        any(span.start <= place < span.end for span in spans)
        for place in range(label.start, label.end)
        if text[place].isalnum()
    )


def touches(label: Label, span: Span) -> bool:
    return label.start < span.end and span.start < label.end


def counted(finder: Finder, chosen: Sequence[Example]) -> dict[tuple[str, str], list[int]]:
    """Per (kind, language): labels covered, labels, spans that touch a label, spans.

    The kind "" counts what must survive: how much did, how much there is.
    """
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for example in chosen:
        found = finder(example)
        personal = [label for label in example.labels if label.kind]
        for label in example.labels:
            row = counts[label.kind, example.language]
            spans, text = found[label.turn], example.turns[label.turn][1]
            hit = is_covered(label, spans, text)
            if not label.kind:
                hit = not any(touches(label, span) for span in spans)
            row[0] += hit
            row[1] += 1
        for turn, spans in enumerate(found):
            for span in spans:
                row = counts[span.kind, example.language]
                row[2] += any(touches(label, span) for label in personal if label.turn == turn)
                row[3] += 1
    return counts


def in_rows(name: str, part: str, counts: dict[tuple[str, str], list[int]]) -> list[dict[str, Any]]:
    """Rows per kind and language, and one over all kinds for each language."""
    rows = []
    for language in ("en", "es", "ca"):
        kinds = sorted({kind for kind, code in counts if code == language and kind})
        if not kinds:
            continue
        total = np.sum([counts[kind, language] for kind in kinds], axis=0).tolist()
        rows += [row_of(name, part, language, kind, counts[kind, language]) for kind in kinds]
        rows.append(row_of(name, part, language, "all", total))
        kept, there = counts["", language][:2]
        rows.append(row_of(name, part, language, "what must stay", [kept, there, 0, 0]))
    return rows


def row_of(name: str, part: str, language: str, kind: str, row: Sequence[int]) -> dict[str, Any]:
    """One row: recall of the labels and precision of the spans, each with its interval."""
    hits, labels, right, spans = row
    low, high = wilson(hits, labels)
    precise_low, precise_high = wilson(right, spans)
    return {
        "name": f"{name}, {part}, {language}, {kind}",
        "recall": round(hits / labels, 3) if labels else None,
        "low": round(low, 3),
        "high": round(high, 3),
        "n": labels,
        "precision": round(right / spans, 3) if spans else None,
        "precision_low": round(precise_low, 3) if spans else None,
        "precision_high": round(precise_high, 3) if spans else None,
        "found": spans,
    }


def run(_create_app: Callable[..., Flask], say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Measure Rubrica and its peer on the parts of the test set; names also by a model, if any."""
    rows: list[dict[str, Any]] = []
    everything = list(examples())
    held_out = [example for example in everything if example.held_out]
    parts = {
        "held out": held_out,
        "held out without capitals": [bare(example) for example in held_out],
        "open": [example for example in everything if not example.held_out],
        "only mentioned": list(examples(part="passing")),
    }
    for part, chosen in parts.items():
        say(f"{len(chosen)} conversations, {part}")
        peers = in_rows(PEER, part, counted(by_plain_patterns, chosen))
        recall = {row["name"].partition(", ")[2]: row["recall"] for row in peers}
        for row in in_rows("Rubrica", part, counted(by_rubrica, chosen)):
            of_peer = recall.get(row["name"].partition(", ")[2])
            ratio = round(row["recall"] / of_peer, 2) if of_peer and row["recall"] else None
            rows.append(row | {"ratio": ratio, "peer": PEER})
        rows += [row | {"ratio": 1.0, "peer": PEER} for row in peers]
        if model := installed_model():
            known = [example for example in chosen if model_for(example.language)]
            with_names = counted(partial(by_rubrica, name_model=model), known)
            rows += [row | {"peer": PEER} for row in in_rows(WITH_NAMES, part, with_names)]
    return rows
