"""Bad input in a cell: one clear sentence, before any sampling, each of its own."""

import re

import numpy as np
import pandas as pd
import pytest

from nbmixed import errors, fitting

N = 12
FRAME = pd.DataFrame(
    {
        "y": np.arange(N) % 5 + 0.5,
        "x": np.linspace(0.0, 1.0, N),
        "counts": np.arange(N) % 4,
        "negative": np.arange(N) - 3,
        "text": ["left", "middle", "right"] * 4,
        "rate": np.linspace(0.1, 0.9, N),
        "missing": np.full(N, np.nan),
        "infinite": [np.inf, *range(N - 1)],
        "constant": np.full(N, 3.0),
        "g": ["a", "b", "c"] * 4,
        "one": ["only"] * N,
        "minus": [-1.0, *np.ones(N - 1)],
    }
)
VARIABLES = {"d": FRAME, "empty": FRAME.iloc[:0], "short": np.ones(3), "spread": [1.0, 2.0, 3.0]}

LMER, GLM = "%%stan_lmer fit --data d\n", "%%stan_glm fit --data d\n"
POISSON, BINOMIAL = (
    "%%stan_glm fit --data d --family poisson\n",
    "%%stan_glm fit --data d --family binomial\n",
)

CELLS = {
    "unknown column": (LMER + "y ~ xx + (1 | g)", "FormulaError|DataError", r"'xx'.*Did you mean 'x'\?"),
    "unknown outcome": (LMER + "yy ~ x + (1 | g)", "FormulaError|DataError", r"'yy'.*Did you mean 'y'\?"),
    "unbalanced parenthesis": (LMER + "y ~ x + (1 | g", "FormulaError", r"(?s)never closed.*\n *\^"),
    "bar without parentheses": (LMER + "y ~ x + 1 | g", "FormulaError", r"parenthes|bracket"),
    "one level": (LMER + "y ~ x + (1 | one)", "DataError", r"one has 1 level"),
    "duplicate terms": (
        LMER + "y ~ x + (1 | g) + (1 | g)",
        "FormulaError",
        r"twice|duplicate|more than once",
    ),
    "text outcome": (GLM + "text ~ x", "DataError", r"text"),
    "negative counts": (POISSON + "negative ~ x", "DataError", r"negative"),
    "fractional counts": (POISSON + "y ~ x", "DataError", r"whole|integer"),
    "positive family": (
        GLM.replace("d\n", "d --family Gamma\n") + "negative ~ x",
        "DataError",
        r"positive.*is -3 in row 1",
    ),
    "share of a whole": (
        GLM.replace("d\n", "d --family beta\n") + "counts ~ x",
        "DataError",
        r"strictly between 0 and 1.*is 0 in row 1",
    ),
    "a link of another family": (
        GLM.replace("d\n", "d --family poisson --link logit\n") + "counts ~ x",
        "FamilyError",
        r"has no link 'logit': use one of log, identity, sqrt",
    ),
    "missing intercept where the link needs one": (
        GLM.replace("d\n", "d --family Gamma\n") + "y ~ 0 + x",
        "FormulaError|FamilyError|SettingError",
        r"intercept",
    ),
    "QR with one predictor": (GLM.replace("d\n", "d --QR\n") + "y ~ x", "SettingError", r"QR.*predictor"),
    "sparse with QR": (
        GLM.replace("d\n", "d --QR --sparse\n") + "y ~ x + rate",
        "SettingError",
        r"choose one",
    ),
    "scale not positive": (
        GLM + "y ~ x\nprior = normal(0, 0)",
        "PriorError",
        r"scale = 0 should be positive",
    ),
    "df not positive": (GLM + "y ~ x\nprior = student_t(-1)", "PriorError", r"df = -1 should be positive"),
    "a prior of one thing for another": (
        GLM + "y ~ x\nprior = exponential()",
        "PriorError",
        r"is not a prior that can stand here",
    ),
    "no prior of R2": ("%%stan_lm fit --data d\ny ~ x", "PriorError", r"needs a prior of R2"),
    "R2 without predictors": (
        "%%stan_lm fit --data d\ny ~ 1\nprior = R2(0.5)",
        "SettingError|FormulaError",
        r"stan_lm needs a predictor",
    ),
    "proportions without weights": (BINOMIAL + "rate ~ x", "DataError", r"weights"),
    "all-missing column": (LMER + "y ~ missing + (1 | g)", "DataError", r"missing"),
    "no rows": (
        LMER.replace("--data d", "--data empty") + "y ~ x + (1 | g)",
        "DataError",
        r"no rows|zero rows|0 rows",
    ),
    "infinite values": (LMER + "y ~ infinite + (1 | g)", "DataError", r"infinite"),
    "constant predictor": (GLM + "y ~ constant", "DataError|SettingError", r"constant"),
    "negative weights": (GLM + "y ~ x\nweights = minus", "DataError|SettingError", r"weights.*negative"),
    "weights of the wrong length": (
        GLM + "y ~ x\nweights = short",
        "DataError|SettingError",
        r"weights.*3.*12",
    ),
    "offset of the wrong length": (GLM + "y ~ x\noffset = short", "DataError|SettingError", r"offset.*3.*12"),
    "unknown weights": (
        GLM + "y ~ x\nweights = wts",
        "DataError",
        r"neither a column of the data nor a variable",
    ),
    "seed out of range": (
        GLM.replace("d\n", "d --seed 4294967296\n") + "y ~ x",
        "SettingError",
        r"seed = 4294967296",
    ),
    "no chains": (
        GLM.replace("d\n", "d --chains 0\n") + "y ~ x",
        "SettingError",
        r"chains = 0 is out of range",
    ),
    "a prior not called": (GLM + "y ~ x\nprior = normal", "PriorError", r"the function itself: call it"),
    "a prior of the wrong length": (
        GLM + "y ~ x\nprior = normal(0, spread)",
        "PriorError",
        r"3 values.*1 coefficient|3",
    ),
    "a frame that is not there": (GLM.replace("d\n", "dd\n") + "y ~ x", "DataError", r"no data frame 'dd'"),
}


@pytest.mark.parametrize("case", CELLS)
def test_bad_input(shell, monkeypatch, capsys, case):
    def sampled(*_, **__):
        raise AssertionError("sampling was reached")

    monkeypatch.setattr(fitting, "run", sampled)
    cell, kinds, message = CELLS[case]
    shell.push(VARIABLES)
    error = shell.run_cell(cell).error_in_exec
    shown = capsys.readouterr().out.strip()
    assert type(error) in [getattr(errors, k) for k in kinds.split("|")], repr(error)
    assert shown == f"{type(error).__name__}: {error}"
    assert re.search(message, str(error)), str(error)
    assert "fit" not in shell.user_ns


def test_the_messages_differ():
    assert len({message for _, _, message in CELLS.values()}) > len(CELLS) - 3
