# Of SQLAlchemy only what holds a connection. A session or connection that dies unclosed gives its connection back in a blocking
# driver, but not in an async one: there it stays checked out.
from sqlalchemy import engine as engine
from sqlalchemy import exc as exc
from sqlalchemy import orm as orm
from sqlalchemy import pool as pool
from sqlalchemy.engine import Connection as Connection
from sqlalchemy.engine import Engine as Engine
from sqlalchemy.engine import create_engine as create_engine
from typing import Any
