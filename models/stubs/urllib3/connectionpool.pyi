from urllib3 import HTTPConnectionPool as HTTPConnectionPool
from urllib3 import HTTPSConnectionPool as HTTPSConnectionPool
from urllib3 import RequestMethods

class ConnectionPool(RequestMethods): ...
