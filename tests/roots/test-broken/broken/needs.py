import surely_not_installed


def f():
    return 1
