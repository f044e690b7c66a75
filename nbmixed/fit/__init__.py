"""Draws -> statements: no subprocess, no HTML."""
