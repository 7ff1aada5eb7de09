from aiogram.dispatcher.dispatcher import Dispatcher as Dispatcher
from aiogram.dispatcher.dispatcher import Router as Router
