"""SUP: findings that are let stand, with a reason, until a day."""
