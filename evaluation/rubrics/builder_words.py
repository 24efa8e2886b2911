"""The words that the builder's scripts put on the page, in the reader's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

METRICS = {
    "handle_time_ratio": _l("Handle time against the norm (1 is as expected)"),
    "handle_seconds": _l("Handle time (seconds)"),
    "transfers": _l("Transfers"),
    "agent_talk_share": _l("Agent's talk share (0 to 1)"),
    "turn_balance": _l("Agent's share of turns (0 to 1)"),
    "agent_words_per_minute": _l("Agent's words per minute"),
    "agent_monologue_seconds": _l("Agent's longest monologue (seconds)"),
    "agent_questions": _l("Questions the agent asks"),
    "agent_open_questions": _l("Open questions the agent asks"),
    "overtalk_share": _l("Both talking at once (0 to 1)"),
    "interruptions": _l("Interruptions by the agent"),
    "dead_air_count": _l("Dead air (times)"),
    "longest_silence_seconds": _l("Longest silence (seconds)"),
    "hold_count": _l("Holds"),
    "longest_hold_seconds": _l("Longest hold (seconds)"),
    "first_response_seconds": _l("First response (seconds)"),
    "response_median_seconds": _l("Median response (seconds)"),
    "response_p90_seconds": _l("Response, 9 of 10 within (seconds)"),
}
KINDS = {
    "scale": _l("Scale"),
    "yes_no": _l("Yes / no"),
    "choice": _l("Choice"),
    "number": _l("Number"),
    "automatic": _l("Automatic"),
    "text": _l("Text"),
}


def words() -> dict[str, str]:
    """Texts by the name under which the scripts ask for them."""
    kinds = {f"kind_{key}": str(text) for key, text in KINDS.items()}
    return kinds | _outline() | _weights() | _question() | _answers() | _states()


def _outline() -> dict[str, str]:
    """The tree of sections and questions, and what is done to its parts."""
    return {
        "rubric": _("The rubric"),
        "section": _("Section"),
        "question": _("Question"),
        "new_section": _("New section"),
        "new_question": _("New question"),
        "copy_of": _("%(name)s (copy)", name="{name}"),
        "untitled": _("without a name"),
        "add_question": _("Add a question"),
        "add_section": _("Add a section"),
        "duplicate": _("Duplicate"),
        "remove": _("Delete"),
        "up": _("Move up"),
        "down": _("Move down"),
        "undo": _("Undo"),
        "deleted": _("%(name)s was deleted.", name="“{name}”"),
        "moved": _("%(name)s: place %(place)s of %(all)s.", name="“{name}”", place="{place}",
                   all="{all}"),
        "keep_one": _("A rubric keeps at least one section, and a section one question."),
        "name": _("Name"),
        "description": _("Description"),
        "key": _("Key"),
        "key_help": _("Reviews and reports know this part by its key. Keep it where the meaning "
                      "stays the same."),
        "missing": _("No text yet in: %(languages)s", languages="{languages}"),
        "show": _("Show"),
    }  # fmt: skip


def _weights() -> dict[str, str]:
    """What counts how much, what holds a score down, and what a score is called."""
    return {
        "weight": _("Weight"),
        "weight_of": _("Weight of %(name)s", name="{name}"),
        "lock": _("Keep this weight while others are rebalanced"),
        "sum": _("Sum %(sum)s", sum="{sum}"),
        "sum_off": _("The weights add up to %(sum)s, not 100.", sum="{sum}"),
        "quality_weight": _("Quality"),
        "speed_weight": _("Speed"),
        "quality_floor": _("Quality floor"),
        "quality_floor_help": _("Below it, speed cannot lift the score. Empty: none."),
        "floor": _("Floor of this section"),
        "floor_help": _("Below it, speed cannot lift the score and the band is this section's "
                        "own. Empty: none."),
        "weighs": _("Weights are given to"),
        "weighs_sections": _("sections, and to questions inside them"),
        "weighs_criteria": _("questions directly"),
        "bands": _("Performance bands"),
        "band_from": _("From"),
        "add_band": _("Add a band"),
    }  # fmt: skip


def _question() -> dict[str, str]:
    """What a question is, how it is answered, and when it is asked."""
    return {
        "guidance": _("Guidance"),
        "competency": _("Measures"),
        "none": _("none"),
        "kind": _("Kind of question"),
        "minimum": _("From"),
        "maximum": _("To"),
        "anchors": _("What each level looks like"),
        "anchor_of": _("Level %(value)s", value="{value}"),
        "options": _("Options"),
        "option_value": _("Points"),
        "add_option": _("Add an option"),
        "rules": _("Rules"),
        "critical": _("Critical"),
        "critical_none": _("no"),
        "critical_section": _("a failure makes the section 0"),
        "critical_all": _("a failure makes the whole review 0"),
        "bonus": _("Bonus: adds points, never above 100"),
        "allow_na": _("May be answered “not applicable”"),
        "shown_if": _("Ask only if"),
        "always": _("always asked"),
        "one_of": _("is one of"),
        "at_most": _("is at most"),
        "at_least": _("is at least"),
        "not_applicable": _("is not applicable"),
        "values": _("Answer"),
        "values_help": _("Several answers are parted by commas."),
    }


def _answers() -> dict[str, str]:
    """How points follow from a metric, why an answer is low, and what answers are called."""
    return {
        "metric": _("From the metric"),
        "up_to": _("Up to"),
        "points": _("Points"),
        "above": _("Above that"),
        "add_step": _("Add a step"),
        "override": _("The evaluator may set other points, with a reason"),
        "root_causes": _("Root causes"),
        "ask_causes": _("Ask why when the answer is low"),
        "below": _("Below"),
        "causes_required": _("A cause must be named"),
        "cause": _("Cause"),
        "add_cause": _("Add a cause"),
        "yes": _("Yes"),
        "no": _("No"),
        "na": _("n/a"),
        "level_0": _("Missed"),
        "level_1": _("Partly"),
        "level_2": _("Sound"),
        "level_3": _("Strong"),
        "level_4": _("Model"),
    }


def _states() -> dict[str, str]:
    return {
        "saved": _("Saved %(when)s", when="{when}"),
        "saving": _("Saving…"),
        "unsaved": _("Not saved yet: no connection. It will be tried again."),
        "refused": _("This could not be saved: %(why)s", why="{why}"),
        "stale": _("The draft was saved elsewhere in the meantime (%(by)s).", by="{by}"),
        "restored": _("What had not been saved here was brought back."),
        "ready": _("Ready to publish."),
        "mistakes_1": _("1 thing to settle before publishing"),
        "mistakes_n": _("%(count)s things to settle before publishing", count="{count}"),
        "score": _("%(score)s of 100", score="{score}"),
        "no_score": _("no score yet"),
        "critical_failed": _("A critical question failed."),
        "floor_missed": _("A section is under its floor."),
        "hidden": _("Not asked: its condition does not hold."),
        "automatic_preview": _("Filled in from: %(metric)s", metric="{metric}"),
        "to_settle": _("The score appears once the weights and texts are settled."),
    }
