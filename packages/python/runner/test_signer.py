"""Tests a signer with the golden vectors: python3 -m unittest test_signer. Import your own `sign`."""

import unittest

from loudpixel_goalpost_vectors import fault, sign_tests
from signer import sign  # sign(goal, tenant_id, secret) returns the signature, or raises ValueError to refuse


class Signer(unittest.TestCase):
    def test_vectors(self):
        for test in sign_tests():
            with self.subTest(test.id):
                self.assertIsNone(fault(test, sign))
