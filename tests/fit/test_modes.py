"""Chains that stay apart are told from chains that overlap."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.fit.modes import described, places


@pytest.fixture
def draws():
    return np.random.default_rng(11).normal(size=(5, 400, 3))


def test_overlapping_chains_have_no_places(draws):
    assert places(draws) is None


def test_chains_of_a_place_need_one_another_only_in_a_row(draws):
    """Neighbours overlap, the first and the last do not: still one place."""
    draws[..., 0] += 2.0 * np.arange(5)[:, None]
    assert places(draws) is None


def test_places_come_in_the_order_of_their_first_chains(draws):
    draws[[0, 4], :, 1] += 50
    draws[2, :, 2] -= 70
    found = places(draws)
    assert found.chains == ((1, 5), (2, 4), (3,))
    assert found.separating == (1, 2)
    assert found.settled
    np.testing.assert_allclose(found.means, [[0, 50, 0], [0, 0, 0], [0, 0, -70]], atol=5 / np.sqrt(400))


def test_a_chain_that_moves_is_not_settled(draws):
    draws[1, :, 0] += np.linspace(20, 60, 400)
    assert not places(draws).settled


def test_a_chain_that_stands_still_is_not_settled(draws):
    draws[1] = 30.0
    assert not places(draws).settled


@pytest.mark.parametrize("chains", [slice(0, 1), slice(0, 0)])
def test_one_chain_has_no_other(draws, chains):
    assert places(draws[chains]) is None


def test_words(draws):
    draws[1, :, :] += [10, 20, 30]
    text = described(places(draws), ["a", "b", "c"], most=2)
    assert text.startswith("chains 1, 3, 4 and 5 against chain 2; there a is about ")
    assert text.endswith("(1 more differs)")


def test_group_effects_are_named_where_nothing_else_is(draws):
    draws[1] += [10, 20, 30]
    assert "there c is about" in described(places(draws), ["b[a g:1]", "b[a g:2]", "c"])
    assert "there b[a g:1] is about" in described(places(draws), ["b[a g:1]", "b[a g:2]", "b[a g:3]"])
