"""Methods that predict take the same arguments, say so to help and completion, and refuse others."""

import inspect

import numpy as np
import pytest

from nbmixed.errors import SettingError
from nbmixed.fit.request import request
from nbmixed.methods import predictive
from nbmixed.stanreg import StanReg
from tests.again.fits import plain

METHODS = {
    "posterior_predict": ["newdata", "fun"],
    "posterior_epred": ["newdata"],
    "posterior_linpred": ["transform", "newdata"],
    "predictive_error": ["newdata"],
    "predictive_interval": ["prob", "newdata", "fun"],
    "log_lik": ["newdata"],
}


@pytest.mark.parametrize("name", METHODS)
def test_the_signature_has_every_argument_with_its_default(name):
    shown = inspect.signature(getattr(StanReg, name)).parameters
    assert list(shown) == ["self", *METHODS[name], "draws", "re_form", "offset", "seed", "new_levels"]
    assert shown["new_levels"].default == "independent" and shown["draws"].default is None


def test_arguments_are_those_of_a_request():
    assert {"newdata", *predictive.Asked.__annotations__} == {*inspect.signature(request).parameters} - {
        "fitted"
    }


@pytest.mark.parametrize("name", METHODS)
def test_another_argument_is_refused(name):
    with pytest.raises(SettingError, match=rf"{name} has no argument 'drawz'\. Did you mean 'draws'"):
        getattr(plain(), name)(drawz=3)


def test_new_data_in_the_place_of_transform():
    with pytest.raises(
        SettingError, match="transform must be True or False, not a DataFrame; give new data as newdata="
    ):
        plain().posterior_linpred(plain().data)


def test_new_data_stand_first_elsewhere():
    fit = plain()
    new = fit.data.iloc[:2]
    assert np.array_equal(fit.posterior_epred(new), fit.posterior_linpred(newdata=new))
