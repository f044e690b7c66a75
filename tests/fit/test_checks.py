"""What the checks find, and that they are silent where all is well."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.fit.checks import check_draws

NAMES = ["(Intercept)", "x", "sigma"]


@pytest.fixture
def draws():
    return np.random.default_rng(4).normal(size=(4, 1000, 3))


@pytest.fixture
def stats():
    rng = np.random.default_rng(5)
    shape = (4, 1000)
    return {
        "diverging": np.zeros(shape),
        "tree_depth": np.full(shape, 3),
        "energy": rng.normal(size=shape),
    }


def _kinds(findings):
    return [f.kind for f in findings]


def test_all_is_well(draws, stats):
    (finding,) = check_draws(draws, NAMES, stats, 10)
    assert finding.severity == "ok"
    assert finding.message.startswith("All is well: no divergences, R-hat at most 1.00")
    assert finding.advice == ""


def test_divergences_are_counted(draws, stats):
    stats["diverging"][0, :20] = 1
    (finding,) = check_draws(draws, NAMES, stats, 10)
    assert finding.kind == "divergences"
    assert "20 of 4,000 (0.5 %)" in finding.message
    assert "adapt_delta" in finding.advice


def test_tree_depth(draws, stats):
    stats["tree_depth"][:, :5] = 10
    (finding,) = check_draws(draws, NAMES, stats, 10)
    assert finding.kind == "treedepth"
    assert "20 of 4,000" in finding.message
    assert "max_treedepth=12" in finding.advice
    assert _kinds(check_draws(draws, NAMES, stats, 11)) == ["ok"]


def test_energy_names_the_chains(draws, stats):
    stats["energy"][1] = np.cumsum(stats["energy"][1])
    (finding,) = check_draws(draws, NAMES, stats, 10)
    assert finding.kind == "ebfmi"
    assert "in chain 2 (" in finding.message


def test_rhat_a_little_too_large(draws):
    draws[0, :, 1] += 0.4
    finding = check_draws(draws, NAMES)[0]
    assert (finding.kind, finding.severity) == ("rhat", "warning")
    assert "1 of 3 parameters (highest 1.0" in finding.message
    assert ", x)" in finding.message


def test_no_convergence_is_said_as_loudly_as_rstanarm_does(draws):
    draws[0, :, 2] += 3
    finding = check_draws(draws, NAMES)[0]
    assert (finding.kind, finding.severity) == ("rhat", "serious")
    assert finding.message.startswith("Markov chains did not converge! Do not analyze results!")


class TestModes:
    def test_name_chains_and_parameters(self, draws):
        draws[[1, 3], :, :2] += [20, 400]
        *others, finding = check_draws(draws, NAMES)
        assert [f.advice for f in others] == ["", ""]  # more iterations would not help
        assert (finding.kind, finding.severity) == ("modes", "serious")
        assert "chains 1 and 3 against chains 2 and 4" in finding.message
        assert "x is about" in finding.message and "sigma is about" not in finding.message
        assert "informative priors" in finding.advice

    def test_chains_on_their_way_are_no_modes(self, draws):
        draws[2, :, 0] += np.linspace(10, 100, 1000)
        *_, finding = check_draws(draws, NAMES)
        assert (finding.kind, finding.severity) == ("modes", "warning")
        assert "chains 1, 2 and 4 against chain 3" in finding.message
        assert "more warmup" in finding.advice

    def test_chains_that_overlap_have_none(self, draws):
        draws[0, :, 2] += 3
        assert "modes" not in _kinds(check_draws(draws, NAMES))


def test_few_effective_draws(draws):
    (finding,) = check_draws(draws[:, :60], NAMES)
    assert finding.kind == "ess"
    assert finding.message.startswith("Fewer than 400 effective draws")
    assert "parameters (lowest " in finding.message


def test_constants_are_passed_over(draws, stats):
    draws[..., 1] = 2.0
    assert _kinds(check_draws(draws, NAMES, stats, 10)) == ["ok"]


def test_only_constants(stats):
    (finding,) = check_draws(np.ones((4, 1000, 3)), NAMES, stats, 10)
    assert finding.message == "All is well: no divergences."


def test_one_chain_is_told_not_warned_about(draws):
    (finding,) = check_draws(draws[:1], NAMES)
    assert finding.severity == "ok"
    assert finding.message.endswith("With one chain there is no other to compare it with.")


def test_draws_that_are_not_numbers(draws):
    draws[0, 0, 1] = np.nan
    (finding,) = check_draws(draws, NAMES)
    assert (finding.kind, finding.severity) == ("nonfinite", "serious")
    assert "1 of 3 parameters (x first)" in finding.message


def test_nothing_to_check():
    (finding,) = check_draws(np.zeros((1, 2, 0)), [])
    assert finding.severity == "note"


def test_nothing_is_printed_or_warned(draws, stats, recwarn, capsys):
    check_draws(draws, NAMES, stats, 10)
    assert not recwarn.list
    assert capsys.readouterr().out == ""
