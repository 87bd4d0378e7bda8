"""targets.yaml as a typed, checked model in which every entry knows its line and column."""
