"""The first line of a cell."""

import pytest

from nbmixed.errors import SettingError
from nbmixed.notebook.line import OPTIONS, CellOptions, parse_line
from nbmixed.spec.sampling import Sampling


def test_a_name_a_frame_and_settings():
    read = parse_line("herd_fit --data cbpp --family binomial --link logit --chains 2 --seed 12345")
    assert read == CellOptions("herd_fit", "cbpp", "binomial", "logit", sampling={"chains": 2, "seed": 12345})


@pytest.mark.parametrize("spelling", ["--adapt-delta 0.9", "--adapt_delta 0.9", "--adapt-delta=0.9"])
def test_dashes_underscores_and_equals_signs_are_the_same(spelling):
    assert parse_line(spelling).sampling == {"adapt_delta": 0.9}


def test_every_sampler_setting_is_an_option():
    assert set(Sampling.__dataclass_fields__) <= set(OPTIONS)


def test_switches():
    read = parse_line("--quiet --dry --help --QR --sparse --prior-PD")
    assert read.quiet and read.dry and read.help
    assert read.QR and read.sparse and read.prior_PD


@pytest.mark.parametrize("spelling", ["--QR", "--qr", "--Qr"])
def test_case_does_not_matter(spelling):
    assert parse_line(spelling) == CellOptions(QR=True)


def test_an_approximation():
    read = parse_line("fit --data d --algorithm laplace --draws 500")
    assert read == CellOptions("fit", "d", algorithm="laplace", sampling={"draws": 500})


def test_a_link_may_be_written_as_R_has_it():
    assert parse_line("--family inverse.gaussian --link 1/mu^2") == CellOptions(
        family="inverse.gaussian", link="1/mu^2"
    )


def test_a_comment_and_a_final_semicolon_are_not_options():
    assert parse_line("fit --data d  # the small one") == CellOptions("fit", "d")
    assert parse_line("fit --data d;") == CellOptions("fit", "d")


@pytest.mark.parametrize("text, expected", [("0", 0), ("random", "random"), ("pathfinder", "pathfinder")])
def test_init_is_a_word_or_zero(text, expected):
    assert parse_line(f"--init {text}").sampling == {"init": expected}


@pytest.mark.parametrize(
    "line, message",
    [
        ("fit --chain 2", "There is no option --chain. Did you mean '--chains'?"),
        ("fit --zzz 2", "There is no option --zzz. --help lists the options."),
        ("fit -d cbpp", "There is no option -d."),
        ("fit --chains four", "--chains four cannot be read: give a whole number."),
        ("fit --iter 10.5", "--iter 10.5 cannot be read: give a whole number."),
        ("fit --adapt-delta high", "--adapt-delta high cannot be read: give a number."),
        ("fit --data", "--data needs a value: write --data NAME."),
        ("fit --data --seed 1", "--data needs a value: write --data NAME."),
        ("fit --quiet=1", "--quiet takes no value: write --quiet alone."),
        ("fit --seed 1 --seed 2", "--seed is given twice: write it once."),
        ("fit cbpp", "takes one name for the result, but has fit and cbpp"),
        ("y~x --data d", "'y~x' cannot be the name of a variable"),
        ("class --data d", "'class' cannot be the name of a variable"),
        ('fit --data "my df', "A quote is not closed on the first line"),
        ("fit --prior normal(0,1)", "prior belongs below, on a line of its own, as in prior = ..."),
        ("fit --QR TRUE", "takes one name for the result, but has fit and TRUE"),
        ("fit --sparse=1", "--sparse takes no value: write --sparse alone."),
        ("fit --algorithms vb", "Did you mean '--algorithm'?"),
        ("fit --draws many", "--draws many cannot be read: give a whole number."),
        ("fit --mean-PPD", "mean_PPD belongs below, on a line of its own, as in mean_PPD = ..."),
        ("fit --cash", "There is no option --cash."),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(line, message):
    with pytest.raises(SettingError) as raised:
        parse_line(line)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
