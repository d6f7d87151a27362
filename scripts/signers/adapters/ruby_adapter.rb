# frozen_string_literal: true

# The verified Ruby signer under test: what an author writes beside the glue.

require_relative '../../adapters/goalpost_adapter'
require_relative '../loudpixel'

# Calls a function of the SDK with a goal, as a caller would.
def called(function, goal)
  event_name, properties = goal.values_at('event_name', 'properties')
  properties ||= {}
  raise TypeError, 'properties are not a Hash' unless properties.is_a?(Hash)

  unknown = properties.keys - %w[value currency plan]
  raise ArgumentError, "unknown properties: #{unknown}" if unknown.any?

  fields = goal.reject { |name| %w[event_name properties].include?(name) }
  function.call(event_name, **properties.merge(fields).transform_keys(&:to_sym))
end

sign = lambda do |goal, tenant_id, secret|
  pixel = LoudPixel.new('', tenant_id, secret)
  body = called(pixel.method(:goal), goal)
  [pixel.sign(body), pixel.canonical(body)]
end

send_goal = lambda do |goal, endpoint, domain, tenant_id, secret|
  called(LoudPixel.new(domain, tenant_id, secret, endpoint: endpoint).method(:track_conversion), goal)
end

GoalpostAdapter.serve('ruby-signer', sign: sign, send_goal: send_goal, version: '1',
                      refusals: [ArgumentError, TypeError])
