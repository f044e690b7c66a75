"""Small data sets for examples and tests, typed as they are in R.

>>> from nbmixed.datasets import load
>>> load("cbpp").columns.tolist()
['herd', 'incidence', 'size', 'period']
"""

from nbmixed.datasets.load import describe, load, names

__all__ = ["describe", "load", "names"]
