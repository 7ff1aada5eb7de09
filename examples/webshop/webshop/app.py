"""The app: what is made at the start is undone, in reverse order, at the end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from .background import BackgroundTasks
from .catalogue import Catalogue, ExchangeRates
from .database import OrderStore, ProductStore, open_pool
from .mailer import Mailer
from .orders import OrderService
from .payments import Payments, make_client
from .price_feed import PriceFeed
from .routes import Services, router
from .settings import get_settings
from .stock import Stock


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = get_settings()
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url))
        client = await stack.enter_async_context(make_client(settings))
        background = BackgroundTasks()
        stack.push_async_callback(background.aclose)

        products = ProductStore(pool)
        catalogue = Catalogue(products, ExchangeRates(client))
        stock = Stock()
        orders = OrderService(OrderStore(pool), catalogue, stock, Payments(client), Mailer(settings), background)
        feed = PriceFeed(settings, products)
        app.state.services = Services(catalogue, orders, stock, feed)
        background.start(feed.run(), "price-feed")
        yield


def create_app() -> FastAPI:
    app = FastAPI(title="webshop", lifespan=lifespan)
    app.include_router(router)
    return app


app = create_app()
