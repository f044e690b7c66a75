"""Models of all kinds, made at random."""

from dataclasses import replace

from hypothesis import strategies as st

from nbmixed.errors import NbmixedError
from nbmixed.notebook.places import algorithms_of, priors_of
from nbmixed.spec.family import FAMILIES, Family, links, resolve_family
from nbmixed.spec.model import ModelSpec, blank_spec
from nbmixed.spec.model_checks import FIXED_FAMILY, FUNCTIONS, MIXED
from nbmixed.spec.prior_checks import CONSTRUCTORS
from nbmixed.spec.priors import R2
from nbmixed.spec.sampling import Sampling

COLUMNS = ("y", "x", "z", "my col", "g", "h", "größe", 'say "hi"', "it's", "<img src=x onerror=alert(1)>")
_CODES = ("x", "z", "`my col`", "größe", '`say "hi"`', "`it's`", "`<img src=x onerror=alert(1)>`")
_terms = st.sampled_from(
    [*_CODES, "log(x)", "poly(z, 2)", "I(x^2)", "x:z", "factor(g)", "scale(x) * z", 'C(g, "contr.sum")']
)
_bars = st.sampled_from(
    [
        "(1 | g)",
        "(x | g)",
        "(x || g)",
        "(1 | g/h)",
        "(0 + z | `my col`)",
        "(1 + x + z | g:h)",
        '(1 | `say "hi"`)',
    ]
)
_smooths = st.sampled_from(["s(x)", 's(z, k = 5, bs = "cr")', "s(x, by = g)", "t2(x, z)"])
_outcomes = st.sampled_from(["y", "log(y)", "`my col`", "cbind(y, x - y)"])
_curves = st.sampled_from(
    [
        "y ~ SSlogis(x, Asym, xmid, scal) ~ Asym | g",
        "y ~ SSfol(z, x, lKe, lKa, lCl) ~ (lKe + lKa || g)",
        "y ~ A * exp(-k * x) ~ (A ~ z) + (A + k | g)",
    ]
)
_positive = st.floats(1e-3, 1e3, allow_nan=False).map(lambda v: float(f"{v:.6g}"))
_number = st.floats(-1e3, 1e3, allow_nan=False)
_rows = st.sampled_from(["x", "log(z)", "`my col`", "x > 0 & g == 'a'", 'g != "b"', "x / z"])


def _sum(parts):
    return " + ".join(parts) or "1"


@st.composite
def _formulas(draw, function):
    if function == "stan_nlmer":
        return draw(_curves)
    terms = draw(st.lists(_terms, max_size=3, unique=True))
    bars = (
        draw(st.lists(_bars, min_size=1, max_size=1))
        if function in MIXED and function != "stan_gamm4"
        else []
    )
    smooths = (
        draw(st.lists(_smooths, min_size=1, max_size=2, unique=True)) if function == "stan_gamm4" else []
    )
    return f"{draw(_outcomes)} ~ {_sum([*terms, *smooths, *bars])}"


@st.composite
def _priors(draw, function, key):
    name = draw(st.sampled_from(priors_of(function, key) or ("None",)))
    if name == "None":
        return None
    if name == "R2":
        what = draw(st.sampled_from(["mode", "mean", "median", "log"]))
        return R2(-draw(_positive) if what == "log" else draw(st.floats(0.01, 0.99)), what)
    make = CONSTRUCTORS[name]
    several = st.lists(_positive, min_size=1, max_size=3)
    given = {
        "normal": {"location": _number, "scale": st.none() | _positive | several, "autoscale": st.booleans()},
        "student_t": {"df": _positive, "location": _number | several, "scale": st.none() | _positive},
        "cauchy": {"location": _number, "scale": _positive, "autoscale": st.booleans()},
        "laplace": {"location": _number, "scale": st.none() | _positive},
        "lasso": {"df": _positive, "scale": _positive, "autoscale": st.booleans()},
        "product_normal": {"df": st.integers(1, 4), "scale": _positive},
        "hs": {"df": _positive, "global_scale": _positive, "slab_df": _positive},
        "hs_plus": {"df1": _positive, "df2": several, "slab_scale": _positive},
        "exponential": {
            "rate": _positive,
            "autoscale": st.just(False) if key == "prior_smooth" else st.booleans(),
        },
        "decov": {"regularization": _positive | several, "shape": _positive, "scale": _positive},
        "lkj": {"regularization": _positive, "scale": _positive, "df": _positive, "autoscale": st.booleans()},
    }.get(name, {})
    return make(**draw(st.fixed_dictionaries({}, optional=given)))


_samplings = st.fixed_dictionaries(
    {},
    optional={
        "chains": st.integers(1, 8),
        "iter": st.integers(200, 9000),
        "warmup": st.integers(0, 150),
        "thin": st.integers(1, 5),
        "cores": st.integers(1, 8),
        "seed": st.integers(0, 2**32 - 1),
        "init": st.sampled_from(["random", 0, "pathfinder", "laplace"]),
        "init_r": _positive,
        "adapt_delta": st.floats(0.6, 0.999),
        "max_treedepth": st.integers(5, 20),
        "refresh": st.integers(0, 500),
    },
)
_approximate = st.fixed_dictionaries({}, optional={"seed": st.integers(0, 9), "draws": st.integers(1, 5000)})


@st.composite
def _fields(draw, function):
    """Each of the further fields, or nothing for it."""
    algorithm = draw(st.sampled_from(["sampling", "sampling", *algorithms_of(function)]))
    priors = {k: _priors(function, k) for k in ("prior", "prior_intercept", "prior_aux")}
    if function in MIXED:
        priors["prior_covariance"] = _priors(function, "prior_covariance")
    optional = priors | {
        "weights": _rows,
        "offset": _rows,
        "subset": _rows,
        "contrasts": st.just((("g", "contr.sum"), ('say "hi"', "contr.helmert"))),
        "na_action": st.just("fail"),
        "QR": st.just(True),
        "sparse": st.just(True),
        "prior_PD": st.just(True),
        "mean_PPD": st.booleans(),
        "compat": st.just("rstanarm"),
    }
    if function == "stan_gamm4":
        optional |= {
            "prior_smooth": _priors(function, "prior_smooth"),
            "random": st.sampled_from(["~ (1 | g)", "~ (x || g) + (1 | h)"]),
            "knots": st.just((("x", (0.0, 24.5)), ("my col", (1.0, 2.0, 3.0)))),
        }
    return {
        "algorithm": algorithm,
        "sampling": draw(_samplings if algorithm == "sampling" else _approximate),
        **draw(st.fixed_dictionaries({}, optional=optional)),
    }


def _family(draw, function):
    if function in FIXED_FAMILY:
        family = resolve_family(FIXED_FAMILY[function])
        return (
            family
            if family.name == "gaussian"
            else Family(family.name, draw(st.sampled_from(links(family.name))))
        )
    name = resolve_family(draw(st.sampled_from(list(FAMILIES)))).name
    return Family(name, draw(st.sampled_from(links(name))))


@st.composite
def specs(draw):
    """A model that the package accepts: fields that do not go together are left out, the last first."""
    function = draw(st.sampled_from(FUNCTIONS))
    formula = draw(_formulas(function))
    fields = draw(_fields(function))
    sampling = Sampling(**fields.pop("sampling"))
    spec = _with(blank_spec(function, formula, _family(draw, function)), data="d")
    for name, value in fields.items():
        spec = _with(spec, **{name: value})
    return _with(spec, sampling=sampling)


def _with(spec: ModelSpec, **given):
    try:
        return replace(spec, **given)
    except NbmixedError:
        return spec
