"""One module a Stan program: packs its data, reads its draws."""
