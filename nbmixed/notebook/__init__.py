"""Cells, progress and completion in IPython: the only importer of IPython and ipywidgets."""
