"""``--dry`` on real data."""

import pytest

from nbmixed import datasets, fitting
from nbmixed.display.html import to_html


@pytest.fixture
def dry(shell, monkeypatch):
    def sampled(*_, **__):
        raise AssertionError("sampling was reached")

    monkeypatch.setattr(fitting, "run", sampled)
    shell.push({name: datasets.load(name) for name in ("sleepstudy", "cbpp")})

    def show(cell):
        result = shell.run_cell(cell)
        assert result.success
        return result.result

    return show


def test_coefficients_groups_priors_and_the_call(dry):
    shown = repr(
        dry(
            "%%stan_lmer sleep --data sleepstudy --seed 1 --dry\n"
            "Reaction ~ Days + (Days | Subject)\nprior = normal(0, 2.5, autoscale=True)"
        )
    )
    assert "stan_lmer: checked, not sampled" in shown
    assert "coefficients: (Intercept), Days" in shown
    assert "Subject (18 levels): (Intercept), Days" in shown
    assert "Adjusted prior:" in shown and "decov(reg. = 1" in shown
    call = 'sleep = stan_lmer("Reaction ~ Days + (Days | Subject)", data=sleepstudy'
    assert call in shown


def test_it_shows_itself_in_a_notebook(dry):
    shown = dry(
        "%%stan_glmer --data cbpp --family binomial --dry\ncbind(incidence, size) ~ period + (1 | herd)"
    )
    assert "herd (15 levels)" in shown._repr_mimebundle_()["text/html"]
    assert to_html(shown.document)


def test_rows_with_missing_values_are_counted(dry, shell):
    shell.user_ns["sleepstudy"].loc[:2, "Days"] = None
    shown = dry("%%stan_lmer --data sleepstudy --dry\nReaction ~ Days + (1 | Subject)")
    assert "3 of 180 rows were left out, with missing values in 'Days'." in repr(shown)


def test_what_else_decides_the_fit_is_told(dry, shell):
    shell.push({"kidiq": datasets.load("kidiq")})
    cell = "%%stan_glm --data kidiq --algorithm laplace --draws 400 --QR --dry\nkid_score ~ mom_hs + mom_iq"
    shown = repr(dry(cell))
    assert "laplace, 400 draws of an approximation" in shown
    assert "QR:           priors are for orthogonal combinations of the predictors" in shown
    assert "Coefficients (in Q-space)" in shown
    assert 'algorithm="laplace", QR=True, draws=400)' in shown


def test_all_priors_of_a_student_model(dry, shell):
    shell.push({"kidiq": datasets.load("kidiq")})
    shown = repr(dry("%%stan_glm --data kidiq --family student --dry\nkid_score ~ mom_iq"))
    assert "Auxiliary (sigma)" in shown and "Auxiliary (nu)" in shown


def test_stan_lm(dry, shell):
    shell.push({"kidiq": datasets.load("kidiq")})
    shown = repr(dry("%%stan_lm --data kidiq --dry\nkid_score ~ mom_hs * mom_iq\nprior = R2(0.25)"))
    assert "~ R2(location = 0.25, what = 'mode')" in shown
    assert 'stan_lm("kid_score ~ mom_hs * mom_iq", data=kidiq, prior=R2(0.25))' in shown


def test_nothing_is_bound(dry, shell):
    dry("%%stan_lmer sleep --data sleepstudy --dry\nReaction ~ Days + (1 | Subject)")
    assert "sleep" not in shell.user_ns


def test_variables_are_names_in_the_call_and_columns_are_quoted(dry, shell):
    shell.push({"mine": [1.0] * 180})
    cell = (
        "%%stan_lmer --data sleepstudy --dry\nReaction ~ Days + (1 | Subject)\nweights = mine\noffset = Days"
    )
    shown = repr(dry(cell))
    assert 'weights=mine, offset="Days"' in shown
