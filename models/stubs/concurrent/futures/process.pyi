from concurrent.futures import BrokenExecutor
from concurrent.futures import ProcessPoolExecutor as ProcessPoolExecutor

class BrokenProcessPool(BrokenExecutor): ...
