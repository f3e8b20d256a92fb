"""No secret and no whole telephone number reaches a log, not even through an error's own words."""

import io
import logging
import logging.config

import pytest

from revitalization.interfaces import logging_for

NUMBER, TOKEN, PASSWORD = "13893107742", "baton_abcdefgh2345_Zx9-secretsecret", "qiao-liang-2026"


@pytest.fixture
def written() -> io.StringIO:
    """What the product's own console handler writes."""
    return io.StringIO()


def a_logger(target: io.StringIO) -> logging.Logger:
    config = logging_for("production")
    made = logging.config.DictConfigurator(config)
    formatter = made.configure_formatter(dict(config["formatters"]["private"]))
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    logger = logging.Logger("baton.tests")
    logger.addHandler(handler)
    return logger


def test_messages_arguments_and_tracebacks_are_masked(written: io.StringIO) -> None:
    logger = a_logger(written)
    logger.warning("phone %s token %s", NUMBER, TOKEN)
    logger.warning("password=%s", PASSWORD)
    try:
        raise ValueError(f"DETAIL: Key (phone)=({NUMBER}) already exists; Authorization: {TOKEN}")
    except ValueError:
        logger.exception("refused")
    text = written.getvalue()
    assert "138****7742" in text
    assert "ValueError" in text
    assert not [secret for secret in (NUMBER, "secretsecret", PASSWORD) if secret in text]


def test_the_product_writes_through_no_other_handler() -> None:
    handlers = logging_for("production")["handlers"]
    assert {handler["formatter"] for handler in handlers.values()} == {"private"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("next=%2Fpeople%2F%3Fphone%3D13893107742", "%3D138****7742"),
        ("phone=%2B8613893107742", "138****7742"),
        ("phone=%2213893107742%22", "%22138****7742%22"),
        (
            "Gateway: /calendar/feed/abcdefghijk2/liang-2026-qiao_Wangfang-0123456789.ics",
            "/feed/abcdefghijk2/****.ics",
        ),
        ("postgresql://baton:qiao@liang-2026@db.example.cn/baton", "://baton:****@db.example.cn/baton"),
    ],
)
def test_what_stands_in_an_address_is_masked_too(written: io.StringIO, said: str, kept: str) -> None:
    a_logger(written).warning("%s", said)
    assert kept in written.getvalue()
    assert not [secret for secret in (NUMBER, "liang-2026") if secret in written.getvalue()]


def test_numbers_that_are_no_telephone_stay_readable(written: io.StringIO) -> None:
    a_logger(written).warning("job 0b6f3a52-6c1e-4b6a-9f5e-2f13893107742a took 138931077421 ns")
    assert "2f13893107742a took 138931077421 ns" in written.getvalue()
