from aiofiles.threadpool import AsyncFile as AsyncTextIOWrapper
