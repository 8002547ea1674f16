"""The server of this app: it knows who is asking, and serves the page and the chat."""
