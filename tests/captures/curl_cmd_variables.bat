@echo off
set SIG=89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368
curl.exe -X POST "https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com" ^
 -H "Content-Type: application/json" ^
 -H "X-LP-Goal-Signature: %SIG%" ^
 -d "{\"event_name\":\"purchase\",\"session_id\":\"sess-8f2a\",\"properties\":{\"value\":99.5,\"currency\":\"EUR\",\"plan\":\"Team & Co\"}}"
