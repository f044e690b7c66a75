"""Models in words."""

import pytest

from nbmixed.notebook.builder.parts import read_parts
from nbmixed.notebook.builder.words import in_words
from nbmixed.spec.family import FAMILIES, Family, links

LOG = "the logarithm of its mean"


@pytest.mark.parametrize(
    "formula, random, family, words",
    [
        (
            "Reaction ~ Days + (Days | Subject)",
            "",
            ("gaussian", "identity"),
            [
                "Reaction is normal with mean = intercept + Days.",
                "sigma is the standard deviation around it.",
                "The intercept and the effect of Days differ between levels of Subject, and are correlated.",
            ],
        ),
        (
            "cbind(k, n - k) ~ x + (x || g)",
            "",
            ("binomial", "logit"),
            [
                "k out of n is binomial with the log odds of its probability = intercept + x.",
                "The intercept and the effect of x differ between levels of g, independently of each other.",
            ],
        ),
        (
            "y ~ s(x, by = f) + offset(log(e))",
            "~ (1 | a/b)",
            ("poisson", "log"),
            [
                f"y is a Poisson count with {LOG} = intercept + a smooth function of x, one for each f + log(e).",
                "log(e) enters as it is, with no coefficient.",
                "The intercept differs between levels of a, and of b within a.",
            ],
        ),
        (
            "y ~ SSlogis(x, Asym, xmid, scal) ~ Asym + xmid | g",
            "",
            ("gaussian", "identity"),
            [
                "y is normal with mean = SSlogis(x, Asym, xmid, scal).",
                "sigma is the standard deviation around it.",
                "Parameters are Asym, xmid and scal.",
                "Asym and xmid differ between levels of g, and are correlated.",
            ],
        ),
    ],
)
def test_a_model_in_words(formula, random, family, words):
    assert list(in_words(read_parts(formula, random), Family(*family))) == words


def test_every_family_and_link_has_words():
    for name in FAMILIES:
        for link in links(name):
            family = Family({"inverse_gaussian": "inverse.gaussian"}.get(name, name), link)
            assert in_words(read_parts("y ~ x"), family)[0].startswith("y is ")
