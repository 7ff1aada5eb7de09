from aiodocker.docker import DockerContainer as DockerContainer
from aiodocker.docker import DockerContainers as DockerContainers
