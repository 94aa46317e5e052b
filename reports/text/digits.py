"""Chinese numerals written digit by digit (二〇一九), with each of the signs that stand for zero."""

ZEROS = "零〇○Ｏ"
ONE_TO_NINE = "一二三四五六七八九"
TO_ARABIC = str.maketrans(ZEROS + ONE_TO_NINE, "0" * len(ZEROS) + "123456789")
"""For `str.translate`."""
