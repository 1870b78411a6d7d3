// A shop's client in TypeScript, without a library: for Node 20 (compiled; later ones run it as it is), Deno and Bun. API is the address of the API and TOKEN a
// bearer token with the scopes orders.read and orders.write.
//
//   node order.mjs order KEY < order.json             places an order under an Idempotency-Key, and follows it to its end
//   node order.mjs verify ID TIME SIGNATURES < body   checks an event that was received; SECRET is the endpoint's (whsec_...)

export interface Order {
  id: string;
  state:
    | "accepted" | "checking" | "waiting_for_customer" | "buying" | "outcome_unknown" | "provisioning" | "question"
    | "fulfilled" | "failed" | "cancelled";
  question?: { text: string };
}

const rest = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

export class Seatwright {
  private readonly api: string;
  private readonly token: string;

  constructor(api: string, token: string) {
    this.api = api;
    this.token = token;
  }

  // place gives the same order again for the same key, however often it is called.
  place(key: string, body: string): Promise<Order> {
    return this.call("POST", "/v1/orders", { "Idempotency-Key": key, "Content-Type": "application/json" }, body);
  }

  show(id: string): Promise<Order> {
    return this.call("GET", `/v1/orders/${encodeURIComponent(id)}`);
  }

  // call makes a call that the server could not take again, as it was: the Idempotency-Key sees to it that nothing happens twice.
  private async call(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Order> {
    for (let tries = 1; ; tries++) {
      let wait = 1;
      try {
        const answer = await fetch(this.api + path, {
          method,
          headers: { ...headers, Authorization: `Bearer ${this.token}` },
          ...(body === undefined ? {} : { body }),
          signal: AbortSignal.timeout(30_000),
        });
        if (answer.ok) return (await answer.json()) as Order;
        if (![429, 502, 503, 504].includes(answer.status) || tries === 6) {
          const problem = (await answer.json().catch(() => ({}))) as { detail?: string; title?: string; message?: string };
          throw new Refused(`${answer.status}: ${problem.detail ?? problem.title ?? problem.message ?? "no reason given"}`);
        }
        wait = Number(answer.headers.get("Retry-After") ?? 1);
      } catch (failure) {
        if (failure instanceof Refused || tries === 6) throw failure;
      }
      await rest(wait);
    }
  }
}

class Refused extends Error {}

// authentic tells whether an event is ours: the time within five minutes, and one of the signatures that of the exact bytes of the body.
export async function authentic(secret: string, id: string, time: string, signatures: string, body: Uint8Array, now: number): Promise<boolean> {
  if (!/^\d+$/.test(time) || Math.abs(now - Number(time)) > 300) return false;
  const raw = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const before = new TextEncoder().encode(`${id}.${time}.`);
  const signed = new Uint8Array(before.length + body.length);
  signed.set(before);
  signed.set(body, before.length);
  let found = false;
  for (const given of signatures.split(" ")) { // during a rotation there are two
    if (!given.startsWith("v1,")) continue;
    const mac = Uint8Array.from(atob(given.slice(3)), (c) => c.charCodeAt(0));
    found = (await crypto.subtle.verify("HMAC", key, mac, signed)) || found; // it compares in constant time
  }
  return found;
}

// What of Node is used here; its own types have more.
declare const process: {
  argv: string[];
  env: Record<string, string | undefined>;
  exitCode: number;
  stdin: AsyncIterable<Uint8Array>;
};

async function follow(client: Seatwright, order: Order): Promise<void> {
  for (let last = ""; ; order = await client.show(order.id)) {
    if (order.state !== last) console.log(`${order.id} ${order.state}`);
    last = order.state;
    switch (order.state) {
      case "fulfilled":
      case "failed":
      case "cancelled":
        return;
      case "question":
      case "waiting_for_customer": // a person has to answer, with POST /v1/orders/{id}/answer
        console.log(order.question?.text ?? "");
        return;
    }
    await rest(Number(process.env.POLL ?? 2));
  }
}

async function main([command, first = "", second = "", third = ""]: string[]): Promise<void> {
  const parts: number[] = [];
  for await (const part of process.stdin) parts.push(...part);
  const body = Uint8Array.from(parts);
  const { API = "", TOKEN = "", SECRET = "" } = process.env;
  switch (command) {
    case "order": {
      const client = new Seatwright(API, TOKEN);
      return follow(client, await client.place(first, new TextDecoder().decode(body)));
    }
    case "verify":
      if (await authentic(SECRET, first, second, third, body, Date.now() / 1000)) return console.log("authentic");
      throw new Refused("refused: the signature is not the body's, or it is older or newer than five minutes");
  }
  throw new Refused("want: order KEY, or verify ID TIME SIGNATURES");
}

main(process.argv.slice(2)).catch((failure: Error) => {
  console.error(failure.message);
  process.exitCode = 1;
});
