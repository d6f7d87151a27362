# frozen_string_literal: true

# Signs conversions and sends them to LoudPixel. Ruby 2.7 and later, standard library only.
#
#   pixel = LoudPixel.new('yoursite.com', 'your-tenant-uuid', ENV.fetch('LP_PIXEL_SECRET'))
#   pixel.track_conversion('purchase', session_id: 's-1', value: 99, currency: 'EUR', plan: 'Team')

require 'json'
require 'net/http'
require 'openssl'
require 'uri'

class LoudPixel
  def initialize(domain, tenant_id, secret, endpoint: 'https://loudpixel.ai')
    # pack('H*') takes any text for hex, so look first.
    raise ArgumentError, 'the pixel secret must be hex' unless secret.match?(/\A(\h\h)+\z/)

    @key = [secret].pack('H*')
    @tenant_id = tenant_id
    @uri = URI("#{endpoint}/api/v1/track/pixel/goal?domain=#{URI.encode_www_form_component(domain)}")
  end

  # Sends a conversion. Returns the HTTP status: 200 accepted, 400 contents, 401 signature.
  def track_conversion(event_name, **conversion)
    body = goal(event_name, **conversion)
    headers = { 'Content-Type' => 'application/json', 'X-LP-Goal-Signature' => sign(body) }
    http = Net::HTTP.new(@uri.host, @uri.port)
    http.use_ssl = @uri.scheme == 'https'
    http.open_timeout = http.read_timeout = 5
    http.post(@uri.request_uri, JSON.generate(body), headers).code.to_i
  end

  # The body of the request. `compact` leaves out what is nil, and keeps an empty plan.
  def goal(event_name, session_id: nil, value: nil, currency: nil, plan: nil,
           first_touch_bucket: nil, first_touch_ts: nil)
    texts = [session_id, currency, plan, first_touch_bucket, first_touch_ts].compact
    raise TypeError, 'only value is not a String' unless [event_name, *texts].all?(String)

    {
      event_name: event_name,
      session_id: session_id.to_s,
      properties: { value: amount(value), currency: currency, plan: plan }.compact,
      first_touch_bucket: (first_touch_bucket unless first_touch_bucket == ''),
      first_touch_ts: (first_touch_ts unless first_touch_ts == '')
    }.compact
  end

  # The value of the header X-LP-Goal-Signature.
  def sign(goal)
    OpenSSL::HMAC.hexdigest('SHA256', @key, canonical(goal))
  end

  # The signed bytes. Made from the body, so that body and signature cannot disagree.
  def canonical(goal)
    properties = goal[:properties]
    properties = properties.merge(value: format('%.2f', properties[:value])) if properties.key?(:value)
    signed = goal.merge(properties: properties.sort.to_h, tenant_id: @tenant_id)
    # ascii_only writes everything from U+0080 up as \u and four hex digits; DEL (U+007F) is missing.
    JSON.generate(signed.sort.to_h, ascii_only: true).gsub("\u007f") { '\u007f' }
  end

  private

  # A Float, since JSON writes a BigDecimal as text. The server answers 400 to anything else.
  def amount(value)
    return if value.nil?
    raise TypeError, 'value must be a number' unless value.is_a?(Numeric)

    amount = value.to_f
    return amount if amount >= 0 && amount <= 10_000 && amount.round(2) == amount

    raise ArgumentError, 'value must be 0 to 10000 with at most two decimals'
  end
end
