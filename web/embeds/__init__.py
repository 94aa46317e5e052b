"""What other sites put into their pages."""
