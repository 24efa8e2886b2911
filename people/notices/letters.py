"""Notices as e-mail: one at once, or several as a digest, in the language of who reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from core.settings import LANGUAGES
from people import mail
from people.models import User
from people.notices.choices import DIGEST, token_for
from people.notices.kinds import GROUPS, kinds
from people.notices.links import public_link
from people.notices.models import Notice
from people.notices.reading import words_of

MOST_IN_DIGEST = 50
LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Line:
    """A notice as a letter shows it."""

    words: str
    link: str | None


@dataclass(frozen=True)
class Section:
    """The lines of one group of kinds."""

    title: str
    lines: list[Line]


def language_of(user: User) -> str:
    """The language that letters to a person are written in."""
    if user.language in LANGUAGES:
        return str(user.language)
    return str(current_app.config["SETTINGS"].language)


def letter_about(notice: Notice) -> EmailMessage:
    """The letter that tells one thing at once. Raises mail.Undeliverable."""
    user = notice.user
    with force_locale(language_of(user)):
        words = words_of(notice)
        return _compose(
            user,
            f"notice-{notice.id}",
            words[:LONGEST_SUBJECT],
            [Section("", [_line(notice)])],
            what=notice.kind,
        )


def digest_of(user: User, notices: Sequence[Notice]) -> EmailMessage:
    """The letter that tells several things together, by group. Raises mail.Undeliverable."""
    with force_locale(language_of(user)):
        shown = notices[:MOST_IN_DIGEST]
        subject = ngettext(
            "Rubrica: %(num)s thing to know", "Rubrica: %(num)s things to know", len(notices)
        )
        sections = [
            Section(str(title), lines)
            for group, title in GROUPS.items()
            if (lines := [_line(n) for n in shown if _group_of(n) == group])
        ]
        name = f"digest-{user.id}-{max(notice.id for notice in notices)}"
        return _compose(user, name, subject, sections, what=DIGEST, more=len(notices) - len(shown))


def _group_of(notice: Notice) -> str:
    kind = kinds.get(notice.kind)
    return kind.group if kind else next(reversed(GROUPS))


def _line(notice: Notice) -> Line:
    return Line(words_of(notice), public_link(notice.endpoint, notice.values))


def _compose(
    user: User,
    name: str,
    subject: str,
    sections: Sequence[Section],
    *,
    what: str,
    more: int = 0,
) -> EmailMessage:
    stop = public_link("people.stop_notices", {"token": token_for(user, what)})
    told = {
        "title": subject,
        "sections": sections,
        "more": more,
        "all_notices": public_link("people.notices", {}),
        "settings": public_link("people.notice_settings", {}),
        "stop": stop,
        "why": _why(what),
        "language": language_of(user),
    }
    headers = {"Auto_Submitted": "auto-generated", "Message_ID": mail.message_id(name)}
    if stop:
        headers |= {
            "List_Unsubscribe": f"<{stop}>",
            "List_Unsubscribe_Post": "List-Unsubscribe=One-Click",
        }
    return mail.compose(
        user.email,
        subject,
        _rendered("people/notices/letter.txt", told),
        _rendered("people/notices/letter.html", told),
        **headers,
    )


def _rendered(name: str, told: Mapping[str, Any]) -> str:
    """A template without what pages add to theirs: nobody is signed in here."""
    return current_app.jinja_env.get_template(name).render(**told)


def _why(what: str) -> str:
    """Why somebody gets this letter."""
    if what == DIGEST:
        return _("You get this because you take a digest of your notices.")
    label = str(kinds[what].label) if what in kinds else ""
    return _("You get this because you are told at once: %(what)s.", what=label)
