"""The server: connections, bodies, worker processes, the access log."""
