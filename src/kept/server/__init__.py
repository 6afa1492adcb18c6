"""What keeps Kept running on one machine? The embedded PostgreSQL, the processes, and where they lie."""
