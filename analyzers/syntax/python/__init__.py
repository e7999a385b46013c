"""How is broken Python found, explained and repaired?"""
