OkHttpClient client = new OkHttpClient().newBuilder()
  .build();
MediaType mediaType = MediaType.parse("application/json");
RequestBody body = RequestBody.create(mediaType, "{\"event_name\":\"purchase\",\"session_id\":\"sess-8f2a\",\"properties\":{\"value\":99.5,\"currency\":\"EUR\",\"plan\":\"Team & Co\"}}");
Request request = new Request.Builder()
  .url("https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com")
  .method("POST", body)
  .addHeader("X-LP-Goal-Signature", "89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368")
  .addHeader("Content-Type", "application/json")
  .build();
Response response = client.newCall(request).execute();
