"""cmdstanpy logs nothing to the screen while inside; warnings of this thread are kept."""

from __future__ import annotations

import logging
import threading

import pytest

from nbmixed.engine.log import kept, messages

logger = logging.getLogger("cmdstanpy")


def test_warnings_are_kept_and_nothing_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    with kept() as warnings:
        logger.info("start")
        logger.warning("careful: %d", 3)
    assert warnings == ["careful: 3"]
    assert not caplog.records


def test_the_log_speaks_again_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ZeroDivisionError), kept():
        raise ZeroDivisionError
    logger.warning("again")
    assert [r.getMessage() for r in caplog.records] == ["again"]


def test_two_runs_at_once_keep_their_own_warnings() -> None:
    inside, outside, theirs = threading.Event(), threading.Event(), list[str]()

    def other() -> None:
        with kept() as warnings:
            inside.set()
            outside.wait(5)
            logger.warning("theirs")
            theirs.extend(warnings)

    thread = threading.Thread(target=other)
    with kept() as ours:
        thread.start()
        inside.wait(5)
        logger.warning("ours")
    outside.set()
    thread.join()
    assert (ours, theirs) == (["ours"], ["theirs"])
    assert not logger.filters


def test_messages_are_distinct_and_without_advice_on_cmdstanpy() -> None:
    raw = [
        (
            "Non-fatal error during sampling:\nException: a is 0 (in 'x.stan', line 3, column 1 to column 2)\n"
            "\tException: a is 0 (in 'x.stan', line 3, column 1 to column 2)\n"
            "Consider re-running with show_console=True if the above output is unclear!"
        ),
        (
            "Some chains may have failed to converge.\n\tChain 1 had 2 divergent transitions (0.2%)\n"
            '\tUse the "diagnose()" method on the CmdStanMCMC object to see further information.'
        ),
    ]
    assert messages(raw) == (
        "a is 0 (x.stan, line 3) (2 times)",
        "Chain 1 had 2 divergent transitions (0.2%)",
    )


def test_an_optimizer_that_stopped_early_is_one_sentence_without_its_console() -> None:
    raw = [
        "Chain [1] error: code '1' Operation not permitted",
        (
            "Error during optimization! Command 'm optimize' failed: console log output:\n\nmethod = optimize\n"
            "Initial log joint probability = -3\nOptimization terminated with error: \n"
            "  Line search failed to achieve a sufficient decrease, no more progress can be made"
        ),
        "The algorithm may not have converged.\nProceeding because require_converged is set to False",
    ]
    assert messages(raw) == (
        "The optimizer stopped early: Line search failed to achieve a sufficient decrease, no more progress can be made.",
        "The algorithm may not have converged.",
    )
