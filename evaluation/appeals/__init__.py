"""What agents answer to a review, who rules on it, and what came of it."""
