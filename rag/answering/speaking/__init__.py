"""Who says what in an article, by name, and who carries it."""
