"""The reader that asks a language model: what it is told, what it sends, and what of it is kept."""
