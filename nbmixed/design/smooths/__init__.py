"""Smooth terms become blocks of columns, each with independent normal coefficients of one standard deviation.

A basis (one a file) gives columns and a penalty; `single`, `factor_smooth`, `random_effect` and `tensor` turn
them so that the penalty is the sum of squares of the coefficients; `build` puts the terms of a formula together.
"""
