"""The domain key, without which ChatKit shows nothing away from localhost."""

import logging
import re
from dataclasses import dataclass, field

from .settings import Problem, Settings

logger = logging.getLogger(__name__)

MAXIMUM_HOSTS_TOLD = 100
LOCAL_HOST = re.compile(r"localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0")


@dataclass(frozen=True)
class DomainKeyCheck:
    """Tells a host that needs a domain key and has none."""

    settings: Settings
    hosts_told: set[str] = field(default_factory=set)

    def problems(self, host: str) -> list[Problem]:
        """What is not set up yet for people who reach this server at a host."""
        settings = self.settings
        name = re.sub(r":\d+$", "", host)
        if settings.domain_key or settings.offline or LOCAL_HOST.fullmatch(name):
            return list(settings.problems)
        problem = Problem(
            code="domain_key_placeholder",
            message=f"{name} has no ChatKit domain key yet.",
            hint=f"Allow {name} for your organisation, then set CHATKIT_DOMAIN_KEY.",
            href="https://platform.openai.com/settings/organization/security/domain-allowlist",
        )
        # A browser may send any Host, so the memory of those that were told is bounded.
        if name not in self.hosts_told and len(self.hosts_told) < MAXIMUM_HOSTS_TOLD:
            self.hosts_told.add(name)
            logger.warning("%s %s", problem.message, problem.hint)
        return [*settings.problems, problem]
