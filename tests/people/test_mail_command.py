"""`rubrica mail-test` and what `rubrica doctor` says of the mail server."""

import pytest
from click.testing import CliRunner
from flask import Flask

from people.cli_mail import mail_checks, mail_test
from tests.people.letter_box import LetterBox


def run(app: Flask, *arguments: str):
    return CliRunner().invoke(mail_test, list(arguments), obj=lambda: app)


def test_a_test_letter_is_sent_at_once(app: Flask, with_mail: LetterBox) -> None:
    result = run(app, "ana@example.org")
    assert result.exit_code == 0
    assert "took a message to ana@example.org" in result.stdout
    assert with_mail.messages[0]["Subject"] == "A test from Rubrica"


def test_what_goes_wrong_is_said_in_one_line(app: Flask, with_mail: LetterBox) -> None:
    with_mail.answers["RCPT"] = "550 nobody here"
    result = run(app, "gone@example.org")
    assert result.exit_code == 1
    assert result.stderr == "Error: not sent: the recipient is refused: 550 nobody here\n"


def test_without_a_mail_server_it_says_which_setting_is_missing(app: Flask) -> None:
    result = run(app, "ana@example.org")
    assert (result.exit_code, "SMTP_URL" in result.stderr) == (1, True)


def test_an_address_that_is_none_is_wrong_usage(app: Flask) -> None:
    assert run(app, "ana").exit_code == 2


def seen() -> dict[str, tuple[bool, str]]:
    return {check.name: (check.well, check.seen) for check in mail_checks()}


def test_the_doctor_greets_the_server_and_sends_nothing(app: Flask, with_mail: LetterBox) -> None:
    assert seen() == {
        "mail": (True, "127.0.0.1 answers"),
        "links in mail": (True, "https://qa.example.org"),
    }
    assert with_mail.letters == []
    assert "MAIL" not in with_mail.seen


def test_no_mail_server_is_well(app: Flask) -> None:
    assert seen() == {"mail": (True, "not set: letters are not sent")}


@pytest.mark.parametrize(
    ("url", "said"), [("smtp://127.0.0.1:1", "refused"), ("http://mail", "SMTP_URL must be")]
)
def test_a_server_that_cannot_be_reached_is_not_well(
    app: Flask, change_settings, url: str, said: str
) -> None:
    change_settings(smtp_url=url)
    well, words = seen()["mail"]
    assert not well
    assert said in words
    assert seen()["links in mail"] == (False, "letters have none")
