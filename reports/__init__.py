"""What a report says: file → document → sections → figures → checks. No database, no index, no HTTP."""
