"""What documents of any family are made with; knows no family and none of their layouts."""
