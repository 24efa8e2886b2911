"""What could not be taken as it was typed, in the reader's language, by its code."""

from flask_babel import lazy_gettext as _l

NOTICE_WORDS = {
    "too_long": _l("Only the first part of what you typed was looked for: it is very long."),
    "open_quote": _l("A quotation mark is missing at the end; the phrase was taken to end there."),
    "short_prefix": _l("Write at least two letters before a star."),
    "only_excluded": _l(
        "Write at least one word to find: an exclusion alone fits nearly everything."
    ),
    "no_words": _l("There is no letter and no digit to look for."),
}
