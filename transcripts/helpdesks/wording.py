"""States and reasons of deliveries in the reader's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

STATE_WORDS = {
    "waiting": _l("waiting"),
    "pulled": _l("pulled"),
    "ignored": _l("nothing to do"),
    "failed": _l("failed"),
}
REASONS = {
    "busy": _l("The helpdesk answered %(detail)s; it is asked again later."),
    "no_answer": _l("The helpdesk did not answer (%(detail)s); it is asked again later."),
    "gave_up": _l("The helpdesk was busy or away, each time it was asked."),
    "certificate": _l("The helpdesk's certificate is not valid."),
    "too_large": _l("The conversation is too large."),
    "too_many": _l("The conversation has too many messages."),
    "redirects": _l("The helpdesk redirects without end."),
    "other_host": _l("The helpdesk redirects to another host, which is not followed."),
    "plain_http": _l("The helpdesk must be asked over https."),
    "key_refused": _l("The helpdesk does not accept the API key (401)."),
    "key_forbidden": _l("The API key may not read this conversation (403)."),
    "unknown": _l("The helpdesk does not know this conversation."),
    "status": _l("The helpdesk answered %(detail)s."),
    "not_json": _l("The helpdesk's answer cannot be read."),
    "cannot_ask": _l("The address or the API key holds a letter that cannot be sent."),
    "switched_off": _l("The helpdesk was switched off before its conversation was pulled."),
    "unsealable": _l("The API key cannot be read any more; enter it again."),
    "not_taken": _l("The conversation was not taken: %(detail)s"),
    "no_words": _l("Nobody has written anything in this conversation."),
    "no_conversation": _l("This notice is not about a conversation."),
}


def reason_in_words(reason: str) -> str:
    """Say why a delivery is in its state; a reason that nobody wrote words for stays as it is."""
    code, _colon, detail = reason.partition(":")
    return str(REASONS[code]) % {"detail": detail} if code in REASONS else reason


def address_problem() -> str:
    """Say what an address must be."""
    return _("Enter an address that begins with https:// and holds no password.")
