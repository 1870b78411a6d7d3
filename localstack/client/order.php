<?php

// A shop's client in PHP 8, with its extensions curl and json. API is the address of the API and TOKEN a bearer token with the scopes orders.read and
// orders.write.
//
//   php order.php order KEY < order.json             places an order under an Idempotency-Key, and follows it to its end
//   php order.php verify ID TIME SIGNATURES < body   checks an event that was received; SECRET is the endpoint's (whsec_...)

declare(strict_types=1);

final class Seatwright
{
    public function __construct(private string $api, private string $token)
    {
    }

    /** Places an order. The same key gives the same order again, however often it is called. */
    public function place(string $key, string $body): array
    {
        return $this->call('POST', '/v1/orders', ["Idempotency-Key: $key", 'Content-Type: application/json'], $body);
    }

    public function show(string $id): array
    {
        return $this->call('GET', '/v1/orders/' . rawurlencode($id));
    }

    /** A call that the server could not take is made again as it was: the Idempotency-Key sees to it that nothing happens twice. */
    private function call(string $method, string $path, array $headers = [], ?string $body = null): array
    {
        for ($try = 1; ; $try++) {
            $wait = 1;
            $curl = curl_init($this->api . $path);
            curl_setopt_array($curl, [
                CURLOPT_CUSTOMREQUEST => $method,
                CURLOPT_HTTPHEADER => ["Authorization: Bearer $this->token", ...$headers],
                CURLOPT_RETURNTRANSFER => true,
                CURLOPT_TIMEOUT => 30,
                CURLOPT_HEADERFUNCTION => function ($_, string $line) use (&$wait): int {
                    if (preg_match('/^Retry-After: *(\d+)/i', $line, $found)) {
                        $wait = (int) $found[1];
                    }
                    return strlen($line);
                },
            ]);
            if ($body !== null) {
                curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
            }
            $text = curl_exec($curl);
            $status = $text === false ? 0 : curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
            if (!in_array($status, [0, 429, 502, 503, 504], true) || $try === 6) {
                break;
            }
            sleep($wait);
        }
        $answer = json_decode((string) $text, true) ?? [];
        if ($status < 200 || $status > 299) {
            throw new RuntimeException("$status: " . ($answer['detail'] ?? $answer['title'] ?? $answer['message'] ?? 'no answer'));
        }
        return $answer;
    }
}

/** Whether an event is ours: the time within five minutes, and one of the signatures that of the exact bytes of the body. */
function authentic(string $secret, string $id, string $time, string $signatures, string $body, int $now): bool
{
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    if ($key === false || !ctype_digit($time) || abs($now - (int) $time) > 300) {
        return false;
    }
    $want = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    $found = false;
    foreach (explode(' ', $signatures) as $given) { // during a rotation there are two
        $found = hash_equals($want, $given) || $found;
    }
    return $found;
}

function main(array $arguments): int
{
    $body = (string) file_get_contents('php://stdin');
    switch ($arguments[1] ?? '') {
        case 'order':
            $client = new Seatwright(getenv('API'), getenv('TOKEN'));
            $order = $client->place($arguments[2], $body);
            $last = '';
            while (true) {
                if ($order['state'] !== $last) {
                    echo "{$order['id']} {$order['state']}\n";
                }
                $last = $order['state'];
                if (in_array($last, ['fulfilled', 'failed', 'cancelled'], true)) {
                    return 0;
                }
                if (in_array($last, ['question', 'waiting_for_customer'], true)) { // a person has to answer, with POST /v1/orders/{id}/answer
                    echo $order['question']['text'] ?? '', "\n";
                    return 0;
                }
                usleep((int) (1e6 * (float) (getenv('POLL') ?: 2)));
                $order = $client->show($order['id']);
            }
        case 'verify':
            if (authentic(getenv('SECRET'), $arguments[2], $arguments[3], $arguments[4], $body, time())) {
                echo "authentic\n";
                return 0;
            }
            throw new RuntimeException('refused: the signature is not the body\'s, or it is older or newer than five minutes');
    }
    throw new RuntimeException('want: order KEY, or verify ID TIME SIGNATURES');
}

try {
    exit(main($argv));
} catch (RuntimeException $failure) {
    fwrite(STDERR, $failure->getMessage() . "\n");
    exit(1);
}
