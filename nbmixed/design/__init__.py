"""A formula and a data frame become arrays."""
