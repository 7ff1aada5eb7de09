from azure.storage import blob as blob
