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


def test_other_cells_are_left_alone(shell):
    assert "--data" not in offered(shell, "print('--¦')")
    assert "print" in offered(shell, "prin¦")
