from azure import cosmos as cosmos
from azure import identity as identity
from azure import keyvault as keyvault
from azure import storage as storage
