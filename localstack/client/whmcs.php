<?php

/*
 * Hook file for WHMCS 8: tells Seatwright of orders for Microsoft licences, signed by Standard Webhooks.
 *
 * Install it as includes/hooks/seatwright.php, and write the settings into includes/seatwright.php, which WHMCS does not serve:
 *
 *     <?php
 *     return [
 *         'url' => 'https://{address of the API}/v1/hooks/standard/{connection_id}',
 *         'secret' => 'whsec_...',                    // the connection's
 *         'skus' => [7 => 'M365-BP-1Y-M'],            // products by their ids, and the SKUs that the connection maps
 *         'seats' => 'Seats',                         // the configurable option that has the number; without it the quantity counts
 *         'net' => true,                              // the prices of the shop are without tax; otherwise no price is told
 *     ];
 *
 * The products have custom fields with the names m365_tenant_domain, m365_order_kind, m365_mca_first_name, m365_mca_last_name, m365_mca_email,
 * m365_mca_phone and m365_mca_date, as the set-up page of WHMCS says.
 *
 * What happens to an order is noted in a table first, and told when the page is done. What could not be told is told by the cron job, for as long as it takes.
 * Each message shows the whole order as it is then, so that it does no harm when one comes twice or late.
 */

use WHMCS\Database\Capsule;

if (!defined('WHMCS')) {
    die('This file is a hook of WHMCS.');
}

final class Seatwright
{
    private const OUTBOX = 'mod_seatwright_outbox';

    /** Seconds that a buyer may have to wait for us. */
    private const PATIENCE = 3;

    public function __construct(private array $settings)
    {
    }

    public static function installed(): self
    {
        return new self(require dirname(__DIR__) . '/seatwright.php');
    }

    /** Notes that there is something to tell of an order. Many hooks run before the change that they are of, so that it is told at the end of the page. */
    public function note(int $order): void
    {
        if (!Capsule::schema()->hasTable(self::OUTBOX)) {
            Capsule::schema()->create(self::OUTBOX, function ($table) {
                $table->integer('order_id')->primary();
                $table->string('noted', 40); // which note it is: another may come while one is told
                $table->integer('due');
                $table->integer('tries');
            });
        }
        Capsule::table(self::OUTBOX)->updateOrInsert(['order_id' => $order], ['noted' => bin2hex(random_bytes(16)), 'due' => 0, 'tries' => 0]);
        register_shutdown_function(fn () => $this->tell());
    }

    /** Tells all that is due. */
    public function tell(): void
    {
        if (!Capsule::schema()->hasTable(self::OUTBOX)) {
            return;
        }
        foreach (Capsule::table(self::OUTBOX)->where('due', '<=', time())->get() as $row) {
            $why = $this->told((int) $row->order_id);
            $same = Capsule::table(self::OUTBOX)->where('order_id', $row->order_id)->where('noted', $row->noted);
            if ($why === '') {
                $same->delete();
                continue;
            }
            $same->update(['due' => time() + min(60 * 2 ** $row->tries, 86400), 'tries' => min($row->tries + 1, 20)]);
            logActivity("Seatwright: order {$row->order_id} could not be told yet: $why");
        }
    }

