"""Speed and memory, as ratios within one run. `make bench` runs all of them; see docs/explanation/speed.md."""
