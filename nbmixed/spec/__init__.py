"""What to fit: formula, family, priors and sampler settings as pure values, without data."""
