"""Session ids: signed, so that no copy of the server needs a memory of them."""

import time
from dataclasses import dataclass

import jwt


@dataclass(frozen=True)
class SessionClaims:
    """What a session id says about its session."""

    openai_id: str
    """OpenAI's id of the session, `cksess_…`."""
    user: str
    expires_at: int
    """Unix time in seconds."""

    @property
    def is_expired(self) -> bool:
        """Whether the session has ended by itself."""
        return self.expires_at <= time.time()


@dataclass(frozen=True)
class SessionIds:
    """Makes and reads session ids.

    Attributes:
        secret: Signs the ids.
        audience: The app they are for.
    """

    secret: str
    audience: str

    def seal(self, claims: SessionClaims) -> str:
        """Make the id that the browser gets."""
        payload = {
            "sub": claims.user,
            "aud": self.audience,
            "use": "session",
            "sid": claims.openai_id,
            "iat": int(time.time()),
            "exp": claims.expires_at,
        }
        return jwt.encode(payload, self.secret, algorithm="HS256")

    def open(self, session_id: str) -> SessionClaims | None:
        """Read an id, expired or not; None if this app did not make it."""
        try:
            payload = jwt.decode(
                session_id,
                self.secret,
                algorithms=["HS256"],
                audience=self.audience,
                options={"require": ["sub", "exp"], "verify_exp": False},
            )
        except jwt.InvalidTokenError:
            return None
        match payload:
            case {"use": "session", "sid": str(openai_id), "sub": str(user), "exp": int(end)}:
                return SessionClaims(openai_id, user, end)
            case _:
                return None
