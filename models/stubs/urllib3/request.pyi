from urllib3 import RequestMethods as RequestMethods
