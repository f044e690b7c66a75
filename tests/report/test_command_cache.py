"""``nbmixed cache``."""

import pytest

import nbmixed as nm
from nbmixed.engine import cache_folder
from nbmixed.report.command import main


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache_folder.PLACE, str(tmp_path))
    return tmp_path


@pytest.fixture
def one_fit():
    nm.stan_glm(
        "mpg ~ wt",
        {"mpg": [1.0, 2.0, 4.0], "wt": [1.0, 2.0, 3.5]},
        seed=1,
        chains=1,
        iter=200,
        cache="on_change",
    )


def test_list_size_clear(one_fit, capsys):
    assert main(["cache", "list"]) == 0
    assert "fit: stan_glm  mpg ~ wt" in capsys.readouterr().out
    assert main(["cache", "size"]) == 0
    assert capsys.readouterr().out.startswith("1 fit, ")
    assert main(["cache", "clear"]) == 0
    assert capsys.readouterr().out.startswith("removed 1 fit, ")
    assert main(["cache", "list"]) == 0
    assert "no fits are cached" in capsys.readouterr().out


def test_an_empty_cache(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv(cache_folder.PLACE, str(tmp_path / "none"))
    assert main(["cache", "size"]) == 0
    assert capsys.readouterr().out.startswith("0 fits, 0.0 kB of at most 2.0 GB, in ")
    assert main(["cache", "clear"]) == 0


def test_a_damaged_file_is_named_and_the_status_is_1(one_fit, folder, capsys):
    (folder / f"{'0' * 64}.draws").write_text("no fit")
    assert main(["cache", "list"]) == 1
    shown = capsys.readouterr()
    assert "mpg ~ wt" in shown.out
    assert shown.err.startswith(f"nbmixed: {'0' * 64}.draws is damaged or no cached fit")


def test_an_unknown_word_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["cache", "paint"])
    assert ended.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_a_folder_with_the_name_of_a_fit_is_none(folder, capsys):
    (folder / ("a" * 64 + ".draws")).mkdir(parents=True)
    assert [main(["cache", what]) for what in ("list", "size", "clear")] == [0, 0, 0]
    assert "0 fits" in capsys.readouterr().out


def test_a_file_in_place_of_the_folder_holds_none(folder, monkeypatch, capsys):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "file").write_text("")
    monkeypatch.setenv("NBMIXED_CACHE_DIR", str(folder / "file"))
    assert [main(["cache", what]) for what in ("list", "size", "clear")] == [0, 0, 0]
    assert "removed 0 fits" in capsys.readouterr().out


def test_an_empty_cache_says_so(folder, capsys):
    assert main(["cache", "list"]) == 0
    assert capsys.readouterr().out == f"no fits are cached in {folder}\n"
