from geopy import geocoders as geocoders
