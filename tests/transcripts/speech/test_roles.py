"""Who is the agent, by what both say."""

import json
from pathlib import Path

import pytest

from transcripts.speech.roles import guess_agent

RECORDINGS = Path(__file__).parents[3] / "demo" / "recordings"

CALLS = {
    "en": [
        ("a", "Thank you for calling Lumen, this is Maya. How can I help?"),
        ("b", "Hi, I'm calling about my bill, I was charged twice."),
        ("a", "I'm sorry to hear that. Can I have your account number?"),
    ],
    "es": [
        ("a", "Gracias por llamar a Lumen, le atiende Marta. ¿En qué puedo ayudarle?"),
        ("b", "Buenos días, llamo porque tengo un problema con mi factura."),
        ("a", "Lamento las molestias. ¿Me puede decir su número de cliente?"),
    ],
    "ca": [
        ("a", "Gràcies per trucar a Lumen. En què puc ajudar-lo?"),
        ("b", "Bon dia, truco perquè no em funciona la fibra."),
        ("a", "Em sap greu. Em pot dir el seu número de client?"),
    ],
}


@pytest.mark.parametrize("language", CALLS)
def test_the_one_who_greets_for_the_company_is_the_agent(language):
    guess = guess_agent(CALLS[language], language)
    assert guess.agent == "a"
    assert guess.confidence > 0.95


@pytest.mark.parametrize("language", CALLS)
def test_it_needs_neither_the_language_nor_the_first_word(language):
    customer_first = [("b", "Hello?"), *CALLS[language]]
    assert guess_agent(customer_first, None).agent == "a"


@pytest.mark.parametrize("path", sorted(RECORDINGS.glob("*.json")), ids=lambda path: path.stem)
def test_the_agents_of_the_written_calls_are_found(path):
    script = json.loads(path.read_text(encoding="utf-8"))
    said = [(turn["speaker"], turn["text"]) for turn in script["turns"]]
    assert guess_agent(said, script["language"]).agent == "agent"


def test_without_evidence_whoever_opens_is_the_agent_and_it_is_unsure():
    guess = guess_agent([("x", "Hello."), ("y", "Hello.")], "en")
    assert guess.agent == "x"
    assert 0.5 < guess.confidence < 0.7


def test_the_names_of_the_speakers_do_not_matter():
    exchanged = [({"a": "b", "b": "a"}[who], text) for who, text in CALLS["en"]]
    one, other = guess_agent(CALLS["en"], "en"), guess_agent(exchanged, "en")
    assert (one.agent, other.agent) == ("a", "b")
    assert one.confidence == other.confidence


@pytest.mark.parametrize("said", [[], [("x", "A message after the tone.")]])
def test_there_is_nothing_to_guess_without_two_speakers(said):
    assert guess_agent(said, "en") is None
