"""Draws from the prior alone against scipy's distributions and direct simulation."""
