from concurrent.futures import BrokenExecutor
from concurrent.futures import ThreadPoolExecutor as ThreadPoolExecutor

class BrokenThreadPool(BrokenExecutor): ...
