// The signatures of the platforms, by the header that has them. Nothing here needs a library: browsers and Node have the same functions.

const bytes = (text) => new TextEncoder().encode(text);
const base64 = (raw) => btoa(String.fromCharCode(...raw));
const hex = (raw) => [...raw].map((b) => b.toString(16).padStart(2, "0")).join("");

async function mac(key, text) {
  const k = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", k, bytes(text)));
}

// sign gives the headers that a scheme sets. The id is that of a message of Standard Webhooks; time is in seconds.
export async function sign(scheme, { secret, body, time, id }) {
  if (!secret) throw new Error("want a secret");
  switch (scheme) {
    case "X-Shopify-Hmac-Sha256":
    case "X-WC-Webhook-Signature":
      return { [scheme]: base64(await mac(bytes(secret), body)) };
    case "Stripe-Signature": // the key is the whole secret, whsec_ included
      return { [scheme]: `t=${time},v1=${hex(await mac(bytes(secret), `${time}.${body}`))}` };
    case "Webhook-Signature": { // the key is what base64 says behind whsec_
      if (!id) throw new Error("want a header Webhook-Id");
      const key = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (c) => c.charCodeAt(0));
      return { "Webhook-Timestamp": String(time), [scheme]: `v1,${base64(await mac(key, `${id}.${time}.${body}`))}` };
    }
  }
  throw new Error(`unknown scheme ${scheme}`);
}
