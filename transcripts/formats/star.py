"""STAR logs: one JSON file per chat between a customer and a human agent (a "wizard").

The form is that of the STAR corpus (Mosig et al. 2020, "STAR: A Schema-Guided Dialog Dataset").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from transcripts.formats.records import FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.speech_json import objects, part
from transcripts.formats.values import parse_time, text_or_none

_WORKING = {"query": "lookups", "request_suggestions": "suggestion_requests"}


def read_star(document: dict[str, Any]) -> Iterator[InteractionRecord]:
    """One STAR chat: turns with times, the task as reason, both questionnaires as source facts.

    A chat that was closed without a word is a contact too: it comes without turns and with the
    warning `no_words`. Raises `FormatError` (`no_turns`) where the log holds nothing at all.
    """
    events = objects(document.get("Events"))
    turns = tuple(filter(None, map(_turn, events)))
    times = [at for event in events if (at := parse_time(event.get("UnixTime")))]
    external_id = text_or_none(document.get("DialogueID"))
    if not external_id or not (turns or times):
        raise FormatError("no_turns")
    survey = _answers(document.get("UserQuestionnaire"))
    yield InteractionRecord(
        external_id=external_id,
        channel="chat",
        started_at=min(times, default=None),
        ended_at=max(times, default=None),
        agent_ref=text_or_none(document.get("AnonymizedWizardWorkerID")),
        customer_ref=text_or_none(document.get("AnonymizedUserWorkerID")),
        reason=_reason(document),
        language="en",
        outcome=_outcome(survey),
        turns=turns,
        metadata=_facts(document, events, survey) | {"warnings": [] if turns else ["no_words"]},
    )


def _turn(event: dict[str, Any]) -> TurnRecord | None:
    text = text_or_none(event.get("Text"))
    if event.get("Action") not in ("utter", "pick_suggestion") or not text:
        return None
    return TurnRecord(speaker_of(event.get("Agent")), text, at=parse_time(event.get("UnixTime")))


def _reason(document: dict[str, Any]) -> str | None:
    tasks = objects(part(document, "Scenario").get("WizardCapabilities"))
    names = [text_or_none(task.get("Task")) for task in tasks]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _answers(questionnaire: Any) -> list[dict[str, Any]]:
    return [
        {"question": text_or_none(entry.get("Question")), "answer": entry["Answer"]}
        for entry in objects(questionnaire)
        if isinstance(entry.get("Answer"), bool | int | str)
    ]


def _outcome(survey: list[dict[str, Any]]) -> str | None:
    """Whether the customer says that the task was done; the question about manners is another."""
    tasks = [a["answer"] for a in survey if "calm" not in (a["question"] or "").lower()]
    told = [answer for answer in tasks if isinstance(answer, bool)]
    return None if not told else "resolved" if all(told) else "unresolved"


def _facts(
    document: dict[str, Any], events: list[dict[str, Any]], survey: list[dict[str, Any]]
) -> dict[str, Any]:
    counts = Counter(
        _WORKING[action]
        for event in events
        if isinstance(action := event.get("Action"), str) and action in _WORKING
    )
    domains = part(document, "Scenario").get("Domains")
    return {
        "completion": text_or_none(document.get("CompletionLevel")),
        "domains": list(filter(None, map(text_or_none, domains)))
        if isinstance(domains, list)
        else [],
        "batch": text_or_none(document.get("BatchID")),
        "customer_survey": survey,
        "agent_survey": _answers(document.get("WizardQuestionnaire")),
        **counts,
    }
