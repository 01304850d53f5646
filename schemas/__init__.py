"""The words that all stages share: pure, frozen models without I/O."""
