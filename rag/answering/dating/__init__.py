"""The dates that an article mentions, and which day they are where that is certain."""
