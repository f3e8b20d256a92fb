"""Reading of the reports: cycles and their boards, the inbox, one report with all its versions."""
