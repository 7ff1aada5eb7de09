from asyncio import BaseTransport as BaseTransport
from asyncio import DatagramTransport as DatagramTransport
from asyncio import ReadTransport as ReadTransport
from asyncio import SubprocessTransport as SubprocessTransport
from asyncio import Transport as Transport
from asyncio import WriteTransport as WriteTransport
