from tests.driver.programs import NORMAL_DATA, ours


def test_gradients_agree_with_finite_differences(model):
    table = model.diagnose(inits={"mu": 0.5, "sigma": 1.5}, data=NORMAL_DATA)
    assert list(table.columns) == ["param_idx", "value", "model", "finite_diff", "error"]
    assert table["error"].abs().max() < 1e-6


def test_a_disagreement_fails(tmp_path):
    # differences of the log density over steps this small are rounding noise
    done = ours().run(tmp_path, "diagnose", "test=gradient", "epsilon=1e-14", "error=1e-9")
    assert done.returncode == 1
