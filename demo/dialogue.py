"""Writes what was said in one contact, so that the agent's true levels can be seen in the words.

A level is 0-4, as the default rubric's anchors describe it: somebody weak at probing asks nothing,
somebody strong asks four questions and sums up; the same for the other attributes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from demo.phrasebook import Phrases, sentences_of
from demo.world import Said

QUESTIONS_BY_LEVEL = (0, 1, 2, 3, 4)
SHORT_CHANNELS = frozenset({"sms", "social"})


@dataclass(frozen=True)
class Scene:
    """What is true of a contact before a word is said.

    `levels` are the agent's levels by attribute; `repeat` is how many contacts went before about
    the same matter, `days` how long ago the last one was; `verified` None: no need to check.
    """

    language: str
    channel: str
    reason: str
    outcome: str
    company: str
    agent: str
    customer: str
    reference: str
    levels: Mapping[str, int]
    verified: bool | None
    repeat: int = 0
    days: int = 0
    after_self_service: bool = False


@dataclass
class Script:
    """The turns as they come, and which one shows each attribute."""

    turns: list[Said] = field(default_factory=list)
    shows: dict[str, int] = field(default_factory=dict)

    def add(
        self, speaker: str, text: str, shows: str | None = None, *, apart: bool = False
    ) -> None:
        """Add a turn; consecutive sentences of one side become one turn unless kept `apart`."""
        if self.turns and self.turns[-1].speaker == speaker and not apart:
            text = f"{self.turns.pop().text} {text}"
        self.turns.append(Said(speaker, text))
        if shows:
            self.shows.setdefault(shows, len(self.turns) - 1)


WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes"],
    "ca": ["dilluns", "dimarts", "dimecres", "dijous", "divendres"],
}


def phrases_for(scene: Scene, random: np.random.Generator) -> Phrases:
    """The sentences of a scene, with its names put in."""
    names = {
        "agent": scene.agent.partition(" ")[0],
        "customer": scene.customer.partition(" ")[0],
        "company": scene.company,
        "reference": scene.reference,
        "days": str(max(scene.days, 1)),
        "weekday": str(random.choice(WEEKDAYS[scene.language])),
    }
    return Phrases(sentences_of(scene.language), random, names)


def write_dialogue(scene: Scene, random: np.random.Generator) -> Script:
    """The conversation between a customer and an agent."""
    phrases = phrases_for(scene, random)
    script = Script()
    brief = scene.channel in SHORT_CHANNELS
    if scene.channel in ("voice", "chat"):
        cold = scene.levels["empathy"] <= 1
        script.add("agent", phrases.say("greeting_cold" if cold else "greeting"))
    _opening(script, phrases, scene)
    _empathy(script, phrases, scene)
    if scene.verified and not brief:
        script.add("agent", phrases.say("verify"))
        script.add("customer", phrases.say("verify_answer"))
    _probing(script, phrases, scene, brief)
    _solution(script, phrases, scene)
    if not brief:
        _adaptability(script, phrases, scene)
    _closing(script, phrases, scene, brief)
    _default_places(script)
    return script


def write_self_service(scene: Scene, random: np.random.Generator) -> Script:
    """What the virtual assistant and the customer wrote before the customer gave up."""
    phrases = phrases_for(scene, random)
    about = phrases.about(scene.reason)
    phrases.names |= {"opening": phrases.one_of(about["opening"]), "subject": about["subject"]}
    script = Script()
    for speaker, text in phrases.sentences["self_service"]:
        script.add(speaker, phrases.fill(text))
    return script


def _opening(script: Script, phrases: Phrases, scene: Scene) -> None:
    script.add("customer", phrases.one_of(phrases.about(scene.reason)["opening"]))
    if scene.after_self_service:
        script.add("customer", phrases.say("after_self_service"))
    if scene.repeat:
        script.add("customer", phrases.say("repeat" if scene.repeat == 1 else "repeat_angry"))


def _empathy(script: Script, phrases: Phrases, scene: Scene) -> None:
    level = scene.levels["empathy"]
    if level == 0:
        script.add("agent", phrases.say("dismissive"), "empathy")
    elif level == 2:
        script.add("agent", phrases.say("set_phrase"), "empathy")
    elif level >= 3:
        script.add("agent", phrases.one_of(phrases.about(scene.reason)["empathy"]), "empathy")
    knows = scene.repeat or scene.after_self_service
    if knows and scene.levels["adaptability"] >= 3:
        script.add("agent", phrases.say("known_history"), "adaptability")


def _probing(script: Script, phrases: Phrases, scene: Scene, brief: bool) -> None:
    asked = QUESTIONS_BY_LEVEL[scene.levels["probing"]]
    questions = phrases.about(scene.reason)["questions"]
    if brief:
        asked = min(asked, 2)
    # The last question sums up; only those who ask everything get that far.
    chosen = questions if asked == len(questions) else questions[:-1][:asked]
    for question, answer in chosen:
        script.add("agent", question, "probing")
        script.add("customer", answer)


def _solution(script: Script, phrases: Phrases, scene: Scene) -> None:
    looks_up = scene.channel in ("voice", "chat")
    if looks_up:
        script.add("agent", phrases.say("hold"))
    level = scene.levels["product_knowledge"]
    text = phrases.about(scene.reason)["solution"][str(level)]
    script.add("agent", text, "product_knowledge", apart=looks_up)
    if scene.outcome == "transferred":
        script.add("agent", phrases.say("transfer"))


def _adaptability(script: Script, phrases: Phrases, scene: Scene) -> None:
    fitting = [
        c for c in phrases.sentences["constraints"] if c.get("only") in (None, scene.channel)
    ]
    constraint = phrases.one_of(fitting)
    script.add("customer", constraint["customer"])
    level = scene.levels["adaptability"]
    answer = "adaptive" if level >= 3 else "partial" if level == 2 else "rigid"
    script.shows.pop("adaptability", None)
    script.add("agent", constraint[answer], "adaptability")


def _closing(script: Script, phrases: Phrases, scene: Scene, brief: bool) -> None:
    good = scene.outcome == "resolved"
    bad = scene.outcome == "unresolved"
    if scene.levels["product_knowledge"] == 4 and not brief:
        script.add("agent", phrases.say("agent_more"))
    script.add(
        "customer",
        phrases.say("thanks_good" if good else "thanks_bad" if bad else "thanks_neutral"),
    )
    if scene.levels["empathy"] >= 2 and not brief:
        script.add("agent", phrases.say("bye"))


def _default_places(script: Script) -> None:
    """What was never shown is missing right after the customer said what was wrong."""
    customer = next(i for i, turn in enumerate(script.turns) if turn.speaker == "customer")
    missing = min(customer + 1, len(script.turns) - 1)
    for attribute in ("probing", "empathy", "adaptability"):
        script.shows.setdefault(attribute, missing)
