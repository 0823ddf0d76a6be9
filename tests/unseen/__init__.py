"""Forms as clerks write them, drawn into files, and the same forms with one mistake each, by authors who had not seen the rules; see `python -m tests.unseen`."""
