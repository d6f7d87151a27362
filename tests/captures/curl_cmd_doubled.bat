curl -X POST "https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com" ^
  -H "Content-Type: application/json" ^
  -H "X-LP-Goal-Signature: 12b58c28844fe8f2b92b219d994474aeb2f868969de05a121a2916240feec3cb" ^
  -d "{""event_name"":""purchase"",""session_id"":""sess-8f2a"",""properties"":{""value"":99.5,""currency"":""EUR"",""plan"":""Crème & Œuf""}}"
