"""Money: whole pence, never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

_TYPED = re.compile(
    r"(?P<minus>-?)£?(?P<pounds>\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.(?P<pence>\d{2}))?"
)


class NotMoney(ValueError):
    """Enter an amount in pounds, such as 1,250 or 1250.50."""


@dataclass(frozen=True, order=True)
class Pounds:
    """An amount in pounds sterling, kept as whole pence."""

    pence: int

    @classmethod
    def of(cls, pounds: int | str | Decimal) -> "Pounds":
        """Return an amount from pounds. Raises NotMoney for fractions of a penny."""
        pence = Decimal(pounds) * 100
        if pence != pence.to_integral_value():
            raise NotMoney(str(pounds))
        return cls(int(pence))

    @classmethod
    def parse(cls, text: str) -> "Pounds":
        """Return the amount a person typed: "£1,250", "1250.50". Raises NotMoney."""
        found = _TYPED.fullmatch("".join(text.split()))
        if found is None:
            raise NotMoney(text)
        pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
        return cls(-pence if found["minus"] else pence)

    def __add__(self, other: "Pounds") -> "Pounds":
        return Pounds(self.pence + other.pence)

    def __sub__(self, other: "Pounds") -> "Pounds":
        return Pounds(self.pence - other.pence)

    def __neg__(self) -> "Pounds":
        return Pounds(-self.pence)

    def times(self, factor: int | Decimal) -> "Pounds":
        """Return the amount multiplied, rounded to the penny, halves to the even one."""
        return Pounds(int((Decimal(self.pence) * factor).to_integral_value(ROUND_HALF_EVEN)))

    def shares(self, parts: int) -> list["Pounds"]:
        """Return the amount cut into parts that differ by a penny at most and add up to it."""
        each, rest = divmod(self.pence, parts)
        return [Pounds(each + (index < rest)) for index in range(parts)]

    @property
    def decimal(self) -> Decimal:
        """The amount in pounds with two decimal places."""
        return Decimal(self.pence).scaleb(-2)

    def __str__(self) -> str:
        pounds, pence = divmod(abs(self.pence), 100)
        return f"{'-' if self.pence < 0 else ''}£{pounds:,}" + (f".{pence:02d}" if pence else "")
