"""The NHS number: ten digits, the last of which checks the others."""

import re


def plain_nhs_number(text: str) -> str:
    """Return the digits of an NHS number as people write it, with spaces or hyphens."""
    return re.sub(r"[\s-]", "", text)


def is_nhs_number(text: str) -> bool:
    """Return whether ten digits pass the modulus 11 check of the NHS Data Dictionary."""
    digits = plain_nhs_number(text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    check = (11 - total % 11) % 11
    return check == int(digits[9])
