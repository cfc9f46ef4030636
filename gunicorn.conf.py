"""How gunicorn serves the office. Threads, not bare processes: a slow upload must not stall everybody else."""

from config import from_environment

_settings = from_environment()

bind = f"{_settings.bind_address}:{_settings.port}"
workers = _settings.web_processes
threads = _settings.web_threads
worker_class = "gthread"
preload_app = False
# A worker that is silent for so long is stuck; slow clients do not count, they are the threads' affair.
timeout = 120
graceful_timeout = 20
keepalive = 5
accesslog = None
# Two offices of one person would share its place, and nobody here speaks to it.
control_socket_disable = True
