"""`conditional_effects`: predictions along one variable, as data for a plot."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.effects import conditional_effects, datagrid, predictions
from nbmixed.errors import SettingError
from nbmixed.stanreg import StanReg
from tests.effects.draws import same


def test_numbers_go_from_end_to_end(line: StanReg) -> None:
    found = conditional_effects(line, "mom_iq", points=5).to_frame()
    x = line.data["mom_iq"]
    assert found["mom_iq"].tolist() == np.linspace(x.min(), x.max(), 5).tolist()
    assert (found["mom_hs"] == line.data["mom_hs"].mean()).all()


def test_it_is_predictions_on_a_grid(subjects: StanReg) -> None:
    found = conditional_effects(subjects, "Days", by="Subject", points=3)
    grid = datagrid(subjects, Subject=list(subjects.coef()["Subject"].index), Days=[0, 4.5, 9])
    assert same(found.draws, predictions(subjects, grid).draws)


def test_each_curve_has_its_value_of_by(line: StanReg) -> None:
    assert conditional_effects(line, "mom_iq", by="mom_hs", points=2).to_frame()["mom_hs"].tolist() == [
        0,
        0,
        1,
        1,
    ]
    iq = line.data["mom_iq"]
    found = conditional_effects(line, "mom_hs", by="mom_iq", points=2).to_frame()["mom_iq"].unique()
    assert found.tolist() == [iq.mean() - iq.std(), iq.mean(), iq.mean() + iq.std()]


def test_factors_go_through_their_levels(herds: StanReg, kinds: StanReg) -> None:
    assert conditional_effects(herds, "period").to_frame()["period"].tolist() == ["1", "2", "3", "4"]
    found = conditional_effects(kinds, "text", by=["ok", "size"], at={"x": 1.0}).to_frame()
    assert len(found) == 3 * 2 * 3
    assert (found["x"] == 1.0).all()


def test_bad_input_is_one_sentence(line: StanReg) -> None:
    with pytest.raises(SettingError, match="no variable 'mom_qi'"):
        conditional_effects(line, "mom_qi")
    with pytest.raises(SettingError, match="given twice"):
        conditional_effects(line, "mom_iq", by="mom_iq")
    with pytest.raises(SettingError, match="points must be"):
        conditional_effects(line, "mom_iq", points=1)
