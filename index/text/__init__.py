"""The text index: one protocol, its implementations, and the analyser that cuts text into tokens."""
