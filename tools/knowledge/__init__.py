"""What have others already found out about a problem like this?"""
