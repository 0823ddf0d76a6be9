"""The pages of reviewers: worklists, reviewing, grading, approving, who is late."""
