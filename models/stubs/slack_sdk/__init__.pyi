from slack_sdk.web import WebClient as WebClient
from slack_sdk.webhook import WebhookClient as WebhookClient
from slack_sdk import web as web
from slack_sdk import webhook as webhook
