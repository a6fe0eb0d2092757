"""Evaluation: cases, metrics, runner and report."""
