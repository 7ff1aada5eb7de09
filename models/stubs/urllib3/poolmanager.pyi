from urllib3 import PoolManager as PoolManager
from urllib3 import ProxyManager as ProxyManager
