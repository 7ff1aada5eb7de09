from asyncio import BaseProtocol as BaseProtocol
from asyncio import BufferedProtocol as BufferedProtocol
from asyncio import DatagramProtocol as DatagramProtocol
from asyncio import Protocol as Protocol
from asyncio import SubprocessProtocol as SubprocessProtocol
