"""A real Apache Kafka broker (one node, KRaft) for tests and the demo, from Maven artefacts and without Docker."""
