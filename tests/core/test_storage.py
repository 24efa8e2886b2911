"""The same promises of storage on a local folder and on S3."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from core.storage import CHUNK, Storage, StorageError, open_storage


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    """A small S3 of this test's own."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Storage:
    if request.param == "folder":
        return open_storage((tmp_path / "media").as_uri())
    endpoint = request.getfixturevalue("s3_endpoint")
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    bucket = f"b{abs(hash(tmp_path))}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=bucket)
    return open_storage(f"s3://{bucket}/calls")


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "sound.ogg"
    path.write_bytes(content)
    return path


def test_what_is_put_comes_back_whole(store: Storage, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20
    assert store.put("a/one.ogg", written(tmp_path, content)) == len(content)
    assert store.size("a/one.ogg") == len(content)
    store.fetch("a/one.ogg", tmp_path / "back.ogg")
    assert (tmp_path / "back.ogg").read_bytes() == content


def test_a_range_is_read_without_the_rest(store: Storage, tmp_path: Path) -> None:
    store.put("one.ogg", written(tmp_path, b"0123456789"))
    assert b"".join(store.read("one.ogg", 3, 4)) == b"3456"


def test_a_long_range_comes_in_pieces(store: Storage, tmp_path: Path) -> None:
    store.put("long.ogg", written(tmp_path, b"x" * (CHUNK + 5)))
    assert [len(piece) for piece in store.read("long.ogg", 0, CHUNK + 5)] == [CHUNK, 5]


def test_a_missing_key_is_an_error_in_words(store: Storage, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        store.size("nowhere.ogg")
    with pytest.raises(StorageError):
        list(store.read("nowhere.ogg", 0, 3))


def test_what_is_deleted_is_gone_and_deleting_again_is_no_error(
    store: Storage, tmp_path: Path
) -> None:
    store.put("one.ogg", written(tmp_path, b"0123456789"))
    store.delete("one.ogg")
    store.delete("one.ogg")
    with pytest.raises(StorageError):
        store.size("one.ogg")
