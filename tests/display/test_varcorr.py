"""VarCorr shows itself as lme4 prints it."""

from nbmixed.display.varcorr import shown_varcorr


def test_repr(recorded):
    fit = recorded("theoph_nlmer")
    shown = shown_varcorr(fit.varcorr)
    assert repr(shown) == fit["VarCorr_print"]
    assert "<caption>Error terms</caption>" in shown._repr_mimebundle_()["text/html"]


def test_the_value_is_still_there(recorded):
    shown = shown_varcorr(recorded("sleepstudy_lmer").varcorr)
    assert shown["Subject"].shape == (2, 2)
    assert shown.residual == 25.98211
