from twilio import rest as rest
