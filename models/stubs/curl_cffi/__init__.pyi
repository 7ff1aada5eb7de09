from curl_cffi import requests as requests
