from redis.asyncio import Pipeline as Pipeline
from redis.asyncio import PubSub as PubSub
from redis.asyncio import Redis as Redis
from redis.asyncio import StrictRedis as StrictRedis
