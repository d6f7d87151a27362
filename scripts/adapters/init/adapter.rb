# frozen_string_literal: true

# Connects the SDK of this project to Goalpost. goalpost_adapter.rb is the protocol; leave it as it is.

$LOAD_PATH.unshift(File.expand_path('../lib', __dir__))
require_relative 'goalpost_adapter'

sign = lambda do |goal, tenant_id, secret|
  # Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
  #
  #   Shop::Client.new(tenant_id, secret).signature(goal)
  #
  # With the signed bytes beside it, the report shows where they differ: [signature, canonical]
  raise 'no call to your SDK yet: edit {{here}}'
end

# refusals are the classes that the SDK raises to reject a goal, such as [ArgumentError, TypeError].
GoalpostAdapter.serve('{{name}}', sign: sign, refusals: [])
