"""The shop's database. Both backends, Python and Node, work on it."""

import contextlib
import sqlite3

# The first touch is text, as the browser gave it. A date column would format it again.
SCHEMA = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    plan TEXT NOT NULL,
    first_touch_bucket TEXT,
    first_touch_ts TEXT
);
CREATE TABLE payment (
    event_id TEXT PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    paid_on TEXT NOT NULL,
    goal_status INTEGER
);
"""


class Store:
    def __init__(self, path):
        self._path = path
        with self._open() as database:
            database.executescript(SCHEMA)

    @contextlib.contextmanager
    def _open(self):
        # One connection per use, since requests come on several threads.
        with contextlib.closing(sqlite3.connect(self._path, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            with database:  # one transaction
                yield database

    def sign_up(self, email, plan, bucket, ts):
        """Returns the number of the new account."""
        with self._open() as database:
            return database.execute(
                "INSERT INTO account (email, plan, first_touch_bucket, first_touch_ts) VALUES (?, ?, ?, ?)",
                (email, plan, bucket, ts),
            ).lastrowid

    def touch_late(self, account, bucket, ts):
        """Sets the first touch of an account that has none."""
        with self._open() as database:
            database.execute(
                "UPDATE account SET first_touch_bucket = ?, first_touch_ts = ?"
                " WHERE id = ? AND first_touch_bucket IS NULL",
                (bucket, ts, account),
            )

    def account(self, account):
        """The account's row, or None."""
        with self._open() as database:
            return database.execute("SELECT * FROM account WHERE id = ?", (account,)).fetchone()

    def payment_of(self, account):
        """The account's last payment, or None."""
        with self._open() as database:
            return database.execute(
                "SELECT * FROM payment WHERE account = ? ORDER BY rowid DESC LIMIT 1", (account,)
            ).fetchone()

    def payment(self, event_id, account, paid_on):
        """Keeps a payment once; returns the status of its goal, None until one is sent."""
        with self._open() as database:
            database.execute(
                "INSERT OR IGNORE INTO payment (event_id, account, paid_on) VALUES (?, ?, ?)",
                (event_id, account, paid_on),
            )
            row = database.execute(
                "SELECT goal_status FROM payment WHERE event_id = ?", (event_id,)
            ).fetchone()
            return row["goal_status"]

    def goal_sent(self, event_id, status):
        with self._open() as database:
            database.execute(
                "UPDATE payment SET goal_status = ? WHERE event_id = ?", (status, event_id)
            )
