from rich import prompt as prompt
