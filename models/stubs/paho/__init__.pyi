from paho import mqtt as mqtt
