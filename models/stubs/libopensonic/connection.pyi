from libopensonic import Connection as Connection
