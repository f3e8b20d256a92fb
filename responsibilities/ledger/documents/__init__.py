"""Papers and sheets of the ledger, in Chinese always: official documents and the table that offices know."""
