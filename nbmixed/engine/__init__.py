"""Runs Stan programs: data and settings in, draws out. The only importer of cmdstanpy."""
