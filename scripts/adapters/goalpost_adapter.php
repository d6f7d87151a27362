<?php

/**
 * Glue between a PHP SDK and Goalpost: adapter protocol, version 1.
 *
 * No dependencies; PHP 8.0 and later (64 bit). Plugging in an SDK:
 *
 *     require __DIR__ . '/goalpost_adapter.php';
 *     require __DIR__ . '/vendor/autoload.php';
 *
 *     Goalpost\serve('acme-sdk', sign: function (array $goal, string $tenantId, string $secret) {
 *         return (new Acme\Client($tenantId, $secret))->signature($goal);
 *     });
 *
 * `sign` gets the goal as an array (what was not passed is not in it; `properties` is an array too, objects
 * deeper down are stdClass) and the secret as the dashboard shows it. It returns the signature, or
 * [signature, signed bytes]. It throws `Goalpost\Refused` for a goal that the SDK rejects on purpose,
 * `Goalpost\Unsupported` for one that PHP cannot express. Anything else that is thrown counts as broken,
 * unless its class is among `refusals`.
 *
 * Two more, each optional:
 *
 * `send($goal, $endpoint, $domain, $tenantId, $secret)` has the SDK POST the goal, with its own HTTP client, to
 * "$endpoint/api/v1/track/pixel/goal?domain=$domain", and returns the status of the answer, or the answer.
 *
 * `verify($request, $tenant, $now)` is the server. `$request` is an array of `method`, `target`, `headers` (a list of
 * name and value, the value in bytes) and `body` (bytes), `$tenant` one of `domain`, `tenant_id` and `secret`,
 * `$now` ISO 8601 text. It returns an array with `status` and, where known, `ranked`,
 * `first_touch_bucket`, `lag_seconds` and `body`, the text of the answer.
 */

declare(strict_types=1);

namespace Goalpost;

/** The SDK rejected the goal, on purpose. */
class Refused extends \Exception
{
}

/** The goal cannot be expressed in this language. */
class Unsupported extends \Exception
{
}

