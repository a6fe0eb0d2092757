"""From passages to checked sentences: evidence, readers, verification, citations, abstention."""
