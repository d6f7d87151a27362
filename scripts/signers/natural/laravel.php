function canonical(string $tenantId, string $eventName, ?string $sessionId = null, ?float $value = null,
    ?string $currency = null, ?string $plan = null, ?string $bucket = null, ?string $ts = null): string
{
    $properties = array_filter([
        'value' => $value === null ? null : number_format($value, 2),
        'currency' => $currency === null ? null : strtoupper($currency),
        'plan' => $plan,
    ]);
    ksort($properties);
    $payload = array_filter([
        'event_name' => trim($eventName),
        'session_id' => $sessionId ?? '',
        'properties' => $properties,
        'first_touch_bucket' => $bucket,
        'first_touch_ts' => $ts === null ? null : (new DateTimeImmutable($ts))->format(DATE_ATOM),
        'tenant_id' => $tenantId,
    ], fn ($it) => $it !== null);
    ksort($payload);
    return json_encode($payload, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
}
