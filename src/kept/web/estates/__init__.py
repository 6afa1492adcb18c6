"""Our estates: what is reported, who has the job, how places look, and what the newsletter tells of it."""
