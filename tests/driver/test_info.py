import pytest

from tests.driver.programs import both, ours


def test_info_gives_versions_and_switches(model):
    info = model.exe_info()
    assert (info["stan_version_major"], info["stan_version_minor"]) == ("2", "39")
    assert info["STAN_THREADS"] == "false"


def test_info_has_the_genuine_keys(tmp_path):
    mine, theirs = (p.run_plainly(tmp_path, "info").stdout for p in both())
    keys = [[line.split("=")[0].strip() for line in text.splitlines() if line] for text in (mine, theirs)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    "words", [["help"], ["help-all"], ["sample", "help"], ["sample", "adapt", "help-all"]]
)
def test_help_is_not_a_failure(tmp_path, words):
    for program in both():
        done = program.run_plainly(tmp_path, *words)
        assert done.returncode == 0
        assert "adapt" in done.stdout or words == ["help"]


def test_help_describes_what_was_asked(tmp_path):
    text = ours().run_plainly(tmp_path, "sample", "adapt", "help").stdout
    assert "delta=<value>" in text
    assert "num_samples" not in text


def test_no_words_print_the_usage_and_fail(tmp_path):
    for program in both():
        done = program.run_plainly(tmp_path)
        assert done.returncode == 1
        assert done.stdout.startswith("Usage:")
