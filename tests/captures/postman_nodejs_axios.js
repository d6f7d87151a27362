const axios = require('axios');
let data = JSON.stringify({
  "event_name": "purchase",
  "session_id": "sess-8f2a",
  "properties": {
    "value": 99.5,
    "currency": "EUR",
    "plan": "Team & Co"
  }
});

let config = {
  method: 'post',
  maxBodyLength: Infinity,
  url: 'https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com',
  headers: { 
    'X-LP-Goal-Signature': '89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368', 
    'Content-Type': 'application/json'
  },
  data : data
};

axios.request(config)
.then((response) => {
  console.log(JSON.stringify(response.data));
});
