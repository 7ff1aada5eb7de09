"""Settings, read once from the environment."""

import os
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Settings:
    database_url: str
    payment_url: str
    payment_key: str
    smtp_host: str
    smtp_port: int
    sender: str
    feed_host: str
    feed_port: int


@lru_cache
def get_settings() -> Settings:
    return Settings(
        database_url=os.environ.get("DATABASE_URL", "postgresql://localhost/webshop"),
        payment_url=os.environ.get("PAYMENT_URL", "https://payments.example.org"),
        payment_key=os.environ.get("PAYMENT_KEY", ""),
        smtp_host=os.environ.get("SMTP_HOST", "localhost"),
        smtp_port=int(os.environ.get("SMTP_PORT", "25")),
        sender=os.environ.get("MAIL_SENDER", "shop@example.org"),
        feed_host=os.environ.get("FEED_HOST", "feed.example.org"),
        feed_port=int(os.environ.get("FEED_PORT", "7001")),
    )
