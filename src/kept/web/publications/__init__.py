"""What we publish: editions and what each must hold, where it hangs, who was given it, and who asks."""
