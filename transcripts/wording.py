"""Problems and notices of this room in the reader's language, by their code."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from transcripts.formats.reasons import REASONS
from transcripts.formats.records import Refusal
from transcripts.models import FAILED, READY, RECEIVED, TRANSCRIBING
from transcripts.speech.messages import ENGLISH

STATE_WORDS = {
    RECEIVED: _l("waiting to be transcribed"),
    TRANSCRIBING: _l("being transcribed"),
    READY: _l("ready"),
    FAILED: _l("failed"),
}
CHANNEL_WORDS = {
    "voice": _l("Call"),
    "chat": _l("Chat"),
    "email": _l("E-mail"),
    "sms": _l("SMS"),
    "social": _l("Social media"),
    "web": _l("Self-service"),
}
OUTCOME_WORDS = {
    "resolved": _l("resolved"),
    "unresolved": _l("not resolved"),
    "transferred": _l("transferred"),
    "abandoned": _l("abandoned"),
    "failed": _l("failed"),
    "follow_up": _l("to be followed up"),
}
OWN_WORDS = {
    "too_many_channels": _l(
        "The recording has %(channels)s channels. A call has at most two: one for each side."
    ),
    "same_file_twice": _l("Both files have the same content. Send one file for each side."),
    "storage_full": _l(
        "There is no room to keep this file. Nothing was saved; tell the administrator."
    ),
    "storage_failed": _l("The recording could not be read from storage."),
    "cancelled": _l("The transcription was cancelled."),
    "worker_failed": _l("The transcription ended unexpectedly, each time it was tried."),
    "nothing_to_keep": _l("There are neither words nor a recording in this record."),
    "recording_elsewhere": _l("The recording lies elsewhere and is not fetched: %(place)s"),
    "contact_no_start": _l("This contact is not known yet, and the row does not say when it was."),
    "survey_no_contact": _l("No contact fits this answer."),
    "survey_other_answer": _l("This contact has another answer already."),
    "import_failed": _l("This record could not be saved: %(detail)s"),
    "fetch_not_allowed": _l("Recordings are not fetched from this address: %(place)s"),
    "fetch_private": _l("%(host)s leads into a private network; nothing is fetched from there."),
    "fetch_too_large": _l("The recording at its address is larger than %(limit_mb)s MB."),
    "fetch_digest": _l("The recording at its address is not the one that the record means."),
    "fetch_failed": _l("The recording could not be fetched: %(detail)s"),
    # notices of imported records
    "created_at_missing": _l("The source does not say when this was recorded."),
    "roles_unknown": _l("The source does not say who is the agent."),
    "roles_estimated": _l(
        "The source does not say who is the agent; it was concluded from what is said."
    ),
    "signature_unverified": _l("The signature of the source was not verified."),
    "signature_wrong": _l(
        "The signature does not fit the content: it was changed after it was signed, or damaged."
    ),
    "sender_as_customer": _l("The sender of the message was taken as the customer."),
    "captions_left_out": _l("Some captions have no time that can be read; they were left out."),
    "dialog_type_unknown": _l("A part of this record is of a kind that is not known here."),
    "recording_absent": _l("The source names a recording that did not come with it."),
    "no_words": _l("Nothing was said in this contact."),
}


PLACE_WORDS = {
    "row": _l("row %(number)s"),
    "line": _l("line %(number)s"),
    "record": _l("record %(number)s"),
    "message": _l("message %(number)s"),
}
COUNTED = re.compile(rf"\b({'|'.join(PLACE_WORDS)}) (\d+)\b")


def problem_words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Say in words what a failure, refusal or notice of this room is about.

    A code that nobody wrote a sentence for is shown as it is, rather than hidden.
    """
    values = dict(params or {})
    if code in OWN_WORDS:
        return str(OWN_WORDS[code]) % values
    if code in ENGLISH:
        return _(ENGLISH[code]) % values
    return code


def reason_words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Say in words why a record was not taken, whether its reader or the intake refused it."""
    if code in REASONS:
        return _(REASONS[code]) % dict(params or {})
    return problem_words(code, params)


def place_words(place: str) -> str:
    """Say in the reader's language where in a file a record stands.

    Readers write it as kind and number, such as ``line 5 message 2``: that is kept, and what
    programs read. What is not of this form (``dialog[3]``) is shown as it is.
    """
    return COUNTED.sub(lambda found: str(PLACE_WORDS[found[1]]) % {"number": found[2]}, place)


def refusal_words(refusal: Refusal) -> str:
    """Say in words why a record was refused."""
    return _(REASONS[refusal.reason_code]) % refusal.params


def failure_words(failure: Mapping[str, Any] | None) -> str:
    """Say in words why an interaction failed."""
    if not failure:
        return ""
    return problem_words(failure["code"], failure.get("parameters"))


def outcome_words(outcome: str) -> str:
    """Say an outcome in words; a centre's own is shown as the centre wrote it."""
    return str(OUTCOME_WORDS.get(outcome, outcome))


def signature_words(signature: Mapping[str, Any]) -> str:
    """Say whether the source's signature was verified, and by whom it was made."""
    by = str(signature.get("by") or "")
    if signature.get("state") == "verified":
        return _("verified: signed by %(name)s", name=by)
    if signature.get("state") == "wrong":
        return _("does not fit the content")
    return _("not verified: claims to be by %(name)s", name=by) if by else _("not verified")
