static string Signature(string secret, string canonical)
{
    if (!System.Text.RegularExpressions.Regex.IsMatch(secret, @"\A([0-9a-fA-F]{2})+\z"))
        throw new System.ArgumentException("the secret is not hex");
    var key = new byte[secret.Length / 2];
    for (var i = 0; i < key.Length; i++) key[i] = System.Convert.ToByte(secret.Substring(2 * i, 2), 16);
    using (var hmac = new System.Security.Cryptography.HMACSHA256(key))
    {
        var mac = hmac.ComputeHash(System.Text.Encoding.ASCII.GetBytes(canonical));
        return System.BitConverter.ToString(mac).Replace("-", "").ToLowerInvariant();
    }
}
