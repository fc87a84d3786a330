"""gunicorn's hooks: nginx may connect to the site's socket; who connects to the other is looked at."""

umask = 0o000
