from plexapi import server as server
