from aiofiles.threadpool import AsyncFile as AsyncBufferedIOBase
from aiofiles.threadpool import AsyncFile as AsyncBufferedReader
from aiofiles.threadpool import AsyncFile as AsyncFileIO
