"""Where do the documents of the knowledge come from?"""
