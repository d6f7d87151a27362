import base64, hashlib, hmac

def signature(secret, canonical):
    return base64.b64encode(hmac.new(base64.b64decode(secret), canonical, hashlib.sha256).digest()).decode()
