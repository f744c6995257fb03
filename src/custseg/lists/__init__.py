"""Lists to work through, for one branch or manager each (管户清单)."""
