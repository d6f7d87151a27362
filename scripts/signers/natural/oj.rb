require 'oj'

def canonical(tenant_id, event_name, session_id: nil, value: nil, currency: nil, plan: nil,
              first_touch_bucket: nil, first_touch_ts: nil)
  payload = {
    'event_name' => event_name,
    'first_touch_bucket' => first_touch_bucket,
    'first_touch_ts' => first_touch_ts,
    'properties' => { 'currency' => currency, 'plan' => plan, 'value' => value&.round(2) }.compact,
    'session_id' => session_id.to_s,
    'tenant_id' => tenant_id
  }.compact
  Oj.dump(payload, mode: :compat)
end
