"""What parts of reading ask of Chinese text: ordinals, script, white space, sentences and their numbers.

No wordings; those are data.
"""
