"""Work in threads: of many wishes the latest, and fits that can be told to stop."""

import threading
import time

import pytest

from nbmixed.engine.progress import Attentive, ProgressEvent
from nbmixed.notebook.builder.preview import live_spec
from nbmixed.notebook.builder.work import Latest, Watched
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import Sampling


def test_of_wishes_in_quick_succession_the_last_is_granted():
    done = []
    latest = Latest(done.append, wait=0.5)
    for wish in range(20):
        latest.ask(wish)
    latest.join(10)
    assert done == [19]


def test_work_that_fails_is_reported_and_further_wishes_are_granted(monkeypatch):
    done, reported = [], []
    monkeypatch.setattr(threading, "excepthook", lambda failure: reported.append(failure.exc_type))

    def work(wish):
        done.append(1 / wish)

    latest = Latest(work, wait=0.0)
    for wish in (0, 1):
        latest.ask(wish)
        latest.join(10)
    assert (reported, done) == ([ZeroDivisionError], [1.0])


def test_what_is_asked_during_the_work_waits_and_only_the_last_of_it():
    done, begun, go_on = [], threading.Event(), threading.Event()

    def work(wish):
        begun.set()
        go_on.wait(5)
        done.append(wish)

    latest = Latest(work, wait=0.0)
    latest.ask(1)
    begun.wait(5)
    for wish in (2, 3, 4):
        latest.ask(wish)
    go_on.set()
    latest.join(5)
    assert done == [1, 4]


def test_what_waits_can_be_dropped():
    done = []
    latest = Latest(done.append, wait=0.5)
    latest.ask(1)
    latest.drop()
    latest.join(5)
    assert done == []


def test_a_watched_run_shows_bars_and_ends_as_a_line():
    shown = []
    watched = Watched(lambda html, last: shown.append((html, last)))
    assert isinstance(watched, Attentive)
    watched.start(2, 100)
    time.sleep(0.2)
    watched.event(ProgressEvent(1, 50, 100, True))
    watched.beat()
    watched.stop("2 chains x 50 draws")
    assert "progressbar" in shown[0][0] and shown[-1] == ("2 chains x 50 draws", True)


def test_a_run_that_was_told_to_stop_does():
    watched = Watched(lambda _html, _last: None)
    watched.start(1, 10)
    watched.halt()
    with pytest.raises(KeyboardInterrupt):
        watched.beat()


def test_what_is_fast_is_fitted_and_what_is_slow_is_approximated():
    spec = ModelSpec("stan_glmer", "y ~ x + (1 | g)", sampling=Sampling(chains=2))
    exact, approximate = live_spec(spec, 0.9), live_spec(spec, 1.1)
    assert exact == (spec.with_seed(1), False)
    assert approximate[0].algorithm == "pathfinder" and approximate[1]
    assert live_spec(spec.with_seed(7), None)[0].sampling == Sampling(seed=7)
