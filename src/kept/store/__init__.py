"""What is on record? Tables, row-level security, and the way from rows to the values of casework and back.

with tenancy.association("karin"):
    threads.visible_to(membership)          # the only door to threads
"""
