"""cmdstanpy's arrays by name."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import stanio

from nbmixed.engine.read import approximation


class Metadata:
    """What cmdstanpy knows of a file with these columns."""

    def __init__(self, header: str) -> None:
        found = stanio.parse_header(header)
        self.method_vars = {name: v for name, v in found.items() if name.endswith("__")}
        self.stan_vars = {name: v for name, v in found.items() if not name.endswith("__")}

    def __getitem__(self, key: str) -> int:
        return {"stan_version_major": 2, "stan_version_minor": 37, "stan_version_patch": 0}[key]


FIT = SimpleNamespace(metadata=Metadata("log_p__,log_q__,a,b.1,b.2,c.1.1,c.2.1,c.1.2,c.2.2"))


def test_draws_of_an_approximation_are_one_chain_of_variables_of_their_own_shape() -> None:
    draws = np.arange(27.0).reshape(3, 9)
    found = approximation(FIT, draws, "log_p__", "log_q__")  # type: ignore[arg-type]
    assert {name: values.shape for name, values in found.parameters.items()} == {
        "a": (1, 3),
        "b": (1, 3, 2),
        "c": (1, 3, 2, 2),
    }
    assert found.log_p.tolist() == [[0, 9, 18]]
    assert found.log_g.tolist() == [[1, 10, 19]]
    assert found.parameters["c"][0, 0].tolist() == [[5, 7], [6, 8]]
    assert found.engine == "Stan 2.37.0"


@pytest.mark.parametrize("shape", [(0,), (0, 9)])
def test_no_draws_are_an_error(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="it gave no draws"):
        approximation(FIT, np.empty(shape), "log_p__", "log_q__")  # type: ignore[arg-type]
