# frozen_string_literal: true

# Glue between a Ruby SDK and Goalpost: adapter protocol, version 1.
#
# Standard library only; Ruby 2.7 and later. Plugging in an SDK:
#
#   require_relative 'goalpost_adapter'
#   require 'acme'
#
#   sign = ->(goal, tenant_id, secret) { Acme::Client.new(tenant_id, secret).signature(goal) }
#   GoalpostAdapter.serve('acme-sdk', sign: sign)
#
# `sign` gets the goal as a Hash with String keys (what was not passed is not in it) and the secret as the
# dashboard shows it. It returns the signature, or the signature and the signed bytes as an Array. It
# raises `Refused` for a goal that the SDK rejects on purpose, `Unsupported` for one that Ruby cannot
# express. Any other exception counts as broken, unless its class is among `refusals`.
#
# Two more, each optional:
#
# `send_goal(goal, endpoint, domain, tenant_id, secret)` has the SDK POST the goal, with its own HTTP client, to
# "#{endpoint}/api/v1/track/pixel/goal?domain=#{domain}", and returns the status of the answer, or the answer.
#
# `verify(request, tenant, now)` is the server. `request` is a Hash of 'method', 'target', 'headers' (an Array of
# names and values, the value in bytes) and 'body' (bytes), `tenant` a Hash of 'domain', 'tenant_id' and
# 'secret', `now` ISO 8601 text. It returns a Hash with 'status' and, where known, 'ranked',
# 'first_touch_bucket', 'lag_seconds' and 'body', the text of the answer.

require 'json'

module GoalpostAdapter
  # The SDK rejected the goal, on purpose.
  class Refused < StandardError; end

  # The goal cannot be expressed in this language.
  class Unsupported < StandardError; end

  ESCAPE = /\\(?:u[dD][89abAB]\h\h\\u[dD][c-fC-F]\h\h|u[dD][89a-fA-F]\h\h|.)/.freeze
  # Stands for half a surrogate pair, which a String cannot hold.
  HALF = "\u{10fffe}"

  module_function

  # Answers requests on stdin until it ends. What the SDK prints goes to stderr, so that it cannot be
  # taken for a reply.
  def serve(name, sign: nil, send_goal: nil, verify: nil, version: nil, refusals: [])
    replies = $stdout.dup
    $stdout.reopen($stderr)
    $stdout.sync = true
    ops = { 'sign' => sign, 'send' => send_goal, 'verify' => verify }.compact
    hello = { protocol: 1, name: name, version: version, runtime: "#{RUBY_ENGINE} #{RUBY_VERSION}",
              ops: ops.keys, features: %w[batch non_finite], window: 64 }.compact
    $stdin.binmode.each_line do |line|
      next if line.strip.empty?

      replies.write(JSON.generate(answer(line, hello, ops, [Refused, *refusals])), "\n")
      replies.flush
    end
  end

  # The reply to a line.
  def answer(line, hello, ops, refusals)
    request = read(line)
    op = request.fetch('op', nil)
    return hello if op == 'hello'

    reply = { id: request['id'] }
    return reply.merge(unsupported: printable("no such op: #{op}")) unless ops.key?(op)

    reply.merge(outcome([]) { respond(ops[op], request, refusals) })
  rescue StandardError, SystemStackError => e
    { id: nil, error: printable("not a request: #{e.message}") }
  end

  def respond(act, request, refusals)
    case request['op']
    when 'verify' then verified(act, request)
    when 'send' then outcome(refusals) { sent(act, request) }
    else
      return outcome(refusals) { signed(act, request['goal'], request) } unless request.key?('goals')

      # In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them.
      outcomes = request['goals'].map do |goal|
        one = outcome(refusals) { signed(act, goal, request) }
        one.fetch(:signature, one)
      end
      { outcomes: outcomes }
    end
  end

  # What the block returns, or what it raised, as the members of a reply.
  def outcome(refusals)
    yield
  rescue Unsupported => e
    { unsupported: printable(e.message) }
  rescue Refused, *refusals => e
    { refused: printable("#{e.class}: #{e.message}") }
  rescue StandardError, SystemExit, SystemStackError, NotImplementedError => e
    { error: printable(e.full_message(highlight: false).lines.first(4).join) }
  end

  def signed(act, goal, request)
    signature, message = act.call(expressible(goal), request['tenant_id'], request['secret'])
    unless signature.is_a?(String) && (message.nil? || message.is_a?(String))
      raise TypeError, 'sign must return the signature, or the signature and the signed bytes'
    end

    { signature: signature, canonical: message&.unpack1('H*') }.compact
  end

  # The status that the SDK saw: a number, or a response that has one.
  def sent(act, request)
    answer = act.call(expressible(request['goal']), *request.values_at('endpoint', 'domain', 'tenant_id', 'secret'))
    reader = %i[status code].find { |name| answer.respond_to?(name) }
    { status: Integer(reader ? answer.public_send(reader) : answer) }
  end

  # What the server answers to a raw request.
  def verified(act, request)
    asked = request['request']
    headers = asked['headers'].map { |name, value| [name, value.encode('ISO-8859-1').b] }
    raw = asked.merge('headers' => headers, 'body' => [asked['body']].pack('H*'))
    act.call(raw, request['tenant'], request['now'])
  end

  # Reads a request. Ruby's reader takes NaN and Infinity as they are; inside a string the quotes of
  # {"$number":"NaN"} would be escaped, so nothing is replaced there.
  def read(line)
    line = line.dup.force_encoding(Encoding::UTF_8)
    line = line.gsub(/\{"\$number":"(NaN|-?Infinity)"\}/, '\1') if line.include?('"$number"')
    line = line.gsub(ESCAPE) { |found| found.size == 6 ? HALF : found } if line.match?(/\\ud/i)
    JSON.parse(line, allow_nan: true)
  end

  def expressible(goal)
    return goal unless holds_half?(goal)

    raise Unsupported, 'a Ruby String cannot hold half a surrogate pair'
  end

  def holds_half?(value)
    case value
    when String then value.include?(HALF)
    when Array then value.any? { |item| holds_half?(item) }
    when Hash then value.any? { |pair| holds_half?(pair) }
    end
  end

  def printable(text)
    text.dup.force_encoding(Encoding::UTF_8).scrub('?')
  end
end
