"""E-mail in two: what its writer wrote, and what it quotes."""

import pytest

from transcripts.quoting import without_quotes

QUOTED = "> It broke on Monday.\n> Ana"


@pytest.mark.parametrize(
    "introduction",
    [
        "On Mon, 2 Mar 2026 at 09:00, Ana <ana@example.org> wrote:",
        "El lun, 2 mar 2026 a las 9:00, Ana (<ana@example.org>) escribió:",
        "El dl., 2 de març 2026, Ana va escriure:",
        "-----Original Message-----",
        "-----Mensaje original-----",
    ],
)
def test_a_quotation_begins_at_its_introduction(introduction: str) -> None:
    own, quoted = without_quotes(f"Thank you, it works.\n\n{introduction}\n{QUOTED}")
    assert own == "Thank you, it works."
    assert quoted == f"{introduction}\n{QUOTED}"


def test_headers_of_a_forwarded_mail_begin_one() -> None:
    mail = "See below.\n\nFrom: Ana\nSent: Monday\nTo: Help\nSubject: Line\n\nIt broke."
    assert without_quotes(mail)[0] == "See below."


def test_marked_lines_at_the_end_are_a_quotation() -> None:
    assert without_quotes(f"Yes.\n{QUOTED}") == ("Yes.", QUOTED)


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\nmy line is down.",
        "> It broke.\nWhen?\n> On Monday.\nThank you.",
        QUOTED,
        "From: my point of view it is broken",
        "",
        "On Monday I wrote: nothing works",
    ],
)
def test_what_is_no_quotation_stays_whole(text: str) -> None:
    assert without_quotes(text) == (text, "")
