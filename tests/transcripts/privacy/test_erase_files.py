"""Erasing a customer of whom a file speaks that also brought a contact under a legal hold."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from core.db import db
from core.storage import StorageError, storage
from tests.factories import add, make_interaction, make_user
from tests.transcripts.imports.imported import workbook, zipped
from tests.transcripts.privacy.traces import MAIL, REFERENCE, keep
from transcripts.imports.models import ImportFile, ImportRecord
from transcripts.models import Customer, Interaction
from transcripts.privacy import erasing, retaining
from transcripts.privacy.erasing import erase_customer

pytestmark = pytest.mark.database


def brought_also(held: Interaction, customer: Customer) -> ImportFile:
    """Have the import whose file speaks of the customer have brought a held contact, too."""
    file = db.session.scalars(select(ImportFile)).one()
    add(ImportRecord(import_id=file.import_id, number=1, outcome="imported", path="a.json",
                     interaction_id=held.id))  # fmt: skip
    file.owner.source_id = customer_source(customer)
    retaining.hold(make_user("admin"), held, "A lawsuit")
    db.session.commit()
    return file


def customer_source(customer: Customer) -> int:
    theirs = select(Interaction.source_id).where(Interaction.customer_id == customer.id)
    return db.session.scalars(theirs).first() or 0


def content_of(file: ImportFile) -> bytes:
    return b"".join(storage().read(file.storage_key, 0, file.size))


def test_a_file_that_also_brought_what_is_held_only_loses_the_customer(
    customer: Customer,
) -> None:
    file = brought_also(make_interaction(), customer)
    earlier = file.storage_key
    report = erase_customer(make_user("admin"), REFERENCE)
    assert (report.remaining, report.replaced["files"]) == ({}, 1)
    assert content_of(file) == b"id;mail\n1;[erased]\n"
    assert file.sha256 == hashlib.sha256(content_of(file)).hexdigest()
    with pytest.raises(StorageError):
        storage().size(earlier)


def test_so_does_a_file_of_a_watched_folder(customer: Customer, watched: Path) -> None:
    file = brought_also(make_interaction(), customer)
    file.owner.door = "folder"
    db.session.commit()
    assert erase_customer(make_user("admin"), REFERENCE).remaining == {}
    assert (watched / "a.json").read_text() == '{"customer": "[erased]"}'
    assert sorted(path.name for path in watched.iterdir()) == ["a.json", "b.json"]


def test_one_that_was_taken_away_meanwhile_keeps_nothing_up(
    customer: Customer, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = brought_also(make_interaction(), customer)
    file.owner.door = "folder"
    db.session.commit()
    forget_words = erasing.forget_words
    monkeypatch.setattr(
        erasing, "forget_words", lambda: ((watched / "a.json").unlink(), forget_words())
    )
    assert erase_customer(make_user("admin"), REFERENCE).remaining == {}
    assert [path.name for path in watched.iterdir()] == ["b.json"]


@pytest.mark.parametrize("inside", [{}, {"march.xlsx": b""}])
def test_a_workbook_or_an_archive_that_speaks_of_them_goes(
    customer: Customer, tmp_path: Path, watched: Path, inside: dict[str, bytes]
) -> None:
    book = workbook(Calls=[("id", "mail"), (1, MAIL), (2, "x" * 200)])
    content = zipped(dict.fromkeys(inside, book)) if inside else book
    assert MAIL.encode() not in content
    file = db.session.scalars(select(ImportFile)).one()
    keep(file.storage_key, content, tmp_path)
    (watched / "calls.xlsx").write_bytes(content)
    db.session.commit()
    assert erase_customer(make_user("admin"), REFERENCE).remaining == {}
    assert (file.storage_key, (watched / "calls.xlsx").exists()) == ("", False)


def test_one_that_is_not_text_stays_and_is_told(customer: Customer, tmp_path: Path) -> None:
    file = brought_also(make_interaction(), customer)
    keep(file.storage_key, b"\0" + MAIL.encode(), tmp_path)
    file.size = 1 + len(MAIL)
    db.session.commit()
    report = erase_customer(make_user("admin"), REFERENCE)
    assert (report.remaining, report.is_clean) == ({"files": 1}, False)
    assert content_of(file) == b"\0" + MAIL.encode()
