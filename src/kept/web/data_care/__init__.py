"""What customers agreed to, what left our hands, and how long words are kept."""
