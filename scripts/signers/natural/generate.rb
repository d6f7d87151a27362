require 'json'

def canonical(tenant_id, event_name, session_id: nil, value: nil, currency: nil, plan: nil,
              first_touch_bucket: nil, first_touch_ts: nil)
  properties = {}
  properties[:currency] = currency if currency
  properties[:plan] = plan if plan
  properties[:value] = '%.2f' % value if value
  payload = { event_name: event_name, properties: properties, session_id: session_id || '', tenant_id: tenant_id }
  payload[:first_touch_bucket] = first_touch_bucket if first_touch_bucket
  payload[:first_touch_ts] = first_touch_ts if first_touch_ts
  JSON.generate(payload)
end
