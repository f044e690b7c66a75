"""Completion inside the cells, through IPython's completer."""

import pytest
from IPython.core.completer import provisionalcompleter


def offered(shell, cell):
    """Completions at the bar, as full words."""
    position = cell.index("¦")
    with provisionalcompleter():
        return [c.text for c in shell.Completer.completions(cell.replace("¦", ""), position)]


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("%%stan_glm fit --da¦", ["--data"]),
        ("%%stan_glm fit --data ¦", ["d"]),
        ("%%stan_glm fit --data d --family bi¦", ["binomial"]),
        ("%%stan_glm fit --data d --ad¦", ["--adapt-delta"]),
        ("%%stan_glm fit --data d\ny ~ my¦", ["`my col`"]),
        ("%%stan_glm fit --data d\ny~x+m¦", ["`my col`"]),
        ("%%stan_glmer fit --data d\ny ~ x\nprior_c¦", ["prior_covariance = "]),
        ("%%stan_glm fit --data d --family Gamma --link i¦", ["identity", "inverse"]),
        ("%%stan_glm fit --data d --family inverse_gaussian --link 1/¦", ["1/mu^2"]),
        ("%%stan_glm_nb fit --data d --link s¦", ["sqrt"]),
        ("%%stan_glm fit --data d --link c¦\ny ~ x\nfamily = beta", ["cloglog", "cauchit"]),
        ("%%stan_glm fit --data d --algorithm o¦", ["optimizing"]),
        ("%%stan_glm fit --data d --algorithm=lap¦", ["laplace"]),
        ("%%stan_glm fit --data d --init p¦", ["pathfinder"]),
        ("%%stan_glm fit --data d --Q¦", ["--QR"]),
        ("%%stan_glm fit --data d --dra¦", ["--draws"]),
        ("%%stan_glm fit --data d\ny ~ x\nalgorithm = m¦", ['"meanfield"']),
        ('%%stan_glm fit --data d\ny ~ x\nalgorithm = "m¦', ["meanfield"]),
        ("%%stan_glm fit --data d\ny ~ x\nprior = l¦", ["laplace", "lasso"]),
        ("%%stan_glm fit --data d\ny ~ x\nprior = hs(global_¦", ["global_df=", "global_scale="]),
        ("%%stan_glm fit --data d\ny ~ x\nprior = normal(0, autoscale=T¦", ["True"]),
        ("%%stan_glm fit --data d\ny ~ x\nfamily = binomial(link = p¦", ['"probit"']),
        ('%%stan_glm fit --data d\ny ~ x\nfamily = binomial("c¦', ["cauchit", "cloglog"]),
        ("%%stan_glmer fit --data d\ny ~ x\nprior_covariance = ¦", ["decov", "lkj"]),
        ("%%stan_lm fit --data d\ny ~ x\nprior = ¦", ["R2", "None"]),
        ('%%stan_lm fit --data d\ny ~ x\nprior = R2(0.5, "me¦', ["mean", "median"]),
        ("%%stan_glm fit --data d\ny ~ x\nQR = ¦", ["True", "False"]),
        ("%%stan_glmer fit --data d\ny ~ x\nprior = stu¦", ["student_t"]),
        ("%%stan_glmer fit --data d\ny ~ x\nfamily = po¦", ["poisson"]),
        ("%%stan_glmer fit --data d\ny ~ x\nweights = m¦", ["`my col`"]),
    ],
)
def test_what_is_offered(shell, cell, expected):
    assert offered(shell, cell) == expected


def test_all_columns_are_offered_after_the_tilde(shell):
    assert offered(shell, "%%stan_glm fit --data d\ny ~ ¦") == ["y", "x", "`my col`", "g"]


def test_what_a_function_does_not_take_is_not_offered(shell):
    assert "--family" not in offered(shell, "%%stan_lmer fit --¦")
    assert "prior_covariance = " not in offered(shell, "%%stan_glm fit --data d\ny ~ x\nprior¦")
    assert "--QR" not in offered(shell, "%%stan_lm fit --¦")
    assert "optimizing" not in offered(shell, "%%stan_glmer fit --algorithm ¦")


def test_other_cells_are_left_alone(shell):
    assert "--data" not in offered(shell, "print('--¦')")
    assert "print" in offered(shell, "prin¦")
