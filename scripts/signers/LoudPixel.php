<?php

declare(strict_types=1);

/**
 * Signs conversions and sends them to LoudPixel. PHP 8.0 and later, no extension beyond the default ones.
 *
 *     $pixel = new LoudPixel('yoursite.com', 'your-tenant-uuid', getenv('LP_PIXEL_SECRET'));
 *     $pixel->trackConversion('purchase', 's-1', value: 99, currency: 'EUR', plan: 'Team');
 */
final class LoudPixel
{
    private string $key;
    private string $url;

    public function __construct(
        string $domain,
        private string $tenantId,
        string $secret,
        string $endpoint = 'https://loudpixel.ai',
    ) {
        // hex2bin warns and returns false, which is an empty key: look first. \z, as $ lets a newline pass.
        if (!preg_match('/\A([0-9a-f]{2})+\z/i', $secret)) {
            throw new InvalidArgumentException('the pixel secret must be an even number of hex digits');
        }
        $this->key = hex2bin($secret);
        $this->url = "$endpoint/api/v1/track/pixel/goal?domain=" . rawurlencode($domain);
    }

    /** Sends a conversion. Returns the HTTP status: 200 accepted, 400 contents, 401 signature. */
    public function trackConversion(
        string $eventName,
        ?string $sessionId = null,
        ?float $value = null,
        ?string $currency = null,
        ?string $plan = null,
        ?string $firstTouchBucket = null,
        ?string $firstTouchTs = null,
    ): int {
        $goal = self::goal($eventName, $sessionId, $value, $currency, $plan, $firstTouchBucket, $firstTouchTs);
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => ['Content-Type: application/json', 'X-LP-Goal-Signature: ' . $this->sign($goal)],
            'content' => json_encode(['properties' => (object) $goal['properties']] + $goal, JSON_THROW_ON_ERROR),
            'timeout' => 5,
            'ignore_errors' => true, // a 401 is an answer, too
            'follow_location' => 0,
        ]]);
        $stream = fopen($this->url, 'r', false, $context);
        if ($stream === false) {
            throw new RuntimeException('LoudPixel could not be reached');
        }
        $statusLine = stream_get_meta_data($stream)['wrapper_data'][0];
        fclose($stream);
        return (int) explode(' ', $statusLine)[1];
    }

    /** The body of the request: what is null is not in it, an empty plan is, and so is "0". */
    public static function goal(
        string $eventName,
        ?string $sessionId = null,
        ?float $value = null,
        ?string $currency = null,
        ?string $plan = null,
        ?string $firstTouchBucket = null,
        ?string $firstTouchTs = null,
    ): array {
        // The server answers 400 to anything else. fdiv knows -0.0 from 0.0, and no comparison holds for NAN.
        $isMoney = fn ($it) => fdiv(1, $it) > 0 && $it <= 10000 && (float) sprintf('%.2F', $it) === $it;
        if ($value !== null && !$isMoney($value)) {
            throw new InvalidArgumentException('value must be 0 to 10000 with at most two decimals');
        }
        $isPassed = fn ($it) => $it !== null; // not a truth value: "0" is text like any other
        $properties = ['currency' => $currency, 'plan' => $plan, 'value' => $value];
        return [
            'event_name' => $eventName,
            'session_id' => (string) $sessionId,
            'properties' => array_filter($properties, $isPassed),
        ] + array_filter([
            'first_touch_bucket' => $firstTouchBucket === '' ? null : $firstTouchBucket,
            'first_touch_ts' => $firstTouchTs === '' ? null : $firstTouchTs,
        ], $isPassed);
    }

    /** The value of the header X-LP-Goal-Signature. */
    public function sign(array $goal): string
    {
        return hash_hmac('sha256', $this->canonical($goal), $this->key);
    }

    /** The signed bytes. Made from the body, so that body and signature cannot disagree. */
    public function canonical(array $goal): string
    {
        $properties = $goal['properties'];
        if (isset($properties['value'])) {
            // Not number_format, which rounds twice; not %f, which obeys the locale.
            $properties['value'] = sprintf('%.2F', $properties['value']);
        }
        ksort($properties);
        // An empty array would be written as [].
        $signed = ['properties' => (object) $properties, 'tenant_id' => $this->tenantId] + $goal;
        ksort($signed);
        $json = json_encode($signed, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
        // json_encode writes everything from U+0080 up as \u and four hex digits; DEL is missing.
        return str_replace("\x7f", '\u007f', $json);
    }
}
