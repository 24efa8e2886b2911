"""Turns of a conversation, rebuilt from words and voice activity.

Recognisers return segments of up to 30 seconds that ignore who else speaks. Here the words of
each speaker are gathered by the stretch of voice they were said in, and the stretches of all
speakers are then told in order of time.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence

from transcripts.speech.results import TurnResult, WordResult
from transcripts.speech.vad import Region, joined

SAME_BREATH = 0.6  # seconds of silence within one utterance
SAME_TURN = 2.5  # seconds of silence within one turn when nobody else speaks
LONG_TURN = 20.0  # seconds after which a turn ends with its sentence
SENTENCE_ENDS = (".", "?", "!", "…")


def rebuild_turns(
    words: Mapping[str, Sequence[WordResult]], voices: Mapping[str, Sequence[Region]]
) -> list[TurnResult]:
    """Turns in order of time from each speaker's words and stretches of voice.

    Every word is in exactly one turn. A turn's times are those of the voice, as far as its words
    reach.
    """
    utterances = [
        utterance
        for speaker, said in words.items()
        for utterance in _utterances(said, voices.get(speaker, ()))
    ]
    turns: list[list[WordResult]] = []
    for utterance in sorted(utterances, key=lambda u: (u[0].start, u[-1].end)):
        if turns and _continues(turns[-1], utterance):
            turns[-1].extend(utterance)
        else:
            turns.append(list(utterance))
    return [_turn(turn) for turn in turns]


def words_within_voice(words: Iterable[WordResult], voice: Sequence[Region]) -> list[WordResult]:
    """Words with their times drawn into the stretch of voice they belong to, in order of time."""
    spans = joined(list(voice), SAME_BREATH)
    result = []
    for word in words:
        span = spans[_nearest(word, spans)] if spans else Region(word.start, word.end)
        start = min(max(word.start, span.start), span.end)
        end = min(max(word.end, start), max(span.end, start))
        result.append(
            WordResult(word.speaker, round(start, 3), round(end, 3), word.text, word.probability)
        )
    return sorted(result, key=lambda word: word.start)


def _utterances(words: Sequence[WordResult], voice: Sequence[Region]) -> list[list[WordResult]]:
    """Words of one speaker by stretch of voice, long ones cut at the end of a sentence."""
    spans = joined(list(voice), SAME_BREATH)
    utterances: list[list[WordResult]] = []
    last = None
    for word in words:
        span = _nearest(word, spans) if spans else None
        current = utterances[-1] if utterances else None
        if current is None or span != last or _is_long_enough(current):
            utterances.append([word])
        else:
            current.append(word)
        last = span
    return utterances


def _is_long_enough(words: Sequence[WordResult]) -> bool:
    seconds = words[-1].end - words[0].start
    return seconds > LONG_TURN and words[-1].text.rstrip().endswith(SENTENCE_ENDS)


def _nearest(word: WordResult, spans: Sequence[Region]) -> int:
    middle = (word.start + word.end) / 2
    after = bisect(spans, (middle, float("inf")))
    near = range(max(after - 1, 0), min(after + 1, len(spans)))
    return min(near, key=lambda i: max(spans[i].start - middle, middle - spans[i].end, 0.0))


def _continues(turn: Sequence[WordResult], utterance: Sequence[WordResult]) -> bool:
    return (
        turn[-1].speaker == utterance[0].speaker
        and utterance[0].start - turn[-1].end < SAME_TURN
        and not _is_long_enough(turn)
    )


def _turn(words: Sequence[WordResult]) -> TurnResult:
    text = " ".join(word.text for word in words)
    end = max(word.end for word in words)
    return TurnResult(words[0].speaker, words[0].start, end, text, tuple(words))