/** Answers requests on stdin until it ends. What the SDK prints goes to stderr, warnings included. */
function serve(
    string $name,
    ?callable $sign = null,
    ?callable $send = null,
    ?callable $verify = null,
    ?string $version = null,
    array $refusals = [],
): void {
    $replies = fopen('php://fd/1', 'wb');
    divert_output();
    $ops = array_filter(['sign' => $sign, 'send' => $send, 'verify' => $verify]);
    $hello = [
        'protocol' => 1,
        'name' => $name,
        'version' => (string) $version,
        'runtime' => 'PHP ' . PHP_VERSION,
        'ops' => array_keys($ops),
        'features' => ['batch', 'non_finite'],
        'window' => 64,
    ];
    $refusals[] = Refused::class;
    while (($line = fgets(STDIN)) !== false) {
        if (trim($line) === '') {
            continue;
        }
        $reply = json_encode(answer($line, $hello, $ops, $refusals), JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
        fwrite($replies, $reply . "\n");
    }
}

/** The reply to a line. */
function answer(string $line, array $hello, array $ops, array $refusals): array
{
    try {
        $request = read($line);
    } catch (\Throwable $error) {
        return ['id' => null, 'error' => 'not a request: ' . $error->getMessage()];
    }
    $op = is_string($request->op ?? null) ? $request->op : '';
    if ($op === 'hello') {
        return $hello;
    }
    $reply = ['id' => $request->id ?? null];
    if (!isset($ops[$op])) {
        return $reply + ['unsupported' => "no such op: $op"];
    }
    return $reply + match (true) {
        $op === 'verify' => outcome(fn () => verified($ops[$op], $request), []),
        $op === 'send' => outcome(fn () => sent($ops[$op], $request), $refusals),
        isset($request->goals) => outcome(fn () => ['outcomes' => array_map(
            fn ($goal) => brief(outcome(fn () => signed($ops[$op], $goal, $request), $refusals)),
            $request->goals,
        )], []),
        default => outcome(fn () => signed($ops[$op], $request->goal ?? null, $request), $refusals),
    };
}

/** What `$act` returns, or what it threw, as the members of a reply. */
function outcome(callable $act, array $refusals): array
{
    try {
        return $act();
    } catch (Unsupported $error) {
        return ['unsupported' => $error->getMessage()];
    } catch (\Throwable $error) {
        foreach ($refusals as $class) {
            if ($error instanceof $class) {
                return ['refused' => $error::class . ': ' . $error->getMessage()];
            }
        }
        return ['error' => (string) $error];
    }
}

function signed(callable $sign, mixed $goal, object $request): array
{
    $result = $sign(goal($goal), $request->tenant_id, $request->secret);
    [$signature, $message] = is_array($result) ? $result : [$result, null];
    if (!is_string($signature) || !is_string($message ?? '')) {
        throw new \LogicException('sign must return the signature, or [signature, signed bytes]');
    }
    return ['signature' => $signature] + ($message === null ? [] : ['canonical' => bin2hex($message)]);
}

/** In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them. */
function brief(array $one): array|string
{
    return $one['signature'] ?? $one;
}

/** The status that the SDK saw: a number, or a response that has one. */
function sent(callable $send, object $request): array
{
    $answer = $send(goal($request->goal), $request->endpoint, $request->domain, $request->tenant_id, $request->secret);
    return ['status' => is_object($answer) ? $answer->getStatusCode() : (int) $answer];
}

/** What the server answers to a raw request. */
function verified(callable $verify, object $request): array
{
    $raw = (array) $request->request;
    // Bytes travel as the code points 0 to 255.
    $raw['headers'] = array_map(fn ($it) => [$it[0], iconv('UTF-8', 'ISO-8859-1', $it[1])], $raw['headers']);
    $raw['body'] = hex2bin($raw['body']);
    return $verify($raw, (array) $request->tenant, $request->now);
}

// What json_decode would change without a word is marked before, and settled in goal(). The mark stands for
// half a surrogate pair, which PHP's strings cannot hold.
const MARK = "\u{10fffe}";
const TOKEN = '/"([^"\\\\]*+(?:\\\\.[^"\\\\]*+)*+)"(\s*:)?|-?\d[\d.eE+-]*/';
const ESCAPE = '/\\\\(?:u[dD][89abAB]..\\\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)/';

/** Reads a request. */
function read(string $line): object
{
    if (preg_match('/\\\\u(?:d[89a-f]|0000)|\d{19}/i', $line)) {
        $line = preg_replace_callback(TOKEN, __NAMESPACE__ . '\token', $line);
    }
    $request = json_decode($line, flags: JSON_THROW_ON_ERROR);
    return is_object($request) ? $request : throw new \UnexpectedValueException('not an object');
}

/** A string, a key or a number of the line, as json_decode may have it. */
function token(array $found): string
{
    $text = $found[0];
    if ($text[0] === '"') {
        $text = preg_replace_callback(ESCAPE, fn ($it) => strlen($it[0]) === 6 ? MARK : $it[0], $text);
        // No property of an object may begin with NUL.
        return isset($found[2]) && str_starts_with($text, '"\u0000') ? '"' . MARK . substr($text, 7) : $text;
    }
    // An integer that would become a float.
    $isBig = preg_match('/^-?\d{19,}$/', $text) && !is_int(json_decode($text));
    return $isBig ? '{"$number":"' . $text . '"}' : $text;
}

/** The goal as PHP has it. Throws `Unsupported` where it cannot. */
function goal(mixed $goal): array
{
    if (!is_object($goal)) {
        throw new Unsupported('a goal is an object');
    }
    $settled = [];
    foreach ((array) $goal as $name => $value) {
        $isMap = $name === 'properties' && is_object($value) && !isset($value->{'$number'});
        $settled[$name] = $isMap ? properties($value) : settle($value);
    }
    return $settled;
}

function properties(object $given): array
{
    $settled = [];
    foreach ((array) $given as $name => $value) {
        refuse_mark((string) $name);
        $settled[$name] = settle($value, $name === 'value');
    }
    return $settled;
}

function settle(mixed $value, bool $isAmount = false): mixed
{
    if (is_string($value)) {
        refuse_mark($value);
    } elseif (is_array($value)) {
        return array_map(__NAMESPACE__ . '\settle', $value);
    } elseif (is_object($value)) {
        if (is_string($value->{'$number'} ?? null)) {
            return number($value->{'$number'}, $isAmount);
        }
        return (object) properties($value);
    }
    return $value;
}

function number(string $text, bool $isAmount): float
{
    $other = ['NaN' => NAN, 'Infinity' => INF, '-Infinity' => -INF][$text] ?? null;
    if ($other === null && !$isAmount) {
        throw new Unsupported('PHP has no integer beyond 64 bits');
    }
    return $other ?? (float) $text;
}

function refuse_mark(string $text): void
{
    if (str_contains($text, MARK)) {
        throw new Unsupported('PHP has no half of a surrogate pair, and no object with a property that begins with NUL');
    }
}

/** From here on, what is printed goes to stderr. */
function divert_output(): void
{
    ini_set('display_errors', 'stderr');
    ob_start(function (string $printed) {
        fwrite(STDERR, $printed);
        return '';
    }, 1);
    stream_filter_register('goalpost.stderr', ToStderr::class);
    stream_filter_append(STDOUT, 'goalpost.stderr', STREAM_FILTER_WRITE);
}

/** Takes what is written to STDOUT. */
class ToStderr extends \php_user_filter
{
    public function filter($in, $out, &$consumed, bool $closing): int
    {
        while ($bucket = stream_bucket_make_writeable($in)) {
            fwrite(STDERR, $bucket->data);
            $consumed += $bucket->datalen;
        }
        return PSFS_FEED_ME;
    }
}
