"""The speed of nbmixed beside that of bambi, rstanarm and lme4: ``python -m bench`` in a checkout."""
