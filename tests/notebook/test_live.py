"""The progress display."""

import pytest

from nbmixed.engine.progress import Attentive, ProgressEvent, Terminal
from nbmixed.notebook import live
from nbmixed.notebook.live import Live, Slot, listener_for, render


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Recorder(Slot):
    def __init__(self):
        super().__init__()
        self.shown = []

    def show(self, text, html):
        self.shown.append((text, html))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def slot():
    return Recorder()


def run(listener, clock, seconds, steps=100):
    listener.start(2, steps)
    for step in range(1, steps + 1):
        clock.now = seconds * step / steps
        for chain in (1, 2):
            listener.event(ProgressEvent(chain, step, steps, step <= steps // 2))
    listener.stop("2 chains x 50 draws")


def test_a_fast_run_shows_only_its_last_line(slot, clock):
    run(Live(slot, clock), clock, 0.39)
    assert [text for text, _ in slot.shown] == ["2 chains x 50 draws"]


def test_a_longer_run_updates_at_most_every_interval(slot, clock):
    run(Live(slot, clock), clock, 2.0)
    updates = len(slot.shown) - 1
    assert 5 < updates <= (2.0 - live.DELAY) / live.INTERVAL + 1
    assert slot.shown[-1][0] == "2 chains x 50 draws"


def test_several_fits_share_one_area_until_the_next_cell(slot, clock):
    for _ in range(3):
        run(Live(slot, clock), clock, 0.1)
    assert slot.shown[-1][0] == "3 fits; the last: 2 chains x 50 draws"
    slot.renew()
    run(Live(slot, clock), clock, 0.1)
    assert slot.shown[-1][0] == "2 chains x 50 draws"


def test_one_display_is_updated_in_place(monkeypatch):
    calls = []

    class Handle:
        def update(self, bundle, *, raw):
            calls.append(("update", bundle["text/plain"], raw))

    def display(bundle, raw, display_id):
        calls.append(("display", bundle["text/plain"], raw, display_id))
        return Handle()

    monkeypatch.setattr(live, "display", display)
    slot = Slot()
    slot.show("a", "a")
    slot.show("b", "b")
    slot.end("c")
    assert calls == [("display", "a", True, True), ("update", "b", True), ("update", "c", True)]


def test_the_state_in_words():
    events = {1: ProgressEvent(1, 2000, 2000, False), 2: ProgressEvent(2, 500, 2000, True)}
    text, html = render(3, 2000, events, 5.0)
    assert text == (
        "chain 1: done 2,000 / 2,000 (100 %)\n"
        "chain 2: warmup 500 / 2,000 (25 %)\n"
        "chain 3: waiting 0 / 2,000 (0 %)\n"
        "about 7 s left; 500 draws a second"
    )
    assert html.count('role="progressbar"') == 3 and 'aria-valuenow="25"' in html


def test_many_fits_are_counted_from_the_beginning(slot, clock):
    listener = Live(slot, clock)
    listener.start(1, 10)
    listener.event(ProgressEvent(1, 0, 10, False, fits=True))
    clock.now = 9.0
    listener.event(ProgressEvent(1, 3, 10, False, fits=True))
    assert [text for text, _ in slot.shown] == [
        "fits: done 0 / 10 (0 %)\n0 s so far",
        "fits: done 3 / 10 (30 %)\nabout 21 s left",
    ]


def test_divergences_are_told_as_they_come():
    events = {1: ProgressEvent(1, 2000, 2000, False, divergences=2), 2: ProgressEvent(2, 2000, 2000, False)}
    assert render(2, 2000, events, 8.0)[0].endswith("500 draws a second; 2 divergences so far")


def test_the_clock_goes_on_while_chains_are_silent(slot, clock):
    listener = Live(slot, clock)
    listener.start(1, 100)
    for clock.now in (0.1, 0.2, 2.0, 2.1, 5.0):
        listener.beat()
    assert [text.split("\n")[-1] for text, _ in slot.shown] == ["2 s so far", "5 s so far"]
    assert isinstance(listener, Attentive)


def test_the_stop_button_is_hidden_until_an_extension_serves_it():
    assert '<button type="button" class="nbmixed-stop" hidden>' in render(1, 10, {}, 1.0)[1]
    slot = Recorder()
    slot.end("done")
    assert "button" not in slot.shown[0][1]


def test_colours_follow_the_theme():
    _, html = render(1, 10, {1: ProgressEvent(1, 5, 10, True)}, 1.0)
    assert "#" not in html and "rgb" not in html and "<script" not in html and "<style" not in html


def test_a_kernel_gets_the_display_and_a_terminal_its_line():
    class Shell:
        kernel = None

    assert listener_for(Shell()) is Terminal
    Shell.kernel = object()
    assert listener_for(Shell()) is Live
