from asyncio import to_thread as to_thread
