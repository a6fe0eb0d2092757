"""The web server around the page: who may reach it, under which headers, and the articles it shows."""
