"""One signature as it is shown and printed; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from revitalization.kit.periods import chinese_date


@dataclass(frozen=True)
class Authority:
    """The holder's written word by which another signed: its days, both included, and the reason."""

    since: date
    until: date
    reason: str

    @classmethod
    def of(cls, made: Mapping[str, Any] | None) -> "Authority | None":
        """From the stored form `{since, until, reason}` with ISO days; None stays None."""
        if not made:
            return None
        return cls(date.fromisoformat(made["since"]), date.fromisoformat(made["until"]), made["reason"])


@dataclass(frozen=True)
class Signed:
    """The post, its holder ("": vacant), who signed in the holder's place ("": the holder), when, by what authority.

    `authority` is known of submitted versions; None: the holder signed, or the post was vacant.
    """

    title: str
    holder: str
    by: str
    at: datetime
    authority: Authority | None = None

    @classmethod
    def of(cls, made: Mapping[str, Any]) -> "Signed":
        """From the stored form `{title, name, on_behalf, at, delegation}`; `on_behalf` is post and holder in one."""
        at = made["at"] if isinstance(made["at"], datetime) else datetime.fromisoformat(made["at"])
        if not made["on_behalf"]:
            return cls(made["title"], made["name"], "", at)
        holder = made["on_behalf"].removeprefix(made["title"])
        return cls(made["title"], holder, made["name"], at, Authority.of(made.get("delegation")))

    @property
    def named(self) -> str:
        """In one: 镇长钱梅; 镇长钱梅（委托赵刚签发）; 镇长（空缺，赵刚签发）. Nobody is given a title not held."""
        if not self.by:
            return f"{self.title}{self.holder}"
        if not self.holder:
            return f"{self.title}（空缺，{self.by}签发）"
        return f"{self.title}{self.holder}（委托{self.by}签发）"

    @property
    def noted(self) -> str:
        """For the note on the paper, when another signed: the vacancy, or the holder's written word with its days."""
        if not self.holder:
            return f"{self.title}空缺，由{self.by}签发"
        said = f"{self.title}{self.holder}委托{self.by}签发"
        if self.authority is None:
            return said
        days = f"{chinese_date(self.authority.since)}至{chinese_date(self.authority.until)}"
        return f"{said}，委托期{days}，事由：{self.authority.reason}"
