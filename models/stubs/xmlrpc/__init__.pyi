from xmlrpc import client as client
