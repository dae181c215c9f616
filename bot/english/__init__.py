"""What a question in English says, taken apart and put together by rules and lists of words."""
