"""The promises about text: every figure is a slot or matches a fact, and no personal data goes to a model."""
