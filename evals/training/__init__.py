"""Training of the extractive reader's small models on public questions."""
