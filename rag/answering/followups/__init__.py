"""Questions that lean on the conversation before them."""
