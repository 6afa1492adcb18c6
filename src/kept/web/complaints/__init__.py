"""Complaints: what they say and want, what the answer lacks, how it is put right, and what is paid."""
