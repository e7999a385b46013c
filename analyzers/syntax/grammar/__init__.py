"""How is broken code of any language with a grammar found, explained and repaired?"""
