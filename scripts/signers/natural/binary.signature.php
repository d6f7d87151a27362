function signature(string $secret, string $canonical): string
{
    return base64_encode(hash_hmac('sha256', $canonical, $secret, true));
}
