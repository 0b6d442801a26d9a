"""EST: words of likelihood and confidence, and hedges that must not be lost."""
