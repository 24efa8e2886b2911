"""Archives: unpacked within limits, with a reason for each part that is not."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from tests.transcripts.imports.imported import zipped
from transcripts.formats.records import FormatError, Refusal
from transcripts.imports import zips
from transcripts.imports.zips import unpack


def unpacked(tmp_path: Path, content: bytes) -> tuple[list[str], dict[str, str]]:
    """The files that came out, and the reasons of the others by name."""
    archive, folder = tmp_path / "given.zip", tmp_path / "out"
    archive.write_bytes(content)
    found = list(unpack(archive, folder))
    reasons = {one.path: one.reason_code for one in found if isinstance(one, Refusal)}
    files = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    return sorted(files), reasons


def test_folders_in_an_archive_stay_folders(tmp_path: Path) -> None:
    assert unpacked(tmp_path, zipped({"a/b.csv": b"x", "c.csv": b"y"})) == (
        ["a/b.csv", "c.csv"],
        {},
    )


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../evil.csv", "/etc/evil", "..\\evil", "C:/x"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    files, reasons = unpacked(tmp_path, zipped({name: b"x", "good.csv": b"y"}))
    assert (files, list(reasons.values())) == (["good.csv"], ["zip_bad_name"])


def test_a_bomb_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    bomb = zipped({"bomb.csv": bytes(40 << 20), "good.csv": b"y"})
    assert len(bomb) < 100_000
    assert unpacked(tmp_path, bomb) == (["good.csv"], {"bomb.csv": "zip_too_large"})


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    bomb = bytearray(zipped({"bomb.csv": bytes(40 << 20)}))
    true = (40 << 20).to_bytes(4, "little")
    lie = (100).to_bytes(4, "little")
    assert true in bomb
    files, reasons = unpacked(tmp_path, bytes(bomb).replace(true, lie))
    assert files == [] or (tmp_path / "out/bomb.csv").stat().st_size <= 100
    assert set(reasons.values()) <= {"zip_bad_member", "zip_too_large"}


def test_links_and_archives_in_archives_are_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", zipped({"x": b"y"}))
    assert unpacked(tmp_path, target.getvalue()) == (
        [],
        {"link.csv": "zip_link", "inner.zip": "zip_nested"},
    )


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b""])
def test_what_only_begins_like_an_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FormatError) as refused:
        unpacked(tmp_path, content)
    assert refused.value.code == "zip_bad"


def test_too_many_files_are_refused_before_they_are_listed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 2)
    with pytest.raises(FormatError) as refused:
        unpacked(tmp_path, zipped({str(n): b"x" for n in range(3)}))
    assert refused.value.code == "zip_too_many"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "META-INF/manifest.xml"])
def test_a_file_of_an_office_program_is_no_folder(tmp_path: Path, part: str) -> None:
    with pytest.raises(FormatError) as refused:
        unpacked(tmp_path, zipped({part: b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert refused.value.code == "office_file"
