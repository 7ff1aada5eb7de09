from google.oauth2 import id_token as id_token
