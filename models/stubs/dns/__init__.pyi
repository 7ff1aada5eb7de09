from dns import resolver as resolver
