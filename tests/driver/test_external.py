"""A program takes functions that are written in C++ beside it, with their own derivatives."""

import cmdstanpy
import numpy as np

from tests.driver.programs import external


def test_value_and_derivative_are_those_of_the_function():
    program = external()
    model = cmdstanpy.CmdStanModel(exe_file=str(program.path))
    row = model.log_prob(program.values, program.data, sig_figs=16).iloc[0]
    x = np.array(program.values["x"])
    np.testing.assert_allclose(row["lp__"], -0.5 * x @ x, rtol=1e-14)
    np.testing.assert_allclose(row[1:].to_numpy(), -x, rtol=1e-14)
