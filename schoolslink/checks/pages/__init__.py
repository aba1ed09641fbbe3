"""Opens every page as everybody in a browser, in each of its states: can all read it, does it work alone?"""
