"""What can be asked of Kept on the command line? One module a command; `kept --help` lists them."""
