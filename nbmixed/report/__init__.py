"""From notebook to readable page, and the command line."""
