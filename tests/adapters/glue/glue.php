<?php

// Says what the PHP glue handed over, and answers in every way it can. The event_name says how.

declare(strict_types=1);

require __DIR__ . '/../../../scripts/adapters/goalpost_adapter.php';

Goalpost\serve(
    'glue',
    sign: function (array $goal) {
        echo "noise on stdout\n";
        fwrite(STDOUT, "more noise\n");
        trigger_error('a warning');
        return match ($goal['event_name']) {
            'refuse' => throw new Goalpost\Refused('on purpose'),
            'listed' => throw new RangeException('listed'),
            'unsupported' => throw new Goalpost\Unsupported('cannot'),
            'break' => throw new RuntimeException('broke'),
            'number' => (is_int($goal['properties']['value']) ? 'integer ' : 'double ')
                . json_encode($goal['properties']['value'])[0],
            default => ['signature', $goal['event_name']],
        };
    },
    send: fn (array $goal) => $goal['event_name'] === 'refuse' ? throw new Goalpost\Refused('on purpose') : 202,
    verify: fn (array $request, array $tenant) => [
        'status' => 200,
        'body' => bin2hex($request['headers'][0][1]) . ' ' . bin2hex($request['body']) . ' ' . $tenant['domain'],
    ],
    refusals: [RangeException::class],
);
