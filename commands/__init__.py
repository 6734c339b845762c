"""What `phuenthi` answers to, one file a subject."""
