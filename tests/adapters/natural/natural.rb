# frozen_string_literal: true

# A signer as a backend developer writes it, with its adapter.

require_relative 'goalpost_adapter'

# goalpost:canonical
require 'json'

def canonical(tenant_id, event_name, session_id: nil, value: nil, currency: nil, plan: nil,
              first_touch_bucket: nil, first_touch_ts: nil)
  properties = { currency: currency, plan: plan, value: value && value.to_f.round(2).to_s }.compact
  signed = { event_name: event_name, session_id: session_id, properties: properties, tenant_id: tenant_id,
             first_touch_bucket: first_touch_bucket, first_touch_ts: first_touch_ts }.compact
  JSON.generate(signed.sort.to_h)
end
# goalpost:end

# goalpost:signature
require 'openssl'

def signature(secret, canonical)
  OpenSSL::HMAC.hexdigest('SHA256', secret, canonical)
end
# goalpost:end

sign = lambda do |goal, tenant_id, secret|
  event_name, properties = goal.values_at('event_name', 'properties')
  properties ||= {}
  unless properties.is_a?(Hash) && (properties.keys - %w[value currency plan]).empty?
    raise GoalpostAdapter::Unsupported, 'properties other than value, currency and plan'
  end

  fields = goal.reject { |name| %w[event_name properties].include?(name) }
  signed = canonical(tenant_id, event_name, **properties.merge(fields).transform_keys(&:to_sym))
  [signature(secret, signed), signed]
end

refusals = [ArgumentError, TypeError, NoMethodError, FloatDomainError]
GoalpostAdapter.serve('natural', sign: sign, refusals: refusals)
