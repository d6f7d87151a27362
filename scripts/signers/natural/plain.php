function canonical(string $tenantId, string $eventName, ?string $sessionId = null, ?float $value = null,
    ?string $currency = null, ?string $plan = null, ?string $bucket = null, ?string $ts = null): string
{
    $payload = [
        'event_name' => $eventName,
        'properties' => [],
        'session_id' => $sessionId ?? '',
        'tenant_id' => $tenantId,
    ];
    if ($currency) $payload['properties']['currency'] = $currency;
    if ($plan) $payload['properties']['plan'] = $plan;
    if ($value) $payload['properties']['value'] = $value;
    if ($bucket) $payload['first_touch_bucket'] = $bucket;
    if ($ts) $payload['first_touch_ts'] = $ts;
    return json_encode($payload);
}
