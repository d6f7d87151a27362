-- A signer as a Lua developer writes it, with its adapter. Needs lua-cjson, and openssl for the HMAC.
local cjson = require "cjson"

local function canonical(tenant_id, goal)
  local p = type(goal.properties) == "table" and goal.properties or {}
  local properties = {}
  if type(p.value) == "number" then properties.value = string.format("%.2f", p.value) end
  if p.currency ~= cjson.null then properties.currency = p.currency end
  if p.plan ~= cjson.null then properties.plan = p.plan end
  local signed = { event_name = goal.event_name, session_id = goal.session_id, properties = properties, tenant_id = tenant_id }
  signed.first_touch_bucket = goal.first_touch_bucket
  signed.first_touch_ts = goal.first_touch_ts
  return cjson.encode(signed)
end

local function signature(secret, text)
  local name = os.tmpname()
  local file = io.open(name, "wb")
  file:write(text)
  file:close()
  local pipe = io.popen("openssl dgst -sha256 -hmac '" .. secret:gsub("'", "") .. "' " .. name)
  local line = pipe:read "l" or ""
  pipe:close()
  os.remove(name)
  return line:match "= (%x+)$" or line
end

local function hex(text)
  return (text:gsub(".", function(c) return string.format("%02x", c:byte()) end))
end

for line in io.lines() do
  local request = cjson.decode(line)
  local reply
  if request.op == "hello" then
    reply = { protocol = 1, name = "natural", runtime = _VERSION, ops = { "sign" } }
  else
    local ok, signed = pcall(canonical, request.tenant_id, request.goal)
    if ok then
      reply = { id = request.id, signature = signature(request.secret, signed), canonical = hex(signed) }
    else
      reply = { id = request.id, error = tostring(signed) }
    end
  end
  print(cjson.encode(reply))
  io.flush()
end
