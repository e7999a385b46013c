"""What do models add to a diagnosis that was made without them? Asked only where the user has switched them on."""
