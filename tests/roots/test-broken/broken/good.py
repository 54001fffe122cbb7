def good(flag=True):
    return flag
