from redis.asyncio import BlockingConnectionPool as BlockingConnectionPool
from redis.asyncio import Connection as Connection
from redis.asyncio import ConnectionPool as ConnectionPool
