"""What every part of reading asks of Chinese text: ordinals, script, white space. No wordings; those are data."""
