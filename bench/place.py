"""Where the bench works."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "bench" / "peers"
RESULTS = ROOT / "bench" / "RESULTS.md"
REQUIREMENTS = ROOT / "bench" / "bambi.txt"
ENVIRONMENT = ROOT / "build" / "bench-venv"
