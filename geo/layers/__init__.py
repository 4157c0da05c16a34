"""What is published of articles, places and incidents: columns, rows, frames, files."""
