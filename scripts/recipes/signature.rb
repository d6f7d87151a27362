require 'openssl'

def signature(secret, canonical)
  raise ArgumentError, 'the secret is not hex' unless secret.match?(/\A(\h\h)+\z/)

  OpenSSL::HMAC.hexdigest('SHA256', [secret].pack('H*'), canonical)
end
