# frozen_string_literal: true

# Says what the Ruby glue handed over, and answers in every way it can. The event_name says how.

require_relative '../../../scripts/adapters/goalpost_adapter'

sign = lambda do |goal, _tenant_id, _secret|
  puts 'noise on stdout'
  STDOUT.write("more noise\n")
  system('echo noise of a child')
  case goal['event_name']
  when 'refuse' then raise GoalpostAdapter::Refused, 'on purpose'
  when 'listed' then raise KeyError, 'listed'
  when 'unsupported' then raise GoalpostAdapter::Unsupported, 'cannot'
  when 'break' then raise 'broke'
  when 'number'
    value = goal['properties']['value']
    "#{value.is_a?(Integer) ? 'integer' : 'double'} #{value.to_s[0]}"
  else ['signature', goal['event_name']]
  end
end

send_goal = lambda do |goal, *|
  raise GoalpostAdapter::Refused, 'on purpose' if goal['event_name'] == 'refuse'

  202
end

verify = lambda do |request, tenant, _now|
  bytes = [request['headers'][0][1], request['body']].map { |text| text.unpack1('H*') }
  { status: 200, body: [*bytes, tenant['domain']].join(' ') }
end

GoalpostAdapter.serve('glue', sign: sign, send_goal: send_goal, verify: verify, refusals: [KeyError])
