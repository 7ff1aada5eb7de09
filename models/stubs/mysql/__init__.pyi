from mysql import connector as connector
