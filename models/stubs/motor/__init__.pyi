from motor import motor_asyncio as motor_asyncio
