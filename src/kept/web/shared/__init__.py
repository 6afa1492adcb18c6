"""What do all pages have in common? Frame, access, words for times and verdicts, the generic form."""
