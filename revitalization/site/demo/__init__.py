"""A believable demonstration: people, posts, roles, cycles and reports of one real province.

Every row arises through the product's own actions under the moved clock; nothing is written past them. Names of
people and texts are invented, units are real. Each slice with something to show has a module here that bears
its name, with `chapters(now)` and `is_told()`; `told` finds it.
"""
