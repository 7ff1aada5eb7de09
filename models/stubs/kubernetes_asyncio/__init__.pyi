from kubernetes_asyncio import client as client
from kubernetes_asyncio import config as config
