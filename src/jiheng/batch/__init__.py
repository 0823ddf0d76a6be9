"""Many files: finding them, reading them in worker processes, keeping each file's trouble its own."""
