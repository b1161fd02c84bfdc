"""The model process: what is said on the wire, the process itself, and a blocking client. Knows no Qt."""
