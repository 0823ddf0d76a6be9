"""The web app: a county's year of performance targets. The only part that needs Django."""
