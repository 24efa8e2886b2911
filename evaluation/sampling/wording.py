"""A plan in the words of the floor."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.i18n import duration, number
from evaluation.sampling.plan_settings import Frame
from evaluation.sampling.queries import FrameSize
from evaluation.sampling.schedule import Schedule
from transcripts.search.choices import language_name

KIND_WORDS = {
    "rolling": _l("the last days"),
    "week": _l("the last whole week"),
    "month": _l("the last whole month"),
}
STRATUM_WORDS = {"channel": _l("channels"), "reason": _l("reasons")}
CHANNELS_WORDS = {
    "voice": _l("calls"),
    "chat": _l("chats"),
    "email": _l("e-mails"),
    "sms": _l("SMS"),
    "social": _l("social media"),
    "web": _l("self-service"),
}


def frame_words(frame: Frame, schedule: Schedule, teams: Mapping[int, str]) -> str:
    """What may be drawn: "Calls and chats of the last 7 days, team North, longer than 1:00"."""
    kinds = listed([str(CHANNELS_WORDS.get(name, name)) for name in frame.channels])
    parts = [(kinds[:1].upper() + kinds[1:] if kinds else _("All contacts")) + " " + _of(schedule)]
    names = [teams[number] for number in frame.teams if number in teams]
    if names:
        parts.append(ngettext("team %(names)s", "teams %(names)s", len(names), names=listed(names)))
    if frame.longer_than is not None:
        parts.append(_("longer than %(time)s", time=duration(frame.longer_than)))
    if frame.shorter_than is not None:
        parts.append(_("shorter than %(time)s", time=duration(frame.shorter_than)))
    if frame.reasons:
        parts.append(
            ngettext(
                "reason %(names)s", "reasons %(names)s", len(frame.reasons),
                names=listed(list(frame.reasons)),
            )
        )  # fmt: skip
    if frame.languages:
        parts.append(_("in %(names)s", names=listed([language_name(c) for c in frame.languages])))
    return ", ".join(parts)


def _of(schedule: Schedule) -> str:
    if schedule.kind == "week":
        return _("of the last whole week")
    if schedule.kind == "month":
        return _("of the last whole month")
    return ngettext("of the last %(num)s day", "of the last %(num)s days", schedule.days)


def size_words(size: FrameSize) -> str:
    """How much there is: "1,204 contacts of 31 agents"."""
    contacts = ngettext("%(n)s contact", "%(n)s contacts", size.contacts, n=number(size.contacts))
    agents = ngettext("%(n)s agent", "%(n)s agents", size.agents, n=number(size.agents))
    return _("%(contacts)s of %(agents)s", contacts=contacts, agents=agents)


def listed(names: Sequence[str]) -> str:
    """Names as people list them: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
