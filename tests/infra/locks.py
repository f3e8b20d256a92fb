"""Which statements of a migration hold a table for long: what `docs/developing.md` says of locks, as a check.

Every table that was there before the migration counts as big, since it may hold a nation's rows. Read are statements as
`sqlmigrate` prints them, and the source of what runs as Python.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

TABLE = r'(?:IF EXISTS )?(?:ONLY )?"?(?P<table>\w+)"?'
BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.S)
TEXT = re.compile(r"'(?:[^']|'')*'")
REMARK = re.compile(r"--[^\n]*")
VOLATILE = re.compile(r"\bDEFAULT\s*\(*\s*(?!now\b|baton_now\b)\w+\s*\(", re.I)
A_PART = re.compile(r"\bLIMIT\b|\bBETWEEN\b|= ANY\b|\bctid\b", re.I)


@dataclass(frozen=True)
class Refused:
    """One statement that may hold the table `table` for long; `why` says what to write instead."""

    table: str
    why: str
    statement: str

    def __str__(self) -> str:
        return f"{self.table}: {self.why}: {self.statement[:120]}"


@dataclass(frozen=True)
class Rule:
    """One kind of statement: how it is known by the words behind which table, and what to write instead."""

    begins: re.Pattern[str]
    why: str
    unless: Callable[[str], object] = lambda statement: False


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words.replace("@", TABLE), re.I)


def _altered(words: str) -> re.Pattern[str]:
    return re.compile(rf"^ALTER TABLE {TABLE} .*?{words}", re.I)


def _has(*words: str) -> Callable[[str], object]:
    return re.compile("|".join(words), re.I).search


RULES = (
    Rule(
        _pattern(r'^CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?"?\w+"? ON @'),
        "an index is made CONCURRENTLY, in a migration that is not atomic",
    ),
    Rule(
        _altered(r"\bADD CONSTRAINT\b.*\b(?:CHECK|FOREIGN KEY)\b"),
        "a constraint is added NOT VALID and validated afterwards",
        _has("NOT VALID"),
    ),
    Rule(
        _altered(r"\bADD CONSTRAINT\b.*\b(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b"),
        "a unique constraint takes an index that was made CONCURRENTLY (USING INDEX)",
        _has("USING INDEX"),
    ),
    Rule(
        _altered(r"\bADD COLUMN\b.*\b(?:REFERENCES|UNIQUE|PRIMARY KEY|CHECK)\b"),
        "a column is added without a constraint, which follows NOT VALID",
    ),
    Rule(
        _altered(r"\bADD COLUMN\b.*\bNOT NULL\b"),
        "a new column may be empty or has a default in the database",
        _has(r"\bDEFAULT\b"),
    ),
    Rule(
        _altered(r"\bADD COLUMN\b.*(?:\bGENERATED\b.*\bSTORED\b|\bSERIAL\b)"),
        "the whole table is written anew",
    ),
    Rule(_altered(r"\bSET (?:TABLESPACE|LOGGED|UNLOGGED)\b"), "the whole table is written anew"),
    Rule(
        _pattern(r"^(?:CLUSTER|VACUUM FULL|LOCK(?: TABLE)?|TRUNCATE(?: TABLE)?) @"),
        "the table is held from everybody",
    ),
    Rule(
        _pattern(r"^UPDATE @ "),
        "rows are changed in parts, each in a transaction of its own",
        A_PART.search,
    ),
    Rule(
        _pattern(r"^DELETE FROM @"),
        "rows are removed in parts, each in a transaction of its own",
        A_PART.search,
    ),
)


def plain(statement: str) -> str:
    """The statement on one line without remarks, texts and bodies of functions."""
    return " ".join(TEXT.sub("''", BODY.sub("''", REMARK.sub("", statement))).split())


def parts(statement: str) -> list[str]:
    """The statements of a text, each as `plain`; those inside a DO block too, without the words before them."""
    whole = REMARK.sub("", statement).strip()
    if re.match(r"DO\b", whole, re.I):
        inner = re.split(r"\$\w*\$", whole)[1] if "$" in whole else whole
        starts = r"^.*?\b(?=(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX|UPDATE|DELETE FROM|LOCK|TRUNCATE)\b)"
        return [re.sub(starts, "", plain(one), flags=re.I) for one in inner.split(";") if one.strip()]
    return [plain(one) for one in BODY.sub("''", TEXT.sub("''", whole)).split(";") if one.strip()]


def refused(
    statements: Iterable[str], older: Collection[str], *, atomic: bool, wider: Collection[str] = ()
) -> Iterator[Refused]:
    """What of these statements holds one of the `older` tables for long.

    `atomic`: all in one transaction, so that each lock is held to its end. `wider` are columns (`table.column`) whose
    new type holds whatever the old one held: PostgreSQL leaves the rows alone.
    """
    said = [part for statement in statements for part in parts(statement)]
    for at, statement in enumerate(said):
        yield from _by_rule(statement, older, atomic)
        yield from _by_column(statement, older, said[:at], wider)
        found = re.match(rf"ALTER TABLE {TABLE} VALIDATE CONSTRAINT", statement, re.I)
        if found and atomic and any(_adds(found["table"], before) for before in said[:at]):
            why = (
                "validated in another transaction than it is added in, or the lock of adding is held so long"
            )
            yield Refused(found["table"], why, statement)


def _adds(table: str, statement: str) -> bool:
    return bool(re.match(rf'ALTER TABLE "?{table}"? ADD CONSTRAINT', statement, re.I))


def _by_rule(statement: str, older: Collection[str], atomic: bool) -> Iterator[Refused]:
    for rule in RULES:
        found = rule.begins.match(statement)
        if not found or found["table"] not in older:
            continue
        rows = statement[:6].upper() in {"UPDATE", "DELETE"}
        if not rule.unless(statement) or (rows and atomic):
            yield Refused(found["table"], rule.why, statement)
    found = re.match(rf"ALTER TABLE {TABLE} .*\bADD COLUMN\b", statement, re.I)
    if found and found["table"] in older and VOLATILE.search(statement):
        yield Refused(
            found["table"], "a default that is asked anew for each row writes all of them", statement
        )


def _by_column(
    statement: str, older: Collection[str], before: Sequence[str], wider: Collection[str]
) -> Iterator[Refused]:
    changed = rf'ALTER TABLE {TABLE} .*?ALTER COLUMN "?(?P<column>\w+)"? '
    found = re.match(rf"{changed}(?:SET DATA )?TYPE\b", statement, re.I)
    if found and found["table"] in older and f"{found['table']}.{found['column']}" not in wider:
        yield Refused(found["table"], "another type writes the whole table anew", statement)
    found = re.match(rf"{changed}SET NOT NULL", statement, re.I)
    if found and found["table"] in older:
        proven = re.compile(rf'ALTER TABLE "?{found["table"]}"? VALIDATE CONSTRAINT', re.I)
        if not any(proven.match(one) for one in before):
            why = "NOT NULL follows a validated constraint that says so, or every row is looked at meanwhile"
            yield Refused(found["table"], why, statement)


ROWS_IN_PYTHON = re.compile(r"\.(?:update|delete|bulk_update)\(|\b(?:UPDATE|DELETE FROM)\s", re.I)


def refused_code(source: str, *, atomic: bool) -> Iterator[Refused]:
    """What runs as Python and changes rows in one transaction, however many they are."""
    found = ROWS_IN_PYTHON.search(source)
    if found and atomic:
        yield Refused("code", "rows are changed in parts, in a migration that is not atomic", found.group())
