"""The HTTP face of the shop."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from .catalogue import Catalogue
from .models import Offer, Order, OrderRequest, OutOfStock, PaymentFailed, PaymentNotice
from .orders import OrderService, UnknownProduct
from .price_feed import PriceFeed
from .stock import Stock

router = APIRouter()


@dataclass(frozen=True)
class Services:
    """What the lifespan of the app makes, and the routes use."""

    catalogue: Catalogue
    orders: OrderService
    stock: Stock
    feed: PriceFeed


def get_services(request: Request) -> Services:
    return request.app.state.services


def describe_offer(offer: Offer) -> dict[str, object]:
    return {"sku": offer.product.sku, "title": offer.product.title, "price": offer.price, "currency": offer.currency}


def describe_order(order: Order) -> dict[str, object]:
    return {"id": order.id, "state": order.state, "total": order.total, "created": order.created}


@router.get("/products")
async def search(
    text: str, currency: str = "EUR", services: Services = Depends(get_services)
) -> list[dict[str, object]]:
    return [describe_offer(offer) for offer in await services.catalogue.search(text, currency)]


@router.get("/products/{sku}")
async def product(sku: str, currency: str = "EUR", services: Services = Depends(get_services)) -> dict[str, object]:
    offer = await services.catalogue.offer(sku, currency)
    if offer is None:
        raise HTTPException(404, f"no product {sku}")
    return describe_offer(offer)


@router.get("/products/{sku}/availability")
async def availability(sku: str, quantity: int = 1, services: Services = Depends(get_services)) -> dict[str, object]:
    if services.stock.is_available(sku, quantity):
        return {"sku": sku, "available": True}
    return {"sku": sku, "available": False}


@router.get("/products/{sku}/wait")
async def wait_for_product(
    sku: str, seconds: Annotated[float, Query(gt=0, le=60)] = 30, services: Services = Depends(get_services)
) -> dict[str, object]:
    return {"sku": sku, "available": await services.stock.wait_until_available(sku, 1, seconds)}


@router.post("/orders", status_code=201)
async def place_order(request: OrderRequest, services: Services = Depends(get_services)) -> dict[str, object]:
    try:
        order = await services.orders.place(request)
    except UnknownProduct as error:
        raise HTTPException(404, f"no product {error}") from error
    except OutOfStock as error:
        raise HTTPException(409, str(error)) from error
    except PaymentFailed as error:
        raise HTTPException(402, "the payment failed") from error
    return describe_order(order)


@router.delete("/orders/{order_id}", status_code=204)
async def cancel_order(order_id: int, services: Services = Depends(get_services)) -> None:
    if not await services.orders.cancel(order_id):
        raise HTTPException(404, f"no order {order_id} that can be cancelled")


@router.post("/payments/notices", status_code=202)
async def payment_notice(notice: PaymentNotice, services: Services = Depends(get_services)) -> None:
    """The provider waits two seconds for an answer, so the work goes on without it."""
    if notice.succeeded:
        asyncio.create_task(services.orders.paid(notice.order_id))
    else:
        await services.orders.failed(notice.order_id)


@router.post("/prices/refresh", status_code=202)
async def refresh_prices(skus: list[str], services: Services = Depends(get_services)) -> None:
    await services.feed.refresh(skus)
