"""From the text of news articles to places, events and the layers of a map."""
