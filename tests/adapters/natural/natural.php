<?php

// A signer as a backend developer writes it, with its adapter.

declare(strict_types=1);

require __DIR__ . '/goalpost_adapter.php';

// goalpost:canonical
function canonical(string $tenantId, string $eventName, ?string $sessionId = null, ?float $value = null,
    ?string $currency = null, ?string $plan = null, ?string $bucket = null, ?string $ts = null): string
{
    $properties = array_filter(['value' => $value ? number_format($value, 2) : null, 'currency' => $currency, 'plan' => $plan]);
    $signed = ['event_name' => $eventName, 'session_id' => $sessionId ?: '', 'tenant_id' => $tenantId];
    $signed += array_filter(['first_touch_bucket' => $bucket, 'first_touch_ts' => $ts]);
    ksort($properties);
    $signed['properties'] = $properties;
    ksort($signed);
    return json_encode($signed);
}
// goalpost:end

// goalpost:signature
function signature(string $secret, string $canonical): string
{
    return hash_hmac('sha256', $canonical, $secret);
}
// goalpost:end

Goalpost\serve('natural', sign: function (array $goal, string $tenantId, string $secret): array {
    $properties = $goal['properties'] ?? [];
    if (!is_array($properties) || array_diff(array_keys($properties), ['value', 'currency', 'plan'])) {
        throw new Goalpost\Unsupported('properties other than value, currency and plan');
    }
    $signed = canonical($tenantId, $goal['event_name'] ?? null, $goal['session_id'] ?? null, $properties['value'] ?? null,
        $properties['currency'] ?? null, $properties['plan'] ?? null, $goal['first_touch_bucket'] ?? null,
        $goal['first_touch_ts'] ?? null);
    return [signature($secret, $signed), $signed];
}, refusals: [TypeError::class, InvalidArgumentException::class]);
