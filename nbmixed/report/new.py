"""`nbmixed new`: a notebook to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbmixed.errors import NbmixedError
from nbmixed.report.notebook import require_writable, write


@dataclass(frozen=True, slots=True)
class Start:
    """A model to start from.

    Attributes
    ----------
    data
        A data set of `nbmixed.datasets`.
    about
        What its rows are.
    cell
        The options of the cell, and below them formula and priors.
    question
        Code that answers something with the fit.
    look
        Code of a plot.
    """

    data: str
    about: str
    cell: str
    question: str
    look: str = "fit.pp_check()"


_PRIOR = "prior = normal(0, 2.5, autoscale=True)"
_STARTS = {
    "lmer": Start(
        "sleepstudy",
        "reaction times (ms) of 18 people over ten days of sleep restriction",
        f"Reaction ~ Days + (Days | Subject)\n{_PRIOR}\nprior_covariance = decov(regularization=1)",
        'fit.posterior_interval(prob=prob, pars=["(Intercept)", "Days"])',
    ),
    "glmer": Start(
        "cbpp",
        "cases of a cattle disease among animals at risk, in 15 herds over four periods",
        f"cbind(incidence, size - incidence) ~ period + (1 | herd)\n{_PRIOR}\nprior_covariance = decov(regularization=1)",
        'nbmixed.comparisons(fit, "period", by=True)',
    ),
    "glmer_nb": Start(
        "grouseticks",
        "ticks on the heads of grouse chicks, by brood and year",
        f"TICKS ~ YEAR + (1 | BROOD)\n{_PRIOR}",
        'nbmixed.comparisons(fit, "YEAR", by=True)',
    ),
    "glm": Start(
        "wells",
        "whether households in Bangladesh changed to a safer well",
        f"switch ~ I(dist / 100) + arsenic\n{_PRIOR}",
        'nbmixed.slopes(fit, ["dist", "arsenic"], by=True)',
    ),
    "glm_nb": Start(
        "roaches",
        "roaches trapped in apartments before and after a treatment",
        f"y ~ sqrt(roach1) + treatment + senior\n{_PRIOR}",
        'nbmixed.comparisons(fit, "treatment", by=True)',
    ),
    "lm": Start(
        "kidiq",
        "test scores of children and their mothers' IQ",
        'kid_score ~ mom_hs + mom_iq\nprior = R2(0.25, what="mean")',
        "fit.posterior_interval(prob=prob)",
    ),
    "nlmer": Start(
        "Orange",
        "circumference (mm) of five orange trees as they grow",
        "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree",
        'fit.posterior_interval(prob=prob, pars=["Asym", "xmid", "scal"])',
        "fit.plot_nonlinear()",
    ),
    "gamm4": Start(
        "Theoph",
        "concentration of theophylline in the blood of 12 people after a dose",
        "conc ~ s(Time, k = 6)\nrandom = ~ (1 | Subject)\nprior_smooth = exponential(1)",
        "fit.summary(pars=fit.posterior.smooth_names)",
        "fit.plot_nonlinear()",
    ),
}
_FAMILY = {"glmer": " --family binomial", "glm": " --family binomial"}


def new(kind: str, notebook: Path) -> Path:
    """Write a notebook with data, a model, its checks and what to look at.

    Parameters
    ----------
    kind
        A model function without its ``stan_``.
    notebook
        The file to write.

    Raises
    ------
    NbmixedError
        When there is such a file already, or it cannot be written.
    """
    import nbformat

    if notebook.suffix != ".ipynb":
        raise NbmixedError(f"{notebook} should end in .ipynb: give such a name.")
    if notebook.exists():
        raise NbmixedError(f"{notebook} is there already: give another name, or remove it.")
    require_writable(notebook)
    text: str = nbformat.writes(_notebook(kind))  # type: ignore[no-untyped-call]
    write(notebook, text.encode())
    return notebook


def _notebook(kind: str) -> object:
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    start = _STARTS[kind]
    told = [
        f"# A model with stan_{kind}\n\nWhat is asked, and what would answer it. The data that stand here: {start.about}.",
        (
            "## Data\n\nPut your own here, such as `data = pd.read_csv(...)`. Values in the first cell can be changed from outside:"
            " `nbmixed report study.ipynb -p prob 0.95`."
        ),
        (
            "## Model\n\nThe formula, then the priors, one a line. The seed makes the draws the same each time, and lets them be found in"
            " the cache."
        ),
        "## Can the draws be trusted?",
        "## Does the model describe the data?",
        "## Results",
        "## In words, for a paper",
    ]
    code = [
        ("prob = 0.9  # of the intervals", ["parameters"]),
        (
            f'import nbmixed\n\n%load_ext nbmixed\n\ndata = nbmixed.datasets.load("{start.data}")\ndata.head()',
            [],
        ),
        (f"%%stan_{kind} fit --data data{_FAMILY.get(kind, '')} --seed 12345\n{start.cell}", []),
        ("fit.check()", []),
        (start.look, []),
        (start.question, []),
        ("fit.report(prob=prob)", []),
    ]
    cells: list[object] = []
    for text, (source, tags) in zip(told, code, strict=True):
        marks = {"tags": tags} if tags else {}
        pair = [new_markdown_cell(text), new_code_cell(source, metadata=marks)]  # type: ignore[no-untyped-call]
        cells += pair
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)  # type: ignore[no-untyped-call]
