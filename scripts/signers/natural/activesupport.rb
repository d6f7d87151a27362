require 'active_support'
require 'active_support/core_ext'

def canonical(tenant_id, event_name, session_id: nil, value: nil, currency: nil, plan: nil,
              first_touch_bucket: nil, first_touch_ts: nil)
  properties = { currency: currency, plan: plan, value: value && format('%.2f', value) }.compact_blank
  {
    event_name: event_name, first_touch_bucket: first_touch_bucket.presence, first_touch_ts: first_touch_ts.presence,
    properties: properties, session_id: session_id.presence || '', tenant_id: tenant_id
  }.compact.sort.to_h.to_json
end
