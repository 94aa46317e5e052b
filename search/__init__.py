"""What was asked and what is the answer: questions, query parsing, section search, figure look-up, snippets."""
