"""A file of JSON and arrays is whole, or it is refused."""

import io
import json
import os
import stat
import time
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
    head, arrays = archive.read(path)
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
            head, arrays = archive.read(path)
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


def test_a_zip_without_a_checksum_is_refused(tmp_path):
    path = tmp_path / "foreign.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(archive.HEAD, json.dumps({"kind": "mine"}))
    with pytest.raises(ValueError, match="checksum"):
        archive.read(path)


@pytest.mark.parametrize("size", [300 << 20, 1 << 30])
def test_a_small_file_that_declares_a_large_content_is_refused_at_once(tmp_path, size):
    path = tmp_path / "bomb"
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (size - 128,)}
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(archive.HEAD, "{}")
        with file.open("arrays/0.npy", "w", force_zip64=True) as member:
            member.write(header.getvalue())
            for _ in range(0, size - (1 << 20), 1 << 20):
                member.write(bytes(1 << 20))
    started = time.monotonic()
    with pytest.raises(ValueError, match=r"declares \d+ bytes of content"):
        archive.read(path)
    assert time.monotonic() - started < 1


def test_many_arrays_that_compress_well_are_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_COMPRESSED", 1 << 14)
    monkeypatch.setattr(archive, "_UNBOUNDED", 1 << 16)
    columns = [np.full(1000, k) for k in range(12)]
    archive.write(tmp_path / "a.fit", {}, columns)
    np.testing.assert_array_equal(archive.read(tmp_path / "a.fit")[1], columns)


def test_an_array_of_another_size_than_declared_is_refused():
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)})
    with pytest.raises(ValueError, match="another size"):
        archive._array(buffer.getvalue())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of Unix")
def test_a_pipe_or_a_folder_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match="it is a"):
            archive.write(tmp_path / name, {}, [])
        with pytest.raises(ValueError, match="it is no file"):
            archive.read(tmp_path / name)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    with pytest.raises(OSError, match="it is a device"):
        archive.write(os.devnull, {}, [])


def test_a_link_is_followed(path, tmp_path):
    (tmp_path / "link").symlink_to(path.name)
    archive.write(tmp_path / "link", {"x": 2}, [])
    assert (tmp_path / "link").is_symlink()
    assert archive.read(path) == ({"x": 2}, [])


def test_only_its_owner_can_read_a_new_file_and_an_old_one_stays_as_it_was(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    archive.write(path, {}, [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("year", [1971, 2150])
def test_a_clock_that_is_wrong_loses_nothing(tmp_path, monkeypatch, year):
    monkeypatch.setattr(
        archive.time, "localtime", lambda *_: time.struct_time((year, 1, 1, 0, 0, 0, 0, 1, 0))
    )
    archive.write(tmp_path / "a", {"x": 1}, [])
    assert archive.read(tmp_path / "a") == ({"x": 1}, [])


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
