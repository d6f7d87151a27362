<?php

$curl = curl_init();

curl_setopt_array($curl, array(
  CURLOPT_URL => 'https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com',
  CURLOPT_RETURNTRANSFER => true,
  CURLOPT_CUSTOMREQUEST => 'POST',
  CURLOPT_POSTFIELDS =>'{
  "event_name": "purchase",
  "session_id": "sess-8f2a",
  "properties": {
    "value": 99.5,
    "currency": "EUR",
    "plan": "Team & Co"
  }
}',
  CURLOPT_HTTPHEADER => array(
    'X-LP-Goal-Signature: 89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368',
    'Content-Type: application/json'
  ),
));

$response = curl_exec($curl);
