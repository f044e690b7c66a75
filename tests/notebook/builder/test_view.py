"""What all views of the builder have in common."""

import threading

from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import View


class Plain(View):
    def show(self):
        pass


def test_actions_from_several_threads_follow_one_another():
    state, done = BuilderState({}), []
    first, second = Plain(state), Plain(state)
    begun, go_on = threading.Event(), threading.Event()

    def add():
        begun.set()
        go_on.wait(10)
        done.append("add")

    threads = [threading.Thread(target=first.try_to, args=(add,))]
    threads[0].start()
    begun.wait(10)
    threads.append(threading.Thread(target=second.try_to, args=(lambda: done.append("fit"),)))
    threads[1].start()
    threads[1].join(0.05)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert done == ["add", "fit"]


def test_an_action_that_fails_is_told_where_it_was_asked_for():
    view = Plain(BuilderState({}))
    view.try_to(lambda: 1 / 0)
    assert "The builder failed (ZeroDivisionError" in view._message.value
