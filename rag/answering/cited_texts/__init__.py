"""Anyone's text with citations: taken apart, located, checked, and looked at again later."""
