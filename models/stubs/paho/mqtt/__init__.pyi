from paho.mqtt import client as client
