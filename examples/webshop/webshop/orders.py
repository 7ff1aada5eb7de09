"""From a request to a paid order."""

import asyncio
import logging

from .background import BackgroundTasks
from .catalogue import Catalogue
from .database import OrderStore
from .mailer import Mailer
from .models import Order, OrderLine, OrderRequest, OrderState, PaymentFailed
from .payments import Payments
from .stock import Stock

logger = logging.getLogger(__name__)


class UnknownProduct(Exception):
    pass


class OrderService:
    def __init__(
        self,
        orders: OrderStore,
        catalogue: Catalogue,
        stock: Stock,
        payments: Payments,
        mailer: Mailer,
        background: BackgroundTasks,
    ) -> None:
        self._orders = orders
        self._catalogue = catalogue
        self._stock = stock
        self._payments = payments
        self._mailer = mailer
        self._background = background

    async def place(self, request: OrderRequest) -> Order:
        lines = await self._priced(request)
        await self._stock.reserve(lines)
        try:
            order = await self._orders.add(request.customer, lines)
            await self._payments.charge(order)
        except BaseException:
            await self._stock.give_back(lines)
            raise
        self._background.start(self._mailer.order_received(order), f"mail-{order.id}")
        return order

    async def paid(self, order_id: int) -> Order | None:
        order = await self._orders.by_id(order_id)
        if order is None or order.state is not OrderState.NEW:
            return None
        await self._orders.set_state(order_id, OrderState.PAID)
        await self._mailer.order_paid(order)
        return order

    async def cancel(self, order_id: int) -> bool:
        order = await self._orders.by_id(order_id)
        if order is None or order.state is OrderState.SHIPPED:
            return False
        await self._orders.set_state(order_id, OrderState.CANCELLED)
        await self._stock.give_back(order.lines)
        try:
            await self._payments.refund(order)
        except PaymentFailed:
            logger.exception("order %s is cancelled but not refunded", order_id)
        self._mailer.order_cancelled(order)
        return True

    async def failed(self, order_id: int) -> None:
        order = await self._orders.by_id(order_id)
        if order is not None and order.state is OrderState.NEW:
            await asyncio.gather(
                self._orders.set_state(order_id, OrderState.CANCELLED),
                self._stock.give_back(order.lines),
            )

    async def _priced(self, request: OrderRequest) -> list[OrderLine]:
        lines = []
        for wanted in request.lines:
            offer = await self._catalogue.offer(wanted.sku, "EUR")
            if offer is None:
                raise UnknownProduct(wanted.sku)
            lines.append(OrderLine(wanted.sku, wanted.quantity, offer.price))
        return lines
