"""Provenance: values that say where a fit came from."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta

import numpy as np

from nbmixed.provenance import collect, hash_data


def made(**changes: object) -> dict[str, object]:
    given = {
        "program": "lmm",
        "source": "data {}",
        "data": {"N": 3},
        "engine": "Stan 2.39.0",
        "seed": 5,
        "wall": 0.5,
    }
    return collect(**(given | changes)).to_dict()  # type: ignore[arg-type]


def test_it_is_plain_json() -> None:
    found = made()
    assert json.loads(json.dumps(found)) == found
    assert found["packages"]["numpy"] == np.__version__  # type: ignore[index]
    assert found["python"] == sys.version.split()[0]


def test_the_date_is_utc() -> None:
    assert datetime.fromisoformat(str(made()["date"])).utcoffset() == timedelta(0)


def test_program_and_data_are_known_by_their_hash() -> None:
    assert made()["source_sha256"] != made(source="data { }")["source_sha256"]
    assert made()["data_sha256"] == made()["data_sha256"]
    assert made()["data_sha256"] != made(data={"N": 4})["data_sha256"]


def test_arrays_count_with_values_type_and_shape() -> None:
    row = np.array([[1.0, 2.0]])
    assert hash_data({"x": row}) == hash_data({"x": row.copy(order="F")})
    different = [row, row.T, row.astype(int), row + 1e-16 + 1e-15, row.ravel()]
    assert len({hash_data({"x": x}) for x in different}) == len(different)


def test_a_view_counts_as_what_it_shows() -> None:
    x = np.arange(10.0)
    assert hash_data({"x": x[::2]}) == hash_data({"x": x[::2].copy()})


def test_names_and_values_cannot_be_confused() -> None:
    assert hash_data({"a": "bc"}) != hash_data({"ab": "c"})


def test_it_imports_nothing_heavy() -> None:
    code = "import sys, nbmixed.provenance; assert not {'numpy', 'pandas', 'cmdstanpy'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
