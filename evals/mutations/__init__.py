"""Faithful and altered sentences for measuring verification; shares no code with what it measures."""
