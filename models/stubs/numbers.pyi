from typing import Any

class Number: ...

class Complex(Number):
    imag: Any
    real: Any
    @raises_never
    def conjugate(self) -> Any: ...

class Real(Complex):
    imag: Any
    real: Any
    @raises_never
    def conjugate(self) -> Any: ...

class Rational(Real):
    denominator: Any
    numerator: Any

class Integral(Rational):
    denominator: Any
    numerator: Any
