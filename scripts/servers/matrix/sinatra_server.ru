# Sinatra on Puma.
# frozen_string_literal: true

require 'json'
require 'openssl'
require 'sinatra/base'
require 'time'

# A status and a fixed text that repeats nothing of the request.
class Refused < StandardError
  attr_reader :status

  def initialize(status, text)
    super(text)
    @status = status
  end
end

# Lets JSON through alone. Sinatra would parse anything else as a form before a route is looked for, and a form that is too
# large, or malformed, is a 500.
class OnlyJson
  JSON_TYPE = %r{\Aapplication/json\s*(?:;\s*charset="?utf-8"?\s*)?\z}i

  def initialize(app)
    @app = app
  end

  def call(env)
    type = env['CONTENT_TYPE'].to_s
    return @app.call(env) if type.match?(JSON_TYPE) || (type.empty? && env['REQUEST_METHOD'] != 'POST')

    [415, { 'Content-Type' => 'application/json' }, ['{"error":"the content type must be application/json"}']]
  end
end

# Verifies signed goals, as a team writes it from the published document.
class Goals < Sinatra::Base
  GOAL = '/api/v1/track/pixel/goal'
  MAX_BODY = 65_536
  OLDEST = 180 * 86_400
  PII = [
    /[\w.!#$%&'*+\/=?^`{|}~-]@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/,
    /(?<![A-Za-z0-9])\+(?=[0-9(])(?:[ .()-]*[0-9]){8,15}(?![0-9])/,
    /(?<![A-Za-z0-9])(?<![0-9][.-])(?:1[ .-])?(?:\([0-9]{3}\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])/,
    /(?<![A-Za-z0-9])(?<![0-9][.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])/
  ].freeze
  # Ruby's reader takes comments and escapes that JSON does not have, so the body is held against the grammar first.
  JSON_TEXT = /\A(?<ws>[ \t\n\r]*)(?<value>
    \{\g<ws>(?:(?<member>\g<string>\g<ws>:\g<ws>\g<value>\g<ws>)(?:,\g<ws>\g<member>)*+)?\}
    | \[\g<ws>(?:(?<item>\g<value>\g<ws>)(?:,\g<ws>\g<item>)*+)?\]
    | (?<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\\/bfnrt]|u\h{4}))*+")
    | -?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?
    | true | false | null
  )\g<ws>\z/x
  ESCAPE = /\\(?:u[dD][89abAB]\h\h\\u[dD][c-fC-F]\h\h|u([dD][89a-fA-F]\h\h)|.)/m
  SHORT = { '"' => '\"', '\\' => '\\\\', "\b" => '\b', "\t" => '\t', "\n" => '\n', "\f" => '\f', "\r" => '\r' }.freeze
  TENANTS = JSON.parse(File.read(ENV.fetch('TENANTS_JSON'))).to_h do |tenant|
    usable = tenant['secret'].match?(/\A(?:\h\h)+\z/)
    warn "the secret of #{tenant['domain'].inspect} is not usable" unless usable
    tenant['key'] = usable ? [tenant['secret']].pack('H*') : nil
    [tenant['domain'].downcase, tenant]
  end

  configure do
    disable :static, :protection, :sessions, :logging, :show_exceptions, :raise_errors, :dump_errors
  end

  post GOAL do
    # Puma 5 takes a pipelined request after a body for a part of that body, so no more is read than was announced.
    length = [(request.content_length || MAX_BODY + 1).to_i, MAX_BODY + 1].min
    reply(*accept(request.env['HTTP_X_LP_GOAL_SIGNATURE'], parse(+request.body.read(length).to_s)))
  end

  error(Refused) { |refusal| reply(refusal.status, { error: refusal.message }) }
  error do |failure|
    warn failure.full_message(highlight: false)
    reply(500, { error: 'internal error' })
  end
  not_found { reply(404, { error: 'no such path' }) }

  private

  def reply(status, answer)
    halt status, { 'Content-Type' => 'application/json' }, JSON.generate(answer)
  end

  def parse(body)
    raise Refused.new(413, 'the body is over 64 KiB') if body.bytesize > MAX_BODY

    text = body.force_encoding('UTF-8')
    # The brackets of texts count too: a goal has few. The grammar is recursive, so they are counted before it.
    raise Refused.new(400, 'the body is not JSON') unless text.valid_encoding? && depth(text) <= 64 && text.match?(JSON_TEXT)
    raise Refused.new(400, 'half a surrogate pair') if text.scan(ESCAPE).flatten.any?

    goal = JSON.parse(text, max_nesting: 100)
    raise Refused.new(400, 'the body is not an object') unless goal.is_a?(Hash)

    goal
  end

  def depth(text)
    level = deepest = 0
    text.scan(/"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]/m) do |token|
      level += 1 if ['[', '{'].include?(token)
      level -= 1 if [']', '}'].include?(token)
      deepest = level if level > deepest
    end
    deepest
  end

  def accept(signature, goal)
    properties = shape(goal)
    domain = request.params['domain']
    domain = nil unless domain.is_a?(String) && domain.ascii_only?
    tenant = TENANTS[domain.to_s.downcase] or raise Refused.new(404, 'unknown domain')
    verify(tenant, signature, goal, properties) if signature
    judge(goal, properties)
    return [202, { status: 202, ranked: false }] unless signature

    ranked = goal['first_touch_bucket'] == 'ai_search'
    bucket = ranked ? 'ai_search' : nil
    lag = ranked ? lag_seconds(goal['first_touch_ts']) : nil
    [200, { status: 200, ranked: ranked, first_touch_bucket: bucket, lag_seconds: lag }]
  end

  def shape(goal)
    texts = goal.values_at('session_id', 'first_touch_bucket', 'first_touch_ts')
    properties = goal['properties'].nil? ? {} : goal['properties']
    fits = goal['event_name'].is_a?(String) && texts.compact.all?(String) && properties.is_a?(Hash) &&
           (properties.keys - %w[value currency plan]).empty? &&
           properties.values_at('currency', 'plan').compact.all?(String) &&
           (properties['value'].nil? || amount?(properties['value']))
    fits ? properties : raise(Refused.new(400, 'the goal has another shape'))
  end

  def amount?(value)
    # The shortest text that reads back as this double. With more decimals Ruby would round another way than Python.
    (value.is_a?(Integer) || value.is_a?(Float)) && value.between?(0, 10_000) && !(1 / value.to_f).negative? &&
      value.to_f.to_s.match?(/\A\d+\.\d\d?\z/)
  end

  def quoted(text)
    inner = text.gsub(/["\\]|[^ -~]/) do |char|
      SHORT[char] || char.encode('UTF-16BE').unpack('n*').map { |unit| format('\u%04x', unit) }.join
    end
    "\"#{inner}\""
  end

  # Sorted keys, no blanks.
  def canonical(tenant, goal, properties)
    members = ["\"event_name\":#{quoted(goal['event_name'])}"]
    %w[first_touch_bucket first_touch_ts].each do |field|
      members << "\"#{field}\":#{quoted(goal[field])}" unless goal[field].to_s.empty?
    end
    inner = %w[currency plan value].select { |key| properties.key?(key) }.map do |key|
      value = properties[key]
      text = key == 'value' && value ? format('%.2f', value) : value
      "\"#{key}\":#{text ? quoted(text) : 'null'}"
    end
    members << "\"properties\":{#{inner.join(',')}}"
    members << "\"session_id\":#{quoted(goal['session_id'].to_s)}" << "\"tenant_id\":#{quoted(tenant['tenant_id'])}"
    "{#{members.join(',')}}"
  end

  def verify(tenant, signature, goal, properties)
    key = tenant['key']
    right = key && OpenSSL::HMAC.hexdigest('SHA256', key, canonical(tenant, goal, properties))
    return if right && Rack::Utils.secure_compare(right, signature.b)

    raise Refused.new(401, 'invalid signature')
  end

  def judge(goal, properties)
    currency, plan = properties.values_at('currency', 'plan')
    raise Refused.new(400, 'event_name must have 1 to 100 characters') unless goal['event_name'].length.between?(1, 100)
    if [currency, plan].compact.any? { |text| PII.any? { |pattern| text.match?(pattern) } }
      raise Refused.new(400, 'properties must not hold personal data')
    end
    raise Refused.new(400, 'currency must be three capital letters') unless currency.nil? || currency.match?(/\A[A-Z]{3}\z/)
    raise Refused.new(400, 'plan must have at most 50 characters') if plan && plan.length > 50
  end

  # Whole seconds since a first touch; nil where it is not an instant, or not within the last 180 days.
  def lag_seconds(text)
    shape = /\A\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)\z/
    return nil unless text&.match?(shape) && Date.valid_date?(*text[0, 10].split('-').map(&:to_i))

    lag = Time.now.to_r - Time.iso8601(text).to_r
    lag.between?(0, OLDEST) ? lag.floor : nil
  rescue ArgumentError
    nil
  end
end

use OnlyJson
run Goals
