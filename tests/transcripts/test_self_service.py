"""What customers say of a self-service that failed, in three languages."""

import pytest

from transcripts.journeys.self_service import self_service_failed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Hi. I tried to change it on your website but I had to call."),
        ("en", "The app doesn't let me log in"),
        ("en", "Your chatbot was useless"),
        ("es", "Hola, he intentado hacerlo por la web y nada"),
        ("es", "La aplicación no me deja pagar"),
        ("ca", "He provat de fer-ho a la web i res"),
        ("ca", "L'aplicació no em deixa entrar"),
        (None, "La página no me funciona"),
        ("fr", "the portal crashed"),
    ],
)
def test_failed_self_service_is_heard(language: str | None, said: str) -> None:
    assert self_service_failed(said, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I saw a nice lamp on your website"),
        ("en", "I can't remember if I paid the application fee"),
        ("en", "I did not authorize a charge made online"),
        ("en", "I don't know, I follow this blog online"),
        ("en", "My kettle does not work. I bought it on your website"),
        ("es", "He visto una oferta en la web"),
        ("es", "El hervidor no funciona. Lo compré por la web"),
        ("ca", "He vist una oferta a la web"),
        ("ca", ""),
    ],
)
def test_other_talk_of_a_website_is_no_failure(language: str, said: str) -> None:
    assert not self_service_failed(said, language)
