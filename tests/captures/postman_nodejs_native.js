var https = require('follow-redirects').https;
var options = {
  'method': 'POST',
  'hostname': 'loudpixel.ai',
  'path': '/api/v1/track/pixel/goal?domain=yoursite.com',
  'headers': {
    'X-LP-Goal-Signature': '89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368',
    'Content-Type': 'application/json'
  },
  'maxRedirects': 20
};

var req = https.request(options, function (res) {
  var chunks = [];
});

var postData = JSON.stringify({
  "event_name": "purchase",
  "session_id": "sess-8f2a",
  "properties": {
    "value": 99.5,
    "currency": "EUR",
    "plan": "Team & Co"
  }
});

req.write(postData);

req.end();
