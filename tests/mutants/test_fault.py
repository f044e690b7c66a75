"""A fault changes one expression, and nothing else."""

import ast
from pathlib import Path

from tests.mutants.fault import faults_of
from tests.mutants.sample import sample_faults

ROOT = Path(__file__).resolve().parents[2]
SOURCE = '''"""Text with an é before the code."""


def area(x, y=1):
    """Multiply 2 sides."""
    if x < 0 and not y:
        raise ValueError("below " + "0")
    return -(x * y).T
'''


def planted():
    return [fault.plant(SOURCE) for fault in faults_of("area.py", SOURCE)]


def test_operators_comparisons_conditions_constants_and_transpositions_are_replaced():
    befores = {f.before: f.after for f in faults_of("area.py", SOURCE)}
    assert befores == {
        "x < 0 and not y": "(x < 0 or not y)",
        "x < 0": "x > 0",
        "0": "1",
        "not y": "y",
        "-(x * y).T": "(x * y).T",
        "(x * y).T": "(x * y)",
        "x * y": "(x / y)",
    }


def test_every_fault_is_python_and_differs():
    assert len(set(planted())) == len(planted())
    for text in planted():
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(SOURCE))


def test_a_seed_decides_the_sample_and_each_function_has_one_fault():
    sample = sample_faults(ROOT, 40, seed=3)
    assert sample == sample_faults(ROOT, 40, seed=3)
    assert len({(f.path, f.function) for f in sample}) == 40
    assert sample[:20] == sample_faults(ROOT, 20, seed=3)
