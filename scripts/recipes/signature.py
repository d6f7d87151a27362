import hashlib, hmac, re

def signature(secret, canonical):
    if not re.fullmatch("([0-9a-fA-F]{2})+", secret):
        raise ValueError("the secret is not hex")
    return hmac.new(bytes.fromhex(secret), canonical, hashlib.sha256).hexdigest()
