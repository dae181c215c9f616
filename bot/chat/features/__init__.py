"""What people do with the bot, a file each; none of them knows the client."""
