from aiodocker.docker import DockerImages as DockerImages
