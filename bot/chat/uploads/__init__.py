"""Documents that a server's moderators add; it knows no command."""
