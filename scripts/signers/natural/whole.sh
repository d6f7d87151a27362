#!/usr/bin/env bash
# A signer as a shell user writes it, with its adapter: jq -S for the canonical text, openssl for the HMAC.
while IFS= read -r line; do
  if [[ $line == *'"op":"hello"'* ]]; then
    echo "{\"protocol\":1,\"name\":\"natural\",\"runtime\":\"Bash ${BASH_VERSION%%(*}\",\"ops\":[\"sign\"]}"
    continue
  fi
  canonical=$(jq -cS '. as $r | .goal + {tenant_id: $r.tenant_id} | .session_id //= "" | .properties //= {}
    | if .properties.value then .properties.value |= tostring else . end' <<< "$line")
  secret=$(jq -r .secret <<< "$line")
  signature=$(echo "$canonical" | openssl dgst -sha256 -hmac "$secret" | sed 's/^.* //')
  jq -c --arg s "$signature" --arg c "$(echo "$canonical" | od -An -v -tx1 | tr -d ' \n')" \
    '{id, signature: $s, canonical: $c}' <<< "$line"
done
