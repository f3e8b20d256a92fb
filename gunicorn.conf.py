"""What every start of the web server has in common; gunicorn reads it by itself."""

logger_class = "revitalization.kit.logs.PrivateServerLog"
worker_class = "revitalization.serving.Worker"
