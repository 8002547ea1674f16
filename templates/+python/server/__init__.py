"""The server of this app: it serves the page, knows who is asking, and runs the chat."""
