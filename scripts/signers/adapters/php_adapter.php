<?php

// The verified PHP signer under test: what an author writes beside the glue.

declare(strict_types=1);

require __DIR__ . '/../../adapters/goalpost_adapter.php';
require __DIR__ . '/../LoudPixel.php';

const NAMES = [
    'event_name' => 'eventName',
    'session_id' => 'sessionId',
    'first_touch_bucket' => 'firstTouchBucket',
    'first_touch_ts' => 'firstTouchTs',
];

/** The named arguments of a call. */
function arguments(array $goal): array
{
    $properties = $goal['properties'] ?? [];
    if (!is_array($properties) || array_diff(array_keys($properties), ['value', 'currency', 'plan'])) {
        throw new InvalidArgumentException('only value, currency and plan can be passed');
    }
    unset($goal['properties']);
    foreach ($goal as $name => $value) {
        $properties[NAMES[$name]] = $value;
    }
    return $properties;
}

Goalpost\serve(
    'php-signer',
    sign: function (array $goal, string $tenantId, string $secret): array {
        $pixel = new LoudPixel('', $tenantId, $secret);
        $body = LoudPixel::goal(...arguments($goal));
        return [$pixel->sign($body), $pixel->canonical($body)];
    },
    send: function (array $goal, string $endpoint, string $domain, string $tenantId, string $secret): int {
        return (new LoudPixel($domain, $tenantId, $secret, $endpoint))->trackConversion(...arguments($goal));
    },
    version: '1',
    refusals: [TypeError::class, InvalidArgumentException::class],
);
