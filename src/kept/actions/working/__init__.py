"""How is an act worked through? What the actions share; nobody else imports it."""
