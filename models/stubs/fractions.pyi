from numbers import Rational
from typing import Any

class Fraction(Rational):
    denominator: int
    numerator: int
    def __init__(self, numerator: int = 0, denominator: Any = None) -> None: ...
    @classmethod
    @raises_seldom
    def from_float(cls, f: Any) -> Fraction: ...
    @classmethod
    @raises_seldom
    def from_decimal(cls, dec: Any) -> Fraction: ...
    @raises_seldom
    def as_integer_ratio(self) -> tuple[int, int]: ...
    @raises_seldom
    def limit_denominator(self, max_denominator: int = 1000000) -> Fraction: ...
