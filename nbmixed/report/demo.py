"""``python -m nbmixed.report.demo``: fit the sleepstudy model and print it."""

from __future__ import annotations

from nbmixed import datasets, models


def main() -> None:
    """Fit reaction times on days of sleep deprivation, by subject, and print the summary."""
    fit = models.stan_lmer("Reaction ~ Days + (Days | Subject)", data=datasets.load("sleepstudy"), seed=12345)
    print(fit)


if __name__ == "__main__":
    main()
