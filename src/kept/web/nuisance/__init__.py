"""Cases among neighbours: what their page shows, the diary of what happens, and the list of what is open."""
