function canonical(string $tenantId, string $eventName, ?string $sessionId = null, ?float $value = null,
    ?string $currency = null, ?string $plan = null, ?string $bucket = null, ?string $ts = null): string
{
    $payload = array_filter([
        'event_name' => $eventName,
        'first_touch_bucket' => $bucket,
        'first_touch_ts' => $ts,
    ]);
    $payload['properties'] = new stdClass();
    if (isset($currency)) $payload['properties']->currency = $currency;
    if (isset($plan)) $payload['properties']->plan = $plan;
    if (isset($value)) $payload['properties']->value = round($value, 2);
    $payload['session_id'] = $sessionId ?: '';
    $payload['tenant_id'] = $tenantId;
    return json_encode($payload, JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION);
}
