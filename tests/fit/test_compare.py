"""Models beside one another: differences, refusals, weights."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import SettingError
from nbmixed.fit.compare import compared, comparison_findings, model_weights, pseudo_bma, stacking
from nbmixed.fit.criteria import Criterion, Judged

RNG = np.random.default_rng(4)
N = 120
BASE = RNG.normal(-1, 0.5, N)


def criterion(elpd, kind="loo", outcome="same", continuous=True, findings=(), **columns):
    columns = columns or {"pareto_k": 0.1}
    pointwise = pd.DataFrame({"elpd": elpd, "p": 0.1, "ic": -2 * np.asarray(elpd), **columns})
    return Criterion(
        kind, pointwise, 4000, Judged("fit", "y ~ x", "gaussian [identity]", continuous, outcome), findings
    )


GOOD, POOR, CLOSE = (criterion(BASE + shift + RNG.normal(0, 0.1, N)) for shift in (0.3, 0.0, 0.31))


class TestTable:
    def test_the_best_stands_first_and_differs_by_nothing(self):
        table = compared([POOR, GOOD], ["poor", "good"])
        assert list(table.index) == ["good", "poor"]
        assert table.loc["good", ["elpd_diff", "se_diff"]].tolist() == [0, 0]

    def test_differences_are_paired(self):
        table = compared([POOR, GOOD], ["poor", "good"])
        difference = POOR.pointwise["elpd"] - GOOD.pointwise["elpd"]
        assert table.loc["poor", "elpd_diff"] == pytest.approx(difference.sum())
        assert table.loc["poor", "se_diff"] == pytest.approx(np.sqrt(N) * difference.std())
        assert table.loc["poor", ["elpd", "se", "p"]].tolist() == pytest.approx([POOR.elpd, POOR.se, 0.1 * N])


class TestWords:
    def words(self, *criteria):
        names = [f"m{k}" for k in range(len(criteria))]
        return comparison_findings(compared(criteria, names), criteria, names)

    def test_a_clear_difference_needs_none(self):
        assert self.words(GOOD, POOR) == ()

    def test_a_small_difference_is_called_so(self):
        (finding,) = self.words(GOOD, CLOSE)
        assert finding.message.startswith("m1 differs from m0 by less than 4")

    def test_folds_that_differ_are_told(self):
        half, third, renamed = np.arange(N) % 2, np.arange(N) % 3, np.where(np.arange(N) % 2, "x", "y")
        clear = [BASE, BASE - 1, BASE - 2]
        one, same, other = (
            criterion(elpd, kind="kfold", fold=fold)
            for elpd, fold in zip(clear, [half, renamed, third], strict=True)
        )
        assert self.words(one, same) == ()
        (finding,) = self.words(one, same, other)
        assert finding.severity == "warning" and finding.message.startswith(
            "'m0' and 'm2' were given different folds"
        )

    def test_few_rows_are_told(self):
        few = [criterion(np.full(20, shift)) for shift in (0.0, -1.0)]
        assert self.words(*few)[0].message.startswith("With 20 rows")


@pytest.mark.parametrize(
    ("models", "names", "message"),
    [
        ([GOOD], ["a"], "at least two models"),
        ([GOOD, POOR], ["a", "a"], "a name of its own"),
        ([GOOD, criterion(BASE, kind="waic")], ["a", "b"], "'a' has loo, 'b' has waic"),
        ([GOOD, criterion(BASE, continuous=False)], ["a", "b"], "no probability of a count"),
        ([GOOD, criterion(BASE, outcome="other")], ["a", "b"], "different outcomes, rows or weights"),
    ],
)
def test_models_that_cannot_be_compared(models, names, message):
    with pytest.raises(SettingError, match=message):
        compared(models, names)


class TestWeights:
    def test_stacking_is_at_the_maximum(self):
        elpd = np.column_stack([GOOD.pointwise["elpd"], POOR.pointwise["elpd"], BASE[::-1] + 0.2])
        found = stacking(elpd)
        density = np.exp(elpd)
        gradient = (density / (density @ found)[:, None]).mean(
            axis=0
        )  # at the maximum 1 where a weight is positive
        assert found.sum() == pytest.approx(1)
        assert gradient.max() < 1 + 1e-4
        assert np.abs(gradient[found > 1e-3] - 1).max() < 1e-4

    def test_a_model_that_is_never_better_gets_nothing(self):
        assert stacking(np.column_stack([BASE, BASE - 1])) == pytest.approx([1, 0], abs=1e-6)

    def test_pseudo_bma(self):
        assert pseudo_bma(np.log([[0.6, 0.3], [0.5, 0.5]]), BB=False, seed=1) == pytest.approx([2 / 3, 1 / 3])

    def test_the_bootstrap_doubts_small_differences(self):
        elpd = np.column_stack([GOOD.pointwise["elpd"], CLOSE.pointwise["elpd"]])
        sharp, soft = (pseudo_bma(elpd, BB=BB, seed=1) for BB in (False, True))
        assert 0.5 < soft.max() < sharp.max()
        assert soft.sum() == pytest.approx(1)

    def test_under_the_names_of_models(self):
        assert list(model_weights([GOOD, POOR], ["a", "b"]).index) == ["a", "b"]
        assert model_weights([GOOD, POOR], ["a", "b"], "pseudobma").name == "pseudobma"

    def test_another_method_is_refused(self):
        with pytest.raises(SettingError, match="method must be 'stacking' or 'pseudobma'"):
            model_weights([GOOD, POOR], ["a", "b"], "bma")
