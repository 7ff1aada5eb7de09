from firebase_admin import auth as auth
from firebase_admin import messaging as messaging
