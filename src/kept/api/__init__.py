"""How do other systems tell Kept what happened, and read what follows? `/api/v1/`, described by its OpenAPI.

It stands beside the pages and knows nothing of them: both end in the same actions, and see through the same
door.
"""
