"""Which silences of a call are holds: the customer was told to wait.

A silence of 10 seconds or more is a hold when the agent announces it ("one moment please") in the
last 20 seconds of talk before it, thanks for waiting within 10 seconds after it, or when one lane
of the recording sounds on (hold music) although nobody speaks. Every other silence of 4 seconds or
more is dead air.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcripts.speech.spans import Span

MIN_HOLD_SECONDS = 10.0
ANNOUNCED_WITHIN = 20.0
THANKED_WITHIN = 10.0
MUSIC_SHARE = 0.6
"""Of the silence's moments, how many must sound for it to be music."""
MUSIC_LEVEL = 0.25
"""How loud a moment must be to sound, as a share of the lane's loudness in speech (its median)."""

_ANNOUNCES = re.compile(
    r"\b(?:"
    # English
    r"(?:one|a|just a|give me a|for a) (?:moment|minute|second|sec|mo)\b|hold on|bear with me|"
    r"(?:put|place|pop) you on (?:a )?(?:brief |short |quick )?hold|on hold\b|hang on|"
    r"wait a (?:moment|minute|second)|let me (?:just )?(?:check|look|see|find|pull|have a look)|"
    r"i(?:'ll| will) (?:just )?(?:check|look into|find out|be right back)|"
    # Spanish
    r"un (?:momento|momentito|segundo|segundito|minuto|minutito|instante)|no cuelgue|"
    r"(?:le|te) (?:pongo|dejo) en espera|en espera|(?:espere|espera|aguarde|permanezca)\b|"
    r"déjeme (?:ver|mirar|comprobar|consultar)|permítame|voy a (?:comprobar|consultar|mirar|"
    r"revisar|ver)|"
    # Catalan
    r"un (?:moment|momentet|segon|segonet|minut|minutet|instant)|no pengi|"
    r"(?:el|la|et) (?:poso|deixo) en espera|(?:esperi|espera)\b|"
    r"deixi'?m (?:veure|mirar|comprovar|consultar)|permeti'?m|"
    r"vaig a (?:comprovar|consultar|mirar|veure)|ho (?:comprovo|miro|consulto)"
    r")",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:(?:thank you|thanks)(?: so much| very much)? for (?:your patience|holding|waiting|"
    r"bearing|being patient)|(?:sorry|apologi[sz]e) (?:for|about) the (?:wait|hold|delay)|"
    r"sorry to keep you|gracias por (?:la espera|esperar|su paciencia|tu paciencia|aguardar)|"
    r"perdone? (?:por )?la espera|disculpe? la espera|"
    r"gràcies per (?:l'espera|esperar|la (?:seva|teva) paciència)|"
    r"(?:perdoni|disculpi) (?:per )?l'espera)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What one side says, from start to end in seconds."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


def announces_a_hold(text: str) -> bool:
    """Whether an agent's words tell the customer to wait, in any of the three languages."""
    return bool(_ANNOUNCES.search(text.replace("’", "'")))


def thanks_for_waiting(text: str) -> bool:
    """Whether an agent's words take up the talk after a wait."""
    return bool(_THANKS.search(text.replace("’", "'")))


def split_silences(
    silences: Sequence[Span], said: Sequence[Said], peaks: Mapping[str, Any] | None = None
) -> tuple[list[Span], list[Span]]:
    """Return (holds, dead air) of these silences, each in order.

    ``peaks`` is the waveform as kept with a recording: ``{"per_second": n, "channels": [[0..100,
    ...], ...]}``; without it music is not looked for.
    """
    holds: list[Span] = []
    dead: list[Span] = []
    agent = [turn for turn in said if turn.speaker in ("agent", "bot") and turn.start is not None]
    for silence in silences:
        is_hold = silence[1] - silence[0] >= MIN_HOLD_SECONDS and (
            _was_announced(silence[0], agent)
            or _was_thanked(silence[1], agent)
            or has_music(silence, silences, peaks)
        )
        (holds if is_hold else dead).append(silence)
    return holds, dead


def _was_announced(begin: float, agent: Sequence[Said]) -> bool:
    """The announcement may be anywhere in a turn that ends shortly before the silence.

    A long turn counts by its last words only: what is said in 20 seconds is about 60 words.
    """
    for turn in agent:
        start, end = turn.start or 0.0, turn.end or turn.start or 0.0
        if start <= begin and begin - ANNOUNCED_WITHIN <= end and start < begin:
            last_words = " ".join(turn.text.split()[-60:])
            if announces_a_hold(last_words):
                return True
    return False


def _was_thanked(end: float, agent: Sequence[Said]) -> bool:
    return any(
        end - 1.0 <= (turn.start or 0.0) <= end + THANKED_WITHIN
        and thanks_for_waiting(" ".join(turn.text.split()[:40]))
        for turn in agent
    )


def has_music(silence: Span, silences: Sequence[Span], peaks: Mapping[str, Any] | None) -> bool:
    """Whether a lane sounds for most of a silence, as loud as a quarter of its speech.

    Loudness in speech is the median of the lane's moments outside of all silences that sound at
    all (peak above 2 of 100), so line noise is not taken for music.
    """
    if not peaks or not peaks.get("per_second"):
        return False
    rate = float(peaks["per_second"])
    for lane in peaks.get("channels", ()):
        inside = lane[int(silence[0] * rate) + 1 : int(silence[1] * rate)]
        speech = sorted(value for value in _outside(lane, silences, rate) if value > 2)
        if not inside or not speech:
            continue
        level = max(MUSIC_LEVEL * speech[len(speech) // 2], 3.0)
        if sum(value >= level for value in inside) >= MUSIC_SHARE * len(inside):
            return True
    return False


def _outside(lane: Sequence[float], silences: Sequence[Span], rate: float) -> list[float]:
    kept: list[float] = []
    at = 0
    for start, end in silences:
        kept.extend(lane[at : int(start * rate)])
        at = int(end * rate) + 1
    return kept + list(lane[at:])
