"""Divergences are counted while chains write."""

from nbmixed.engine.tally import Tally

HEAD = "# method = sample\nlp__,divergent__,a\n# Adaptation terminated\n"


def test_rows_are_counted_as_they_come(tmp_path):
    path, tally = tmp_path / "p_12.csv", Tally(tmp_path)
    assert tally.of(12) == 0
    path.write_text(HEAD + "-1,1,0\n-1,0,1\n-1,")
    assert tally.of(12) == 1
    with path.open("a") as file:
        file.write("1,3\n-2,1,1\n")
    assert tally.of(12) == 3


def test_chains_are_told_apart(tmp_path):
    (tmp_path / "p_2.csv").write_text(HEAD + "-1,1,0\n")
    (tmp_path / "p_12.csv").write_text(HEAD)
    tally = Tally(tmp_path)
    assert (tally.of(2), tally.of(12)) == (1, 0)
