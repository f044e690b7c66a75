"""What is shown of statements, and how they are compared with one another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.effects import comparisons, datagrid, predictions
from nbmixed.effects.result import direction
from nbmixed.errors import SettingError
from nbmixed.stanreg import StanReg
from tests.effects.draws import same


def test_the_estimand_stands_above_the_table(herds: StanReg) -> None:
    text = repr(predictions(herds, datagrid(herds, period=["1", "2"]), group_effects="averaged"))
    assert " ".join(text.split("\n\n")[0].split()) == (
        "Chance of success, at each row, averaged over the population of groups of herd. "
        "Posterior median and central 90% interval."
    )
    assert text.split("\n\n")[1].split()[:4] == ["period", "estimate", "5%", "95%"]


def test_long_tables_are_cut_and_say_so(line: StanReg) -> None:
    found = predictions(line)
    assert "414 more rows: to_frame() has all 434" in repr(found)
    assert len(found.to_frame()) == len(found) == 434
    assert repr(predictions(line, line.data.head(24))).count("\n") < 30


def test_html_has_the_same_numbers(line: StanReg) -> None:
    found = predictions(line, by="mom_hs")
    bundle = found._repr_mimebundle_()
    assert bundle["text/plain"] == repr(found)
    number = repr(found).split()[-1]
    assert number in bundle["text/html"]
    assert "averaged over the 434 rows within mom_hs" in bundle["text/html"]


def test_the_frame_is_a_copy(line: StanReg) -> None:
    found = predictions(line, by=True)
    frame = found.to_frame()
    frame["estimate"] = 0.0
    assert found.to_frame()["estimate"].iloc[0] != 0


def test_labels_of_rows_are_kept(line: StanReg) -> None:
    rows = line.data.head(3).set_axis(["p", "q", "r"])
    assert predictions(line, rows).to_frame().index.tolist() == ["p", "q", "r"]


def test_a_column_named_as_a_statistic_stays_apart(line: StanReg) -> None:
    rows = line.data.assign(estimate=line.data["mom_hs"])
    assert predictions(line, rows, by="estimate").to_frame().columns.tolist() == [
        "data.estimate",
        "estimate",
        "5%",
        "95%",
    ]


def test_contrasts_are_of_the_same_draws(herds: StanReg) -> None:
    found = predictions(herds, datagrid(herds, period=["1", "2", "3"]))
    pairs = found.contrast()
    assert pairs.table["contrast"].tolist() == ["2 - 1", "3 - 1", "3 - 2"]
    assert same(pairs.draws[:, 2], found.draws[:, 2] - found.draws[:, 1])
    assert found.contrast("sequential", "ratio").table["contrast"].tolist() == ["2 / 1", "3 / 2"]
    assert same(pairs.draws, comparisons(herds, {"period": "pairwise"}, datagrid(herds)).draws[:, [0, 1, 3]])


def test_contrasts_of_comparisons_are_differences_of_differences(line: StanReg) -> None:
    found = comparisons(line, "mom_iq", datagrid(line, mom_hs=[0, 1])).contrast()
    expected = line.posterior.array(["mom_hs:mom_iq"]).reshape(-1)
    assert same(found.draws[:, 0], expected, 150.0)


def test_contrasts_that_cannot_be(line: StanReg) -> None:
    with pytest.raises(SettingError, match="at least two"):
        predictions(line, by=True).contrast()
    with pytest.raises(SettingError, match="Did you mean 'pairwise'"):
        predictions(line, by="mom_hs").contrast("pairwse")
    with pytest.raises(SettingError, match="pairwise contrasts of 434 statements are 93961"):
        predictions(line).contrast()
    with pytest.raises(SettingError, match="is for chances, and these are none"):
        predictions(line, by="mom_hs").contrast(comparison="odds_ratio")
    with pytest.raises(SettingError, match="comparison must be one of"):
        predictions(line, by="mom_hs").contrast(comparison="minus")


def test_direction_is_where_most_draws_are() -> None:
    draws = np.array([[1.0, -1.0, np.nan], [2.0, -2.0, 1.0], [-1.0, -3.0, 1.0], [3.0, 0.0, 1.0]])
    found = direction(draws, 0.0)
    assert found[:2].tolist() == [0.75, 0.75]
    assert np.isnan(found[2])


def test_everything_is_reached_from_the_package() -> None:
    for name in ("predictions", "comparisons", "slopes", "datagrid", "hypothesis", "conditional_effects"):
        assert getattr(nm, name) is getattr(nm.effects, name)


def test_a_fit_that_was_saved_says_the_same(kinds: StanReg, counts: StanReg, tmp_path: Path) -> None:
    for fit in (kinds, counts):
        fit.save(tmp_path / "fit.nbm")
        loaded = nm.load(tmp_path / "fit.nbm")
        assert predictions(loaded, by=True).draws.tolist() == predictions(fit, by=True).draws.tolist()
        assert datagrid(loaded).equals(datagrid(fit))
