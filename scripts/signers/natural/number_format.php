function canonical(string $tenantId, string $eventName, ?string $sessionId = null, ?float $value = null,
    ?string $currency = null, ?string $plan = null, ?string $bucket = null, ?string $ts = null): string
{
    $properties = [];
    if ($value !== null) $properties['value'] = number_format($value, 2);
    if ($currency !== null) $properties['currency'] = strtoupper($currency);
    if ($plan !== null) $properties['plan'] = trim($plan);
    ksort($properties);
    $payload = [
        'tenant_id' => $tenantId,
        'event_name' => $eventName,
        'session_id' => (string) $sessionId,
        'properties' => (object) $properties,
    ];
    if (!empty($bucket)) $payload['first_touch_bucket'] = $bucket;
    if (!empty($ts)) $payload['first_touch_ts'] = $ts;
    ksort($payload);
    return json_encode($payload, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
}
