"""What the saved notebook keeps of a form."""

from nbmixed.notebook.builder.record import record_of

CODE = 'fit = stan_glm("<y> ~ x", data=d)'


def test_a_form_without_a_model_says_that_it_ended():
    record = record_of("", None, "", current=True)
    assert record["text/plain"] == "" and "Run this cell again for a new one.</div>" in record["text/html"]


def test_the_model_is_kept_before_it_is_fitted():
    record = record_of(CODE, None, "", current=True)
    assert record["text/plain"] == CODE
    assert "paste the code below under Open" in record["text/html"] and "&lt;y&gt;" in record["text/html"]


def test_a_fit_is_kept_with_its_own_code(sleep_fit):
    record = record_of(CODE, sleep_fit, "sleep", current=True)
    assert record["text/plain"].startswith("sleep = stan_lmer(") and "Median" in record["text/html"]
    assert "&lt;y&gt;" not in record["text/html"]


def test_a_fit_of_an_earlier_model_stands_below_the_model_as_it_is(sleep_fit):
    html = record_of(CODE, sleep_fit, "sleep", current=False)["text/html"]
    assert html.index("&lt;y&gt;") < html.index("of an earlier model") < html.index("sleep = stan_lmer")
