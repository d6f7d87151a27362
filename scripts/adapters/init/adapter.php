<?php

// Connects the SDK of this package to Goalpost. goalpost_adapter.php is the protocol; leave it as it is.

declare(strict_types=1);

require __DIR__ . '/goalpost_adapter.php';
if (is_file(__DIR__ . '/../vendor/autoload.php')) {
    require __DIR__ . '/../vendor/autoload.php';
}

function sign(array $goal, string $tenantId, string $secret): string|array
{
    // Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
    //
    //     return (new Shop\Client($tenantId, $secret))->signature($goal);
    //
    // With the signed bytes beside it, the report shows where they differ: return [$signature, $canonical], an array.
    throw new LogicException('no call to your SDK yet: edit {{here}}');
}

// refusals are the classes that the SDK throws to reject a goal, such as [InvalidArgumentException::class].
Goalpost\serve('{{name}}', sign: 'sign', refusals: []);
