"""Drawings of densities."""

import xml.etree.ElementTree as ET

import numpy as np

from nbmixed.notebook.builder.sketch import HEIGHT, WIDTH, Line, sketch, ticks

X = np.linspace(-3, 3, 50)


def test_lines_stay_inside_the_drawing_and_carry_words():
    drawn = ET.fromstring(sketch([Line(X, np.exp(-(X**2))), Line(X, np.exp(-X), "posterior")], 'of "<x>"'))
    assert drawn.attrib["aria-label"] == 'of "<x>"'
    shapes = [e for e in drawn if "points" in e.attrib]
    assert len(shapes) == 2
    for shape in shapes:
        points = np.array([p.split(",") for p in shape.attrib["points"].split()], dtype=float)
        assert (points >= 0).all() and (points <= [WIDTH, HEIGHT]).all()


def test_a_part_of_the_axis_can_be_shown():
    drawn = ET.fromstring(sketch([Line(X, X**2)], "", low=0.0, high=2.0))
    assert [e.text for e in drawn if e.tag == "text"] == ["0", "0.5", "1", "1.5", "2"]


def test_ticks_are_round():
    assert ticks(67, 530) == [100, 200, 300, 400, 500]
    assert ticks(-0.0021, 0.0049) == [-0.002, 0.0, 0.002, 0.004]


def test_colours_are_those_of_the_page():
    drawn = sketch([Line(X, X**2, kind) for kind in ("prior", "posterior", "preview", "drawn", "data")], "")
    assert "#" not in drawn and "rgb(" not in drawn
