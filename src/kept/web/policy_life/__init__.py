"""The pages on which a change of the policy is drafted, put to residents, approved, loaded and read."""
