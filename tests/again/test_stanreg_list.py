"""`stanreg_list`: fits by name."""

import pytest

import nbmixed as nm
from nbmixed.compare import loo_compare
from nbmixed.errors import SettingError
from tests.again.fits import grouped, plain


def test_names_and_order():
    assert list(nm.stanreg_list(plain(), grouped())) == ["model1", "model2"]
    assert list(nm.stanreg_list(plain(), grouped(), names=["a", "b"])) == ["a", "b"]
    assert list(nm.stanreg_list(small=plain(), large=grouped())) == ["small", "large"]
    models = nm.stanreg_list({"small": plain(), "large": grouped()})
    assert models["large"] is grouped() and "none" not in models and len(models) == 2


def test_shown_as_a_table():
    lines = repr(nm.stanreg_list(small=plain(), large=grouped())).splitlines()
    assert "formula" in lines[0] and "y ~ x + (1 | g)" in lines[2]
    assert list(nm.stanreg_list(small=plain()).to_frame().loc["small"]) == [
        "stan_glm",
        "gaussian [identity]",
        "y ~ x",
        39,
    ]


def test_compared():
    table = loo_compare(nm.stanreg_list(small=plain(), large=grouped())).to_frame()
    assert set(table.index) == {"small", "large"}


def test_refused_in_one_sentence():
    with pytest.raises(SettingError, match="needs at least one"):
        nm.stanreg_list()
    with pytest.raises(SettingError, match="not a int"):
        nm.stanreg_list(a=3)
    with pytest.raises(SettingError, match="one by one"):
        nm.stanreg_list(plain(), 3)
    with pytest.raises(SettingError, match="1 names for 2 models"):
        nm.stanreg_list(plain(), grouped(), names=["a"])
    with pytest.raises(SettingError, match="name of its own"):
        nm.stanreg_list(plain(), grouped(), names=["a", "a"])
    with pytest.raises(SettingError, match=r"no model 'smal'\. Did you mean 'small'"):
        nm.stanreg_list(small=plain())["smal"]
