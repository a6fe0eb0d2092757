"""The chat page: drawing answers, the conversation, the wiring to Gradio. No retrieval, no rules."""
