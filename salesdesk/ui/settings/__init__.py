"""The settings: the firm, its people, how the window looks, where the data is."""
