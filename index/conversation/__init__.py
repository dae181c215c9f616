"""What a message means after those before it; it knows questions, and not who asks them."""
