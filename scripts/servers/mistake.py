"""What a mistake of stateful_server.py is, and what many of them need."""

import collections


class Mistake:
    """A mistake by name. `put_into(server, inner)` returns what answers in place of `inner`."""

    def __init__(self, name, weight, requests, what, put_into):
        self.name, self.weight, self.requests, self.what = name, weight, requests, what
        self.put_into = put_into


def register(mistakes, weight):
    """A decorator that files a function under its own name, dashes for underscores, with its doc string."""

    def mistake(requests):
        """`requests` is the smallest number of requests that shows the mistake."""

        def file(put_into):
            name = put_into.__name__.replace("_", "-")
            mistakes[name] = Mistake(name, weight, requests, put_into.__doc__, put_into)
            return put_into

        return file

    return mistake


class Kept(collections.OrderedDict):
    """A cache that keeps the last 100,000 things, so that only the mistakes that are about it grow without end."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > 100_000:
            self.popitem(last=False)
