"""What only tests call is not the product's: each function of a module is used, or is gone."""

import ast
import re
from collections import Counter
from pathlib import Path

from tools.sources import PACKAGES

ROOT = Path(__file__).parents[2]
CODE = [path for name in (*PACKAGES, "tools", "bench") for path in sorted((ROOT / name).rglob("*.py"))]
OTHERS = [ROOT / "gunicorn.conf.py", ROOT / "manage.py", *(ROOT / "templates").rglob("*.*")]


def unused(texts: dict[str, str], others: str = "") -> list[str]:
    """Public functions of modules whose name stands nowhere but where they are defined.

    What is registered by a decorator is called by whoever it was registered with.
    """
    words = Counter(word for text in (*texts.values(), others) for word in re.findall(r"\w+", text))
    return [
        f"{name}:{node.lineno} {node.name}"
        for name, text in texts.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.decorator_list and words[node.name] == 1
    ]


def test_every_function_of_the_product_is_used_by_the_product() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in CODE}
    others = "\n".join(path.read_text(encoding="utf-8") for path in OTHERS if path.is_file())
    assert unused(texts, others) == []


def test_a_function_that_nothing_calls_is_found() -> None:
    texts = {
        "a.py": "def used(): ...\ndef gone(): ...\n@register\ndef hook(): ...\n",
        "b.py": "from a import used\n",
    }
    assert unused(texts) == ["a.py:2 gone"]
    assert unused(texts, "{{ row|gone }}") == []
