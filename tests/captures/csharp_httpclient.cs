var client = new HttpClient();
var request = new HttpRequestMessage(HttpMethod.Post, "https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com");
request.Headers.Add("X-LP-Goal-Signature", "89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368");
var content = new StringContent("{\"event_name\":\"purchase\",\"session_id\":\"sess-8f2a\",\"properties\":{\"value\":99.5,\"currency\":\"EUR\",\"plan\":\"Team & Co\"}}", null, "application/json");
request.Content = content;
var response = await client.SendAsync(request);
