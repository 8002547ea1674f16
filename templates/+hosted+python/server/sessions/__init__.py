"""ChatKit sessions: opened and ended at OpenAI, each for one user."""
