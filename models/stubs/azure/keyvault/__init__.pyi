from azure.keyvault import secrets as secrets
