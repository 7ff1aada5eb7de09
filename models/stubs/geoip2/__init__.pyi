from geoip2 import database as database
