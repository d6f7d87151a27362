#!/usr/bin/env bash
# Signs conversions and sends them to LoudPixel. Bash 4.4 and later, openssl, curl; the locale C.UTF-8.
#
#   source loudpixel.sh
#   LP_DOMAIN=yoursite.com LP_TENANT_ID=your-tenant-uuid LP_PIXEL_SECRET=$(< /run/secrets/pixel)
#   track_conversion event_name=purchase session_id=s-1 value=99 currency=EUR plan=Team
#
# What is not passed is left out. An empty plan is sent and signed; an empty session or first touch is none.

LP_ENDPOINT=${LP_ENDPOINT:-https://loudpixel.ai}

# Sends a conversion and prints the HTTP status: 200 accepted, 400 contents, 401 signature.
track_conversion() {
  local signature body
  signature=$(lp_sign "$@") && body=$(lp_json sent "$@") || return
  printf %s "$body" | curl --silent --show-error --max-time 5 --output /dev/null --write-out '%{http_code}\n' \
    --header 'Content-Type: application/json' --header "X-LP-Goal-Signature: $signature" \
    --data-binary @- "$LP_ENDPOINT/api/v1/track/pixel/goal?domain=$LP_DOMAIN"
}

# Prints the value of the header X-LP-Goal-Signature.
lp_sign() {
  local canonical
  canonical=$(lp_canonical "$@") || return
  printf %s "$canonical" | lp_hmac
}

# Prints the signed bytes.
lp_canonical() { lp_json signed "$@"; }

# What is signed, and what is sent, from one place, so that the two cannot disagree.
lp_json() {
  local form=$1 event_name session_id value currency plan first_touch_bucket first_touch_ts
  shift
  local goal properties='' quoted "$@" # name=value; a variable that was not passed stays unset
  [[ -v event_name ]] || { echo 'event_name is missing' >&2; return 1; }

  # Keys in ascending order.
  lp_quote "$event_name"; goal="\"event_name\":$quoted"
  if [[ -n ${first_touch_bucket-} ]]; then lp_quote "$first_touch_bucket"; goal+=",\"first_touch_bucket\":$quoted"; fi
  if [[ -n ${first_touch_ts-} ]]; then lp_quote "$first_touch_ts"; goal+=",\"first_touch_ts\":$quoted"; fi
  if [[ -v currency ]]; then lp_quote "$currency"; properties+=",\"currency\":$quoted"; fi
  if [[ -v plan ]]; then lp_quote "$plan"; properties+=",\"plan\":$quoted"; fi
  if [[ -v value ]]; then
    # The server answers 400 to anything else.
    if ! [[ $value =~ ^([0-9]{1,5})(\.([0-9]{1,2}))?$ ]]; then
      echo 'value must be digits, with at most two decimals' >&2
      return 1
    fi
    local units=$((10#${BASH_REMATCH[1]})) cents=${BASH_REMATCH[3]}00
    cents=${cents:0:2}
    if ((units * 100 + 10#$cents > 1000000)); then
      echo 'value must be at most 10000' >&2
      return 1
    fi
    value=$units.$cents
    [[ $form == sent ]] || value="\"$value\"" # a number in the body
    properties+=",\"value\":$value"
  fi
  lp_quote "${session_id-}"; goal+=",\"properties\":{${properties#,}},\"session_id\":$quoted"
  # The server knows the tenant from the domain.
  if [[ $form == signed ]]; then lp_quote "$LP_TENANT_ID"; goal+=",\"tenant_id\":$quoted"; fi
  printf '{%s}' "$goal"
}

# Sets `quoted` to a JSON string in ASCII.
lp_quote() {
  local LC_ALL=C.UTF-8 i char code escape
  quoted=
  for ((i = 0; i < ${#1}; i++)); do
    char=${1:i:1}
    case $char in
      [\"\\]) quoted+=\\$char ;;
      $'\b') quoted+='\b' ;;
      $'\t') quoted+='\t' ;;
      $'\n') quoted+='\n' ;;
      $'\f') quoted+='\f' ;;
      $'\r') quoted+='\r' ;;
      [\ -~]) quoted+=$char ;;
      *)
        printf -v code %d "'$char"
        if ((code > 0xffff)); then # a pair of surrogates
          printf -v escape '\\u%04x\\u%04x' $((0xd7c0 + (code >> 10))) $((0xdc00 + (code & 0x3ff)))
        else
          printf -v escape '\\u%04x' "$code"
        fi
        quoted+=$escape
        ;;
    esac
  done
  quoted="\"$quoted\""
}

# HMAC-SHA256 of stdin, in hex. By hand, as `openssl dgst -macopt hexkey:…` would show the secret to ps.
lp_hmac() {
  local key=$LP_PIXEL_SECRET inner='' outer='' i
  if [[ ! $key =~ ^([0-9a-fA-F]{2})+$ ]]; then
    echo 'LP_PIXEL_SECRET must be an even number of hex digits' >&2
    return 1
  fi
  if ((${#key} > 128)); then
    printf -v inner '\\x%s' $(fold -w 2 <<< "$key")
    key=$(printf "$inner" | openssl dgst -sha256 -r)
    key=${key%% *} inner=
  fi
  while ((${#key} < 128)); do key+=00; done
  for ((i = 0; i < 128; i += 2)); do
    printf -v inner '%s\\x%02x' "$inner" $((0x${key:i:2} ^ 0x36))
    printf -v outer '%s\\x%02x' "$outer" $((0x${key:i:2} ^ 0x5c))
  done
  { printf "$outer"; { printf "$inner"; cat; } | openssl dgst -sha256 -binary; } | openssl dgst -sha256 -r | cut -c 1-64
}
