require 'openssl'
require 'base64'

def signature(secret, canonical)
  Base64.encode64(OpenSSL::HMAC.digest('SHA256', [secret].pack('H*'), canonical))
end
