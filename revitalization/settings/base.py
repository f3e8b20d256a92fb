"""Which installation this is: its mode, its folder, its keys, its names."""

from pathlib import Path

from revitalization import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

MODE = env.choice("BATON_MODE", "embedded", "embedded, test or production", "embedded", "test", "production")
DATA_DIR = Path(
    env.text("BATON_DATA_DIR", str(BASE_DIR / "var"), "folder for files, logs and the embedded database")
)
SECRET_KEY = env.text("BATON_SECRET_KEY", "", "long random text; required in production") or (
    "unsafe-key-for-one-machine-only" if MODE != "production" else ""
)
TOKEN_PEPPER = env.text("BATON_TOKEN_PEPPER", SECRET_KEY, "secret mixed into the hashes of API tokens")
DEBUG = False
ALLOWED_HOSTS = env.listing("BATON_ALLOWED_HOSTS", "localhost,127.0.0.1", "host names the site answers to")
CSRF_TRUSTED_ORIGINS = env.listing(
    "BATON_TRUSTED_ORIGINS", "", "origins behind a TLS proxy, e.g. https://baton.example.cn"
)
SITE_NAME = env.text("BATON_SITE_NAME", "", "name shown in the header instead of the product's")
