"""Forms of whoever runs the system."""

from revitalization.kit.forms import ActForm


class AgainForm(ActForm):
    """Has failed work done again; the work itself says whether that is still possible."""
