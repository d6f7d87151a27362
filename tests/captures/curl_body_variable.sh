#!/usr/bin/env bash
set -euo pipefail
URL='https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com'
export BODY='{"event_name":"purchase","session_id":"sess-8f2a","properties":{"value":99.5,"currency":"EUR","plan":"Team & Co"}}'
SIG=89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368

curl --fail -sS "$URL" -H 'content-type: application/json' -H "x-lp-goal-signature: ${SIG}" -d "$BODY" | jq .
