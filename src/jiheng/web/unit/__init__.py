"""The pages of a budget unit: what it owes, uploading, drafts, submitting."""
