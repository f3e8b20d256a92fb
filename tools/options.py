"""The settings that only the tools read; those of the product are in `revitalization/settings/`."""

import os
from pathlib import Path

from revitalization import env
from tools.say import Trouble

ROOT = Path(__file__).resolve().parent.parent

PORT = env.text("BATON_PORT", "8000", "port of 127.0.0.1 that `make run` listens on")
WORKERS = env.text("BATON_WEB_WORKERS", "2", "web processes of `make run`, each with 4 threads")
DEMO = env.text("BATON_DEMO", "auto", "yes, no or auto (only with the embedded database): make demo data")
BROWSER = env.text("BATON_BROWSER", "", "browser of the tests; `missing` skips the journeys by name")


def port() -> int:
    """The port to listen on.

    :raises Trouble: it is not a port number.
    """
    if not PORT.isdigit() or not 0 < int(PORT) < 65_536:
        raise Trouble(
            f"BATON_PORT={PORT} is not a port.", mend="choose a number, e.g. BATON_PORT=8001 make run"
        )
    return int(PORT)


def data_dir() -> Path:
    """The folder for everything that the running product writes, as an absolute path."""
    return Path(os.environ.get("BATON_DATA_DIR", "").strip() or ROOT / "var").absolute()
