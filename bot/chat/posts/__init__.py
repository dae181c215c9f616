"""What is written onto Discord, fitted to its limits and safe to show."""
