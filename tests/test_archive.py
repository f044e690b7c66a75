"""A file of JSON and arrays is whole, or it is refused."""

import json
import zipfile

import numpy as np
import pytest

from nbmixed import archive

ARRAYS = [np.linspace(0, 1, 5000).reshape(4, -1), np.array([True, False]), np.array(["a", "é"])]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.fit"
    archive.write(path, {"x": [1, 2.5, None]}, ARRAYS)
    return path


def test_it_comes_back(path):
    head, arrays = archive.read(path, checked=True)
    assert head == archive.read_head(path) == {"x": [1, 2.5, None]}
    for before, after in zip(ARRAYS, arrays, strict=True):
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)


def test_nothing_is_left_beside_it(path):
    assert [p.name for p in path.parent.iterdir()] == ["a.fit"]


def test_every_changed_byte_is_noticed(path):
    """Of 200 places spread over the file, none can change without being refused or leaving the content as it was."""
    content = path.read_bytes()
    before = archive.read(path)
    for place in np.linspace(0, len(content) - 1, 200, dtype=int):
        damaged = bytearray(content)
        damaged[place] ^= 0x55
        path.write_bytes(damaged)
        try:
            head, arrays = archive.read(path, checked=True)
        except archive.UNREADABLE:
            continue
        assert head == before[0]
        assert all(np.array_equal(a, b) for a, b in zip(arrays, before[1], strict=True))


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_a_file_cut_short_is_refused(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(archive.UNREADABLE):
        archive.read(path)


def test_a_zip_without_a_checksum_is_refused_where_one_is_asked_for(tmp_path):
    path = tmp_path / "foreign.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(archive.HEAD, json.dumps({"kind": "mine"}))
    assert archive.read(path) == ({"kind": "mine"}, [])
    with pytest.raises(ValueError, match="checksum"):
        archive.read(path, checked=True)


def test_objects_are_never_pickled(tmp_path):
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        archive.write(tmp_path / "a", {}, [np.array([object()])])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_the_old_one(path, monkeypatch):
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        archive.write(path, {"x": 2}, [])
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["a.fit"]
