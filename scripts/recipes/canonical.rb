require 'json'

def canonical(tenant_id, event_name, session_id: nil, value: nil, currency: nil, plan: nil,
              first_touch_bucket: nil, first_touch_ts: nil)
  texts = [session_id, currency, plan, first_touch_bucket, first_touch_ts].compact
  raise TypeError, 'only value is no text' unless [event_name, *texts].all?(String)

  unless value.nil?
    is_money = value.is_a?(Numeric) && value >= 0 && value <= 10_000 && 1 / value.to_f > 0 && value.round(2) == value
    raise ArgumentError, 'value must be 0 to 10000 with at most two decimals' unless is_money

    value = format('%.2f', value)
  end
  # Keys in ascending order. compact leaves out nil, and keeps an empty plan.
  signed = {
    event_name: event_name,
    first_touch_bucket: (first_touch_bucket unless first_touch_bucket == ''),
    first_touch_ts: (first_touch_ts unless first_touch_ts == ''),
    properties: { currency: currency, plan: plan, value: value }.compact,
    session_id: session_id.to_s,
    tenant_id: tenant_id
  }.compact
  JSON.generate(signed, ascii_only: true).gsub("\u007f") { '\u007f' }
end
