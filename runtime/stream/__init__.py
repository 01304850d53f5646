"""Messages between stages: a port (base.py), three backends, one worker loop, the relay from the outbox to Kafka."""
