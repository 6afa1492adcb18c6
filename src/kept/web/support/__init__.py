"""Support plans, adaptations, referrals and help with money: what is due, and what each case holds."""
