"""What the slice adds to the product."""

from revitalization.kit.mechanism import Mechanism

MECHANISM = Mechanism(key="access")
