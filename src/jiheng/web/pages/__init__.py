"""What all pages share: sign-in, home, notices, the shell around a page, the pages for faults."""
