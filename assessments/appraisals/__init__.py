"""Performance assessment: what a scheme's points mean, to the last digit."""
