"""What the shop talks about."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from pydantic import BaseModel, Field


class OrderState(str, Enum):
    NEW = "new"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Product:
    sku: str
    title: str
    price: Decimal
    weight_grams: int


@dataclass(frozen=True)
class Offer:
    """A product as one customer sees it."""

    product: Product
    currency: str
    price: Decimal


@dataclass
class OrderLine:
    sku: str
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass
class Order:
    id: int
    customer: str
    state: OrderState
    created: datetime
    lines: list[OrderLine] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


class OrderRequestLine(BaseModel):
    sku: str
    quantity: int = Field(gt=0, le=100)


class OrderRequest(BaseModel):
    customer: str
    lines: list[OrderRequestLine] = Field(min_length=1, max_length=50)


class PaymentNotice(BaseModel):
    order_id: int
    reference: str
    succeeded: bool


class OutOfStock(Exception):
    def __init__(self, sku: str) -> None:
        super().__init__(f"{sku} is out of stock")
        self.sku = sku


class PaymentFailed(Exception):
    pass
