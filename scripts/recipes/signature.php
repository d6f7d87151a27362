function signature(string $secret, string $canonical): string
{
    if (preg_match('/\A([0-9a-fA-F]{2})+\z/', $secret) !== 1) {
        throw new InvalidArgumentException('the secret is not hex');
    }
    return hash_hmac('sha256', $canonical, hex2bin($secret));
}
