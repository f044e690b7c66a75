"""rstanarm's fits as recorded in tests/reference: their numbers, and the text R printed from them.

Numbers are recorded in seven significant digits (the 10 % and 90 % quantiles only in the three
decimals of `summary_digits3`), so now and then a record lies so near a tie that R, who knew more
digits, may have rounded either way. There, and only there, the printed cell says which.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nbmixed.display.format import round_decimals
from nbmixed.display.info import ModelInfo
from nbmixed.display.views_priors import PriorBlock
from nbmixed.fit.varcorr import VarCorr, varcorr
from tests.recorded import read, recorded_covariance

FOLDER = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True)
class Recorded:
    fields: dict[str, Any]

    def __getitem__(self, field: str) -> Any:
        return self.fields[field]

    @property
    def parameters(self) -> pd.DataFrame:
        frame = pd.DataFrame(self["parameters"]).set_index("name")
        return frame[frame["kind"] != "b_new"]

    @property
    def has_groups(self) -> bool:
        return "cnms" in self.fields

    @property
    def info(self) -> ModelInfo:
        sampling, family = self["sampling"], self["family"]
        return ModelInfo(
            function=self["stan_function"],
            family=f"{family['family']} [{family['link']}]",
            formula=self["formula"],
            algorithm="sampling",
            sample_size=sampling["chains"] * (sampling["iter"] - sampling["warmup"]),
            nobs=self["n_obs"],
            predictors=None if self.has_groups else len(self["x_colnames"]),
            ngrps=self["ngrps"] if self.has_groups else {},
        )

    @property
    def varcorr(self) -> VarCorr | None:
        if not self.has_groups:
            return None
        means = self.parameters["mean"].to_dict()
        terms = [(c["group"], c["names"]) for c in self["cnms"]]
        return varcorr(terms, [recorded_covariance(means, *term) for term in terms], means.get("sigma"))

    def estimates(self, kind: str, text: str, title: str, digits: int) -> pd.DataFrame:
        """Median and MAD_SD of a kind of parameters ("smooth_sd" among "aux" apart)."""
        frame = self.parameters
        is_smooth_sd = frame.index.str.startswith("smooth_sd[")
        rows = is_smooth_sd if kind == "smooth_sd" else (frame["kind"] == kind) & ~is_smooth_sd
        table = frame.loc[rows, ["median", "mad_sd"]].set_axis(["Median", "MAD_SD"], axis=1)
        return settled(table, _matrix(text, title), digits)

    def summary(self, field: str, digits: int) -> pd.DataFrame:
        exact, printed = _quantiles(self["summary_digits3"]), _quantiles(self[field])
        frame = self.parameters[["mean", "mcse", "sd"]].copy()
        for j, name in enumerate(("10%", "50%", "90%")):
            frame[name] = [exact[row][j + 2] if row in exact else 0.0 for row in frame.index]
        frame["50%"] = self.parameters["median"]
        columns = ["mean", "sd", "10%", "50%", "90%"]
        frame[columns] = settled(frame[columns], printed, digits)
        return frame.assign(n_eff=self.parameters["n_eff"].round(), Rhat=self.parameters["Rhat"])

    @property
    def priors(self) -> list[PriorBlock]:
        in_Q = "QR = TRUE" in self["r_call"] or self["stan_function"] == "stan_gamm4"
        titles = {
            "prior_intercept": "Intercept (after predictors centered)",
            "prior": "Coefficients (in Q-space)" if in_Q else "Coefficients",
            "prior_aux": "Auxiliary ({})",
            "prior_covariance": "Covariance",
        }
        given = {k: v for k, v in self["prior_info"].items() if v is not None}
        return [_prior(titles[k].format(given[k].get("aux_name")), given[k]) for k in titles if k in given]


def _prior(title: str, given: dict[str, Any]) -> PriorBlock:
    values = {k: np.atleast_1d(v) for k, v in given.items() if v is not None}
    dist, adjusted = given["dist"], values.get("adjusted_scale")
    if dist == "decov":
        short = {"reg.": "regularization", "conc.": "concentration", "shape": "shape", "scale": "scale"}
        return PriorBlock(title, dist, {k: values[name] for k, name in short.items()})
    if dist == "exponential":
        return PriorBlock(
            title, dist, {"rate": values["rate"]}, {} if adjusted is None else {"rate": 1 / adjusted}
        )
    names = ("df",) if dist == "hs" else ("df", "location", "scale")
    half = "half-" if title.startswith("Auxiliary") else ""
    arguments = {name: values[name] for name in names if name in values}
    return PriorBlock(title, half + dist, arguments, {} if adjusted is None else {"scale": adjusted})


def settled(table: pd.DataFrame, printed: dict[str, list[float]], digits: int) -> pd.DataFrame:
    """The recorded numbers, with those whose record does not decide the rounding replaced by the printed cell."""
    result = table.astype(float)
    for row in table.index.intersection(list(printed)):
        for j, cell in enumerate(printed[row]):
            result.loc[row, table.columns[j]] = _settled(float(table.loc[row].iloc[j]), cell, digits)
    return result


def _settled(value: float, cell: float, digits: int) -> float:
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 6) if value else 0.0
    if value == round(value, 3):
        half = max(half, 0.0005 * (digits < 3))
    low, high = round_decimals(value - half, digits), round_decimals(value + half, digits)
    return cell if low < high and low <= cell <= high else value


def _quantiles(text: str) -> dict[str, list[float]]:
    return _matrix(text, "Estimates:") | (
        _matrix(text, "Fit Diagnostics:") if "Fit Diagnostics:" in text else {}
    )


def _matrix(text: str, title: str) -> dict[str, list[float]]:
    """Rows of a printed matrix, from the line after `title` to the next blank line; pieces joined."""
    rows: dict[str, list[float]] = {}
    lines = iter(text.split("\n"))
    next(line for line in lines if line == title)
    columns = 0
    for line in lines:
        if not line or line == "------":
            break
        if line.startswith(" "):
            columns = len(line.split())
        else:
            name, *cells = line.rstrip().rsplit(None, columns)
            rows.setdefault(name, []).extend(map(float, cells))
    return rows


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Recorded]:
    """A recorded fit by its name."""
    return lambda name: Recorded(read(FOLDER / f"{name}.json"))
