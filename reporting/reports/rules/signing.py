"""One signature as it is shown and printed; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Signed:
    """The post, its holder ("": vacant), who signed in the holder's place ("": the holder), and when."""

    title: str
    holder: str
    by: str
    at: datetime

    @classmethod
    def of(cls, made: Mapping[str, Any]) -> "Signed":
        """From the stored form `{title, name, on_behalf, at}`; `on_behalf` is post and holder in one."""
        at = made["at"] if isinstance(made["at"], datetime) else datetime.fromisoformat(made["at"])
        if not made["on_behalf"]:
            return cls(made["title"], made["name"], "", at)
        return cls(made["title"], made["on_behalf"].removeprefix(made["title"]), made["name"], at)

    @property
    def named(self) -> str:
        """In one: 镇长钱梅, or 镇长钱梅（赵刚代签） with both names."""
        return f"{self.title}{self.holder}" + (f"（{self.by}代签）" if self.by else "")
