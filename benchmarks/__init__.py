"""What is measured: speed side by side in one run. `make bench` runs all of it."""
