"""Speed against floors: run by `make bench` in a throw-away database.

Each module has `run(connection) -> list[Result]`; every figure is a ratio to a floor of the same run, absolute seconds
are notes.
"""
