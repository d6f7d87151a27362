function canonical(string $tenantId, string $eventName, ?string $sessionId = null, ?float $value = null,
    ?string $currency = null, ?string $plan = null, ?string $bucket = null, ?string $ts = null): string
{
    if ($value !== null && !(fdiv(1, $value) > 0 && $value <= 10000 && (float) sprintf('%.2F', $value) === $value)) {
        throw new InvalidArgumentException('value must be 0 to 10000 with at most two decimals');
    }
    // Keys in ascending order. Not ?: and not empty(): "0" is text like any other.
    $properties = ['currency' => $currency, 'plan' => $plan, 'value' => $value === null ? null : sprintf('%.2F', $value)];
    $signed = ['event_name' => $eventName];
    $signed += array_filter(['first_touch_bucket' => $bucket, 'first_touch_ts' => $ts], fn ($it) => $it !== null && $it !== '');
    $signed['properties'] = (object) array_filter($properties, fn ($it) => $it !== null);
    $signed += ['session_id' => (string) $sessionId, 'tenant_id' => $tenantId];
    return str_replace("\x7f", '\u007f', json_encode($signed, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));
}
