"""The reader that needs no model: which of the articles' own sentences answer, and whether any does."""
