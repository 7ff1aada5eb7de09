from google import auth as auth
from google import cloud as cloud
from google import genai as genai
from google import generativeai as generativeai
from google import oauth2 as oauth2
