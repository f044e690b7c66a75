"""Arguments of the model functions: which exist, how they become a spec, and what is said about others."""

import inspect

import numpy as np
import pytest

import nbmixed
from nbmixed.errors import FamilyError, FormulaError, PriorError, SettingError
from nbmixed.spec.arguments import _OF_FIT, ARRAY, argument_names, to_spec
from nbmixed.spec.family import binomial, neg_binomial_2, poisson
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.model_checks import FUNCTIONS
from nbmixed.spec.priors import R2, decov, normal
from nbmixed.spec.sampling import Sampling

REQUIRED = {"stan_lm": {"prior": None}}
SAMPLER = set(Sampling.__dataclass_fields__)


def spec_of(function="stan_glm", formula="y ~ x", **arguments):
    return to_spec(function, formula, arguments)[0]


def test_without_arguments_the_spec_has_its_defaults():
    assert spec_of() == ModelSpec("stan_glm", "y ~ x")
    assert spec_of("stan_glm_nb").family == neg_binomial_2()


def test_settings_of_the_sampler_go_to_the_sampler():
    assert spec_of(chains=2, seed=9).sampling == Sampling(chains=2, seed=9)


def test_a_family_may_be_named():
    assert spec_of(family="poisson") == spec_of(family=poisson()) == spec_of(family=poisson)


def test_a_link_belongs_to_the_family():
    assert spec_of(family="binomial", link="logit").family == binomial("logit")
    with pytest.raises(FamilyError, match="binomial family has no link 'sqrt'"):
        spec_of(family="binomial", link="sqrt")


def test_stan_lm_needs_a_prior_of_R2_and_has_a_flat_intercept():
    spec = spec_of("stan_lm", prior=R2(0.5, "mean"))
    assert (spec.prior, spec.prior_intercept) == (R2(0.5, "mean"), None)
    assert spec_of("stan_lm", prior=None).prior is None
    with pytest.raises(PriorError, match=r"stan_lm needs a prior of R2.*: give prior=R2\(0.5\)"):
        spec_of("stan_lm")


@pytest.mark.parametrize("function", ["stan_lm", "stan_lmer"])
def test_functions_with_the_identity_link_take_no_other(function):
    with pytest.raises(FamilyError, match=f"^{function} has the identity link, not 'log': use stan_glm"):
        spec_of(function, link="log", **REQUIRED.get(function, {}))


def test_settings_of_the_model():
    spec = spec_of(algorithm="laplace", draws=50, QR=True, mean_PPD=False)
    assert (spec.algorithm, spec.QR, spec.sparse, spec.mean_PPD) == ("laplace", True, False, False)
    assert spec.sampling == Sampling(draws=50)


@pytest.mark.parametrize("argument", ["weights", "offset", "subset"])
class TestRowArguments:
    def test_text_is_an_expression_of_the_spec(self, argument):
        spec, arrays = to_spec("stan_glm", "y ~ x", {argument: "log(w)"})
        assert getattr(spec, argument) == "log(w)"
        assert not arrays

    def test_an_array_stands_beside_the_spec(self, argument):
        values = np.ones(3)
        spec, arrays = to_spec("stan_glm", "y ~ x", {argument: values})
        assert getattr(spec, argument) == ARRAY
        assert arrays[argument] is values

    def test_none_is_as_good_as_nothing(self, argument):
        assert to_spec("stan_glm", "y ~ x", {argument: None}) == (spec_of(), {})


def test_contrasts_are_pairs():
    assert spec_of(contrasts={"f": "contr.sum"}).contrasts == (("f", "contr.sum"),)
    assert spec_of(contrasts=None).contrasts == ()
    with pytest.raises(SettingError, match="one contrast for each factor"):
        spec_of(contrasts="contr.sum")


class TestNames:
    def test_mixed_models_take_a_prior_of_covariances(self):
        assert {f for f in FUNCTIONS if "prior_covariance" in argument_names(f)} == {
            "stan_lmer",
            "stan_glmer",
            "stan_glmer_nb",
            "stan_nlmer",
            "stan_gamm4",
        }

    def test_a_fixed_family_is_no_argument(self):
        assert {f for f in FUNCTIONS if "family" in argument_names(f)} == {
            "stan_glm",
            "stan_glmer",
            "stan_gamm4",
        }
        assert {f for f in FUNCTIONS if "link" not in argument_names(f)} == {
            "stan_lm",
            "stan_lmer",
            "stan_nlmer",
        }

    def test_stan_lm_has_no_auxiliary_prior_and_rotates_by_itself(self):
        missing = {"prior_aux", "QR", "sparse", "compat"}
        assert not missing & set(argument_names("stan_lm"))
        assert missing < set(argument_names("stan_glm"))

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_every_setting_of_the_sampler_is_an_argument(self, function):
        assert set(argument_names(function)) > SAMPLER

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_every_argument_is_accepted(self, function):
        needed = REQUIRED.get(function, {})
        default = spec_of(function, **needed)
        for name in argument_names(function):
            value = getattr(default, name, getattr(default.sampling, name, None))
            assert spec_of(function, **needed | {name: value}) == default

    def test_an_executor_is_of_the_fit_and_not_of_its_spec(self):
        executor = object()
        assert to_spec("stan_glm", "y ~ x", {"executor": executor}) == (spec_of(), {"executor": executor})

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_the_signature_shows_them_with_their_defaults(self, function):
        shown = inspect.signature(getattr(nbmixed, function)).parameters
        assert list(shown) == ["formula", "data", *argument_names(function), *_OF_FIT]
        assert shown["chains"].default == 4
        required = inspect.Parameter.empty
        expected = required if function == "stan_lm" else ModelSpec("stan_glm", "y ~ x").prior
        assert shown["prior"].default == expected


class TestRefusals:
    @pytest.mark.parametrize(
        "function, wrong, meant",
        [
            ("stan_glm", "prior_auxiliary", "prior_aux"),
            ("stan_lmer", "adaptdelta", "adapt_delta"),
            ("stan_glmer", "Prior", "prior"),
        ],
    )
    def test_an_unknown_argument_suggests_the_nearest(self, function, wrong, meant):
        with pytest.raises(
            SettingError, match=rf"{function} has no argument '{wrong}'\. Did you mean '{meant}'\?"
        ):
            spec_of(function, **{wrong: 1})

    def test_a_prior_of_covariances_without_groups(self):
        with pytest.raises(SettingError, match="stan_glm has no argument 'prior_covariance'"):
            spec_of(prior_covariance=decov())

    @pytest.mark.parametrize("function", ["stan_lmer", "stan_glm_nb", "stan_glmer_nb"])
    def test_a_family_for_a_function_that_has_its_own(self, function):
        with pytest.raises(FamilyError, match=f"^{function} is for the .* family: leave family out"):
            spec_of(function, family="poisson")

    def test_data_before_the_formula(self):
        with pytest.raises(FormulaError, match="formula should be text such as 'y ~ x', but is a dict"):
            to_spec("stan_glm", {"y": [1.0]}, {"prior": normal()})
