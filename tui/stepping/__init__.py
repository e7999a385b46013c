"""What does a person type and read who debugs a program step by step in a plain terminal?"""
