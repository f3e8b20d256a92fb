"""Refuses a commit message that the next reader of `git log` cannot use: see CONTRIBUTING.md."""

import sys
from pathlib import Path

SUBJECT = 72


def faults(message: str) -> list[str]:
    """What is wrong with a message, one sentence each; git's own comment lines do not count."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    while lines and not lines[-1].strip():
        lines.pop()
    subject = lines[0].strip() if lines else ""
    found = []
    if not subject:
        found.append("The subject is missing.")
    if len(subject) > SUBJECT:
        found.append(f"The subject has {len(subject)} characters, at most {SUBJECT}.")
    if subject.endswith("."):
        found.append("The subject ends without a full stop.")
    if len(lines) > 1 and lines[1].strip():
        found.append("An empty line parts the subject from the body.")
    if not any(line.strip() for line in lines[2:]) and not subject.startswith(("Merge ", "Revert ")):
        found.append("The body says why: what was wrong, or what becomes possible.")
    return found


def main() -> int:
    found = faults(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
