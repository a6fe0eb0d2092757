"""Benchmarks: `python -m evals.bench NAME`, each beside another side and with the machine it ran on."""
