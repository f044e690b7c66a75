"""What all views have in common: they show the state, and change it when touched."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as w

from nbmixed.errors import NbmixedError
from nbmixed.notebook.builder.state import BuilderState

AUTO = "auto"
_OPEN, _SHUT = "\u25be", "\u25b8"
_PROBLEM = '<div role="alert" class="nbmixed-problem">{text}</div>'


class View(ABC):
    """A part of the form.

    Attributes
    ----------
    state
        What is shown.
    box
        The widgets.
    fields
        The fields whose problems are told here.
    """

    fields: tuple[str, ...] = ()

    def __init__(self, state: BuilderState) -> None:
        self.state = state
        self._refreshing = False
        self._message = w.HTML()
        self._refused = ""
        self.box: w.Widget = w.VBox([])

    def refresh(self) -> None:
        """Show the state as it is."""
        self._refreshing = True
        try:
            self.show()
        finally:
            self._refreshing = False
        told = [self._refused, *(self.state.problems.get(f, "") for f in self.fields)]
        self._message.value = "".join(problem(text) for text in told if text)

    @abstractmethod
    def show(self) -> None:
        """Set the widgets to the state; each view has its own."""

    def on(self, widget: Any, act: Callable[[Any], None]) -> Any:
        """Do this when the person changes the widget's value, not when `show` does."""

        def changed(change: Any) -> None:
            if not self._refreshing:
                self.try_to(lambda: act(change["new"]))

        widget.observe(changed, names="value")
        return widget

    def button(self, text: str, act: Callable[[], None], **layout: str) -> Any:
        """A button."""
        made = w.Button(description=text, layout=w.Layout(width=AUTO, **layout))
        made.on_click(lambda _: self.try_to(act))
        return made

    def try_to(self, act: Callable[[], None]) -> None:
        """Act; what is refused is told here, for an exception in a callback would vanish.

        One action follows the other: JupyterLab sends the first messages of widgets to the kernel's main thread and later
        ones to a subshell, where Fit would overtake an Add that still waits for the data to be checked.
        """
        with self.state.turn:
            self._act(act)

    def _act(self, act: Callable[[], None]) -> None:
        self._refused = ""
        try:
            act()
        except NbmixedError as error:
            self._refused = str(error)
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it
            self._refused = f"The builder failed ({type(error).__name__}: {error}). Please report it."
        if self._refused:
            self.refresh()


def problem(text: str) -> str:
    """A fault, as HTML."""
    return _PROBLEM.format(text=escape(text).replace("\n", "<br>"))


def dropdown(label: str, **layout: str) -> Any:
    """A labelled list to choose from."""
    return w.Dropdown(description=label, layout=w.Layout(**{"width": AUTO, **layout}), style=_STYLE)


def heard(widget: Any) -> Any:
    """A widget whose label is for those who hear the page; others see by its place what it is."""
    widget.add_class("nbmixed-heard")
    return widget


def choose_from(widget: Any, options: Sequence[tuple[str, Any]], value: Any) -> None:
    """Give a list its options and its value; a value that is not among them becomes the first.

    Nothing is sent to the page where nothing has changed.
    """
    if tuple(widget.options) != tuple(options):
        widget.options = tuple(options)
    values = [v for _, v in options]
    wanted = value if value in values else (values[0] if values else None)
    if widget.value != wanted:
        widget.value = wanted


def row(*children: Any) -> Any:
    """Widgets side by side, wrapping where the page is narrow."""
    return w.HBox(
        list(children), layout=w.Layout(flex_flow="row wrap", align_items="center", grid_gap="2px 6px")
    )


def section(title: str, *children: Any) -> Any:
    """Widgets below a heading."""
    return w.VBox([heading(title), *children])


def heading(title: str) -> Any:
    """A heading, to those who hear the page too, that no table of contents lists."""
    return w.HTML(f'<div class="nbmixed-heading" role="heading" aria-level="3">{escape(title)}</div>')


def fold(title: str, content: Any) -> Any:
    """Widgets below a button that shows and hides them, at first hidden."""
    button = w.Button(layout=w.Layout(width=AUTO))
    button.add_class("nbmixed-fold")

    def show(opened: bool) -> None:
        button.description = f"{_OPEN if opened else _SHUT} {title}"
        button.tooltip = f"{'hide' if opened else 'show'} {title.lower()}"
        box.children = (button, content) if opened else (button,)

    box = w.VBox([])
    show(False)
    button.on_click(lambda _: show(len(box.children) == 1))
    return box


_STYLE = {"description_width": "initial"}
