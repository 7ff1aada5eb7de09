from arq.connections import ArqRedis as ArqRedis
from arq.connections import create_pool as create_pool
from typing import Any

cron: Any
func: Any
Retry: Any
