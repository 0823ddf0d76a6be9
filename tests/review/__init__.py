"""A held-out evaluation of the review rules.

`clean/` careful forms and batches, `planted/` one deliberate mistake each, `mutations.py` mistakes over any form,
`draw.py` and `office.py` some of them as Word and Excel files. `python -m tests.review.evaluate` measures the checker.
A form of `clean/` is never changed to please a rule: a rule that speaks there is wrong until an expert says otherwise.
"""
