"""A declaration's page, for everybody who may see it: the form, findings, versions, differences, history, files."""
