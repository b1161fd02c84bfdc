"""Use cases as small classes. They know the domain and the Protocols in `ports`, and nothing concrete."""
