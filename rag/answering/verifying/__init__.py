"""Whether a sentence follows from the words it cites: numbers, names, negation, roles, speakers, meaning."""