    /** Tells of one order. "" is success, or that there is nothing to tell. */
    private function told(int $id): string
    {
        $data = $this->document($id);
        if ($data === null) {
            return '';
        }
        $body = json_encode(['type' => 'order.updated', 'timestamp' => $data['version'], 'data' => $data], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
        $curl = curl_init($this->settings['url']);
        curl_setopt_array($curl, [
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => ['Content-Type: application/json', ...$this->signed('msg_' . bin2hex(random_bytes(16)), time(), $body)],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_CONNECTTIMEOUT => self::PATIENCE,
            CURLOPT_TIMEOUT => self::PATIENCE,
        ]);
        $answer = curl_exec($curl);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        return $answer !== false && $status === 200 ? '' : ($status === 0 ? curl_error($curl) : "status $status");
    }

    /** The headers of Standard Webhooks. The key is what base64 says behind whsec_. */
    private function signed(string $id, int $time, string $body): array
    {
        $key = base64_decode(preg_replace('/^whsec_/', '', $this->settings['secret']), true);
        $signature = base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
        return ["webhook-id: $id", "webhook-timestamp: $time", "webhook-signature: v1,$signature"];
    }

    /** The order as it is now; null when it has no licences. WHMCS does not tell when an order was changed last, so its version is when it was read. */
    private function document(int $id): ?array
    {
        $version = (new DateTimeImmutable('now', new DateTimeZone('UTC')))->format('Y-m-d\TH:i:s.u\Z');
        $order = localAPI('GetOrders', ['id' => $id])['orders']['order'][0] ?? null;
        if ($order === null) {
            return null;
        }
        $invoice = $order['invoiceid'] ? localAPI('GetInvoice', ['invoiceid' => $order['invoiceid']]) : [];
        $cancelled = in_array($order['status'], ['Cancelled', 'Fraud'], true);
        [$lines, $attributes] = $this->lines($order);
        if ($lines === []) {
            return null;
        }
        $client = localAPI('GetClientsDetails', ['clientid' => $order['userid']])['client'];
        return [
            'id' => (string) $id,
            'number' => (string) $order['ordernum'],
            'version' => $version,
            // An order without an invoice was free of charge.
            'status' => in_array($invoice['status'] ?? 'Paid', ['Paid', 'Refunded'], true) ? 'paid' : 'pending',
            'currency' => $client['currency_code'],
            'test' => false,
            'lines' => $lines,
            'attributes' => (object) $attributes,
            'customer' => self::customer($client),
            'cancelled' => $cancelled,
            'refunded' => ($invoice['status'] ?? '') === 'Refunded', // WHMCS says so when all of it was
            'disputed' => false,
        ];
    }

    private static function customer(array $client): array
    {
        return [
            'company' => html_entity_decode($client['companyname'], ENT_QUOTES),
            'first_name' => html_entity_decode($client['firstname'], ENT_QUOTES),
            'last_name' => html_entity_decode($client['lastname'], ENT_QUOTES),
            'email' => $client['email'],
            'phone' => $client['phonenumberformatted'] ?? $client['phonenumber'],
            'address' => [
                'line1' => html_entity_decode($client['address1'], ENT_QUOTES),
                'line2' => html_entity_decode($client['address2'], ENT_QUOTES),
                'city' => html_entity_decode($client['city'], ENT_QUOTES),
                'state' => html_entity_decode($client['state'], ENT_QUOTES),
                'postal_code' => $client['postcode'],
                'country' => $client['countrycode'],
            ],
        ];
    }

    /** The lines for licences, and what the buyer filled in. A service that ended has no seats left. */
    private function lines(array $order): array
    {
        $lines = $attributes = [];
        foreach ($order['lineitems']['lineitem'] ?? [] as $item) {
            if ($item['type'] !== 'product') {
                continue;
            }
            $service = localAPI('GetClientsProducts', ['serviceid' => $item['relid']])['products']['product'][0] ?? null;
            $sku = $this->settings['skus'][(int) ($service['pid'] ?? 0)] ?? null;
            if ($sku === null) {
                continue;
            }
            $over = in_array($service['status'], ['Cancelled', 'Terminated', 'Fraud'], true);
            $line = ['id' => (string) $item['relid'], 'sku' => $sku, 'seats' => $over ? 0 : $this->seats($service)];
            $net = $this->net($service);
            if ($net !== null && !$over) {
                $line['net'] = $net;
            }
            $lines[] = $line;
            foreach ($service['customfields']['customfield'] ?? [] as $field) {
                $name = explode('|', $field['name'])[0]; // what follows is what buyers see
                if (str_starts_with($name, 'm365_') && $field['value'] !== '') {
                    $attributes[$name] = html_entity_decode($field['value'], ENT_QUOTES);
                }
            }
        }
        return [$lines, $attributes];
    }

    private function seats(array $service): int
    {
        foreach ($service['configoptions']['configoption'] ?? [] as $option) {
            if ($option['option'] === ($this->settings['seats'] ?? null)) {
                return (int) $option['value'];
            }
        }
        return (int) ($service['qty'] ?? 1); // WHMCS tells it from version 8.12 on
    }

    /** What the seats of a service cost for a period, as they are now; null when the shop cannot tell it without tax. */
    private function net(array $service): ?string
    {
        if (!($this->settings['net'] ?? false)) {
            return null;
        }
        return $service[$service['billingcycle'] === 'One Time' ? 'firstpaymentamount' : 'recurringamount'];
    }
}

foreach (['OrderPaid' => 'orderId', 'CancelOrder' => 'orderid', 'CancelAndRefundOrder' => 'orderid', 'FraudOrder' => 'orderid'] as $hook => $name) {
    add_hook($hook, 1, fn (array $vars) => Seatwright::installed()->note((int) $vars[$name]));
}

add_hook('InvoiceRefunded', 1, function (array $vars): void {
    $order = Capsule::table('tblorders')->where('invoiceid', $vars['invoiceid'])->value('id');
    if ($order !== null) {
        Seatwright::installed()->note((int) $order);
    }
});

// Seats that were changed, after they were paid.
foreach (['AfterConfigOptionsUpgrade' => 'upgradeid', 'AfterProductUpgrade' => 'upgradeid'] as $hook => $name) {
    add_hook($hook, 1, function (array $vars) use ($name): void {
        $service = Capsule::table('tblupgrades')->where('id', $vars[$name])->value('relid');
        $order = Capsule::table('tblhosting')->where('id', $service)->value('orderid');
        if ($order !== null) {
            Seatwright::installed()->note((int) $order);
        }
    });
}

add_hook('AfterCronJob', 1, fn () => Seatwright::installed()->tell());
