"""The points of customers who come again, in a database of their own."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WELCOME_POINTS = 100


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "account"

    customer: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int] = mapped_column()


class Loyalty:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def welcome(self, customer: str) -> int:
        async with self._sessions() as session:
            account = Account(customer=customer, points=WELCOME_POINTS)
            session.add(account)
            await session.commit()
            return account.points

    async def credit(self, customer: str, points: int) -> None:
        async with self._sessions() as session:
            await session.execute(
                update(Account).where(Account.customer == customer).values(points=Account.points + points)
            )

    async def close(self, customer: str) -> None:
        async with self._sessions() as session, session.begin():
            account = await session.get(Account, customer)
            if account is not None:
                await session.delete(account)
