<?php
// PHP's built-in server: this file is its router.
declare(strict_types=1);

final class Refused extends Exception
{
}

const GOAL = '/api/v1/track/pixel/goal';
const PII = [
    '/[\w.!#$%&\'*+\/=?^`{|}~-]@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/',
    '/(?<![A-Za-z0-9])\+(?=[0-9(])(?:[ .()-]*[0-9]){8,15}(?![0-9])/',
    '/(?<![A-Za-z0-9])(?<![0-9][.-])(?:1[ .-])?(?:\([0-9]{3}\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])/',
    '/(?<![A-Za-z0-9])(?<![0-9][.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![A-Za-z0-9])(?![.-][0-9])/',
];

/** The goal in a body. */
function parse(string $body): stdClass
{
    try {
        $goal = json_decode($body, false, 65, JSON_THROW_ON_ERROR);
    } catch (JsonException) {
        throw new Refused('the body is not JSON', 400);
    }
    return $goal instanceof stdClass ? $goal : throw new Refused('the body is not an object', 400);
}

/** Whether a member is text, null or absent. */
function is_text(mixed $value): bool
{
    return $value === null || is_string($value);
}

/** The properties of a goal whose members are of the right types. */
function shape(stdClass $goal): stdClass
{
    $properties = $goal->properties ?? new stdClass();
    $texts = [$goal->session_id ?? null, $goal->first_touch_bucket ?? null, $goal->first_touch_ts ?? null];
    if (!is_string($goal->event_name ?? null) || array_filter($texts, fn ($text) => !is_text($text))) {
        throw new Refused('event_name, session_id and first_touch_* must be text', 400);
    }
    if (!$properties instanceof stdClass || array_diff(array_keys((array) $properties), ['value', 'currency', 'plan'])) {
        throw new Refused('properties may hold value, currency and plan', 400);
    }
    $value = $properties->value ?? 0;
    if (!is_text($properties->currency ?? null) || !is_text($properties->plan ?? null) || !(is_int($value) || is_float($value))) {
        throw new Refused('a property has another type', 400);
    }
    if ($value < 0 || $value > 10000 || fdiv(1, $value) < 0) {
        throw new Refused('value must be from 0 to 10000', 400);
    }
    return $properties;
}

/** What the tenant must have signed. PHP escapes all but ASCII as CPython does, except DEL and the slash. */
function canonical(stdClass $tenant, stdClass $goal, stdClass $properties): string
{
    $properties = (array) $properties;
    if (isset($properties['value'])) {
        $properties['value'] = sprintf('%.2F', $properties['value']);
    }
    ksort($properties);
    $payload = ['event_name' => $goal->event_name];
    foreach (['first_touch_bucket', 'first_touch_ts'] as $field) {
        if (($goal->$field ?? '') !== '') {
            $payload[$field] = $goal->$field;
        }
    }
    $payload += [
        'properties' => (object) $properties,
        'session_id' => $goal->session_id ?? '',
        'tenant_id' => $tenant->tenant_id,
    ];
    return str_replace("\x7f", '\u007f', json_encode($payload, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));
}

function verify(stdClass $tenant, string $signature, stdClass $goal, stdClass $properties): void
{
    // hex2bin alone would take an empty secret.
    $usable = preg_match('/^(?:[0-9A-Fa-f]{2})+$/D', $tenant->secret);
    if (!$usable) {
        error_log('the secret of ' . json_encode($tenant->domain) . ' is not usable');
    }
    $right = $usable ? hash_hmac('sha256', canonical($tenant, $goal, $properties), hex2bin($tenant->secret)) : '';
    if (!$usable || !hash_equals($right, $signature)) {
        throw new Refused('invalid signature', 401);
    }
}

/** Refuses what the document does not allow. */
function judge(stdClass $goal, stdClass $properties): void
{
    $currency = $properties->currency ?? null;
    $plan = $properties->plan ?? null;
    if (!preg_match('/^.{1,100}$/Dsu', $goal->event_name)) {
        throw new Refused('event_name must have 1 to 100 characters', 400);
    }
    foreach (PII as $pattern) {
        if (preg_match($pattern, $currency ?? '') || preg_match($pattern, $plan ?? '')) {
            throw new Refused('properties must not hold personal data', 400);
        }
    }
    // json_encode writes the shortest text that reads back as this double.
    if (!preg_match('/^\d+(\.\d\d?)?$/D', json_encode($properties->value ?? 0))) {
        throw new Refused('value must have at most two decimals', 400);
    }
    if ($currency !== null && !preg_match('/^[A-Z]{3}$/D', $currency)) {
        throw new Refused('currency must be three capital letters', 400);
    }
    if ($plan !== null && !preg_match('/^.{0,50}$/Dsu', $plan)) {
        throw new Refused('plan must have at most 50 characters', 400);
    }
}

/** Whole seconds since a first touch; null where it is not an instant, or not within the last 180 days. */
function lag_seconds(string $text): ?int
{
    $shape = '/^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,9}))?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/D';
    if (!preg_match($shape, $text, $part) || !checkdate((int) $part[2], (int) $part[3], (int) $part[1])) {
        return null;
    }
    [$micro, $seconds] = explode(' ', microtime());
    $since = (int) $seconds - (new DateTimeImmutable(preg_replace('/\.\d+/', '', $text)))->getTimestamp();
    $rest = (int) ((float) $micro * 1e9) - (int) str_pad($part[4] ?? '', 9, '0');
    $lag = $rest < 0 ? $since - 1 : $since;
    $inside = $lag >= 0 && ($lag < 180 * 86400 || ($lag === 180 * 86400 && $rest === 0));
    return $inside ? $lag : null;
}

/** The status and the answer. */
function accept(): array
{
    if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== GOAL) {
        throw new Refused('no such path', 404);
    }
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        throw new Refused('only POST is allowed', 405);
    }
    if (!preg_match('/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/Di', $_SERVER['CONTENT_TYPE'] ?? '')) {
        throw new Refused('the content type must be application/json', 415);
    }
    $body = file_get_contents('php://input');
    if (strlen($body) > 65536) {
        throw new Refused('the body is over 64 KiB', 413);
    }
    $goal = parse($body);
    $properties = shape($goal);
    $domain = is_string($_GET['domain'] ?? null) ? strtolower($_GET['domain']) : '';
    $tenants = json_decode(file_get_contents(getenv('TENANTS_JSON')));
    $tenant = current(array_filter($tenants, fn ($tenant) => strtolower($tenant->domain) === $domain))
        ?: throw new Refused('unknown domain', 404);
    $signature = $_SERVER['HTTP_X_LP_GOAL_SIGNATURE'] ?? null;
    if ($signature !== null) {
        verify($tenant, $signature, $goal, $properties);
    }
    judge($goal, $properties);
    if ($signature === null) {
        return [202, ['status' => 202, 'ranked' => false]];
    }
    $ranked = ($goal->first_touch_bucket ?? null) === 'ai_search';
    return [200, [
        'status' => 200,
        'ranked' => $ranked,
        'first_touch_bucket' => $ranked ? 'ai_search' : null,
        'lag_seconds' => $ranked ? lag_seconds($goal->first_touch_ts ?? '') : null,
    ]];
}

try {
    [$status, $answer] = accept();
} catch (Refused $refusal) {
    [$status, $answer] = [$refusal->getCode(), ['error' => $refusal->getMessage()]];
} catch (Throwable $error) {
    error_log((string) $error);
    [$status, $answer] = [500, ['error' => 'internal error']];
}
http_response_code($status);
header('Content-Type: application/json');
echo json_encode($answer);
