"""What appraisals add to the product."""

from revitalization.kit.mechanism import Mechanism

MECHANISM = Mechanism(key="appraisals")
