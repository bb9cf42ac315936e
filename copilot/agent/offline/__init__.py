"""The embedded model: routes questions to tools and words the answers from templates, without any network."""
