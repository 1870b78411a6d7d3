// What the pages do by themselves: forms that try operations, the calculator of signatures, and the list of deliveries that stays up to date.
import { sign } from "./sign.mjs";

const seconds = () => Math.floor(Date.now() / 1000);

// show writes an answer as it came, with its headers.
async function show(pre, what, answer) {
  const text = await answer.text();
  let body = text;
  try {
    body = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // It is no JSON, and shown as it is.
  }
  const headers = [...answer.headers].filter(([name]) => !["date", "content-length"].includes(name)).map(([name, v]) => `${name}: ${v}`);
  pre.textContent = [what, "", `${answer.status} ${answer.statusText}`, ...headers, "", body].join("\n");
  pre.hidden = false;
}

// remember keeps the ids in a path that is known to exist, so that the next form begins with them.
function remember(path) {
  const parts = path.split("?")[0].split("/");
  for (const { dataset } of document.querySelectorAll("form[data-try]")) {
    const names = dataset.path.split("/");
    if (names.length < parts.length || !parts.every((part, i) => part === names[i] || names[i].startsWith("{"))) continue;
    parts.forEach((part, i) => {
      if (names[i].startsWith("{")) sessionStorage.setItem(names[i], decodeURIComponent(part));
    });
  }
  document.dispatchEvent(new Event("remembered"));
}

// send calls the API, and shows what came of it.
async function send(form, method, path, headers, body) {
  const pre = form.querySelector(".answer");
  try {
    const answer = await fetch(path, { method, headers, body, redirect: "manual" });
    if (answer.ok) remember(answer.headers.get("Location") ?? path);
    await show(pre, `${method} ${path}`, answer);
  } catch (failure) {
    pre.textContent = String(failure);
    pre.hidden = false;
  }
}

async function ask(path, name) {
  const answer = await fetch(path, { method: "POST" });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json())[name];
}

const chosen = (form) => {
  const option = form.elements.sample?.selectedOptions[0];
  return option ? JSON.parse(option.dataset.sample) : { path: {}, query: {}, header: {}, body: "" };
};

// trial makes a form try its operation, filled in with a sample.
function trial(form) {
  const fields = [...form.querySelectorAll("[data-in]")];
  const fill = () => {
    const s = chosen(form);
    for (const f of fields) f.value = s[f.dataset.in]?.[f.dataset.name] ?? "";
    if (form.elements.body) form.elements.body.value = s.body;
    for (const f of fields) if (f.dataset.name === "Idempotency-Key") f.value = `try-${crypto.randomUUID()}`;
  };
  const known = () => {
    for (const f of fields) if (f.dataset.in === "path") f.value = sessionStorage.getItem(`{${f.dataset.name}}`) ?? f.value;
  };
  form.elements.sample?.addEventListener("change", fill);
  document.addEventListener("remembered", known);
  fill();
  known();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const headers = new Headers();
    const query = new URLSearchParams();
    let path = form.dataset.path;
    for (const f of fields) {
      if (f.dataset.in === "path") path = path.replace(`{${f.dataset.name}}`, encodeURIComponent(f.value));
      if (f.dataset.in === "query" && f.value) query.set(f.dataset.name, f.value);
      if (f.dataset.in === "header" && f.value) headers.set(f.dataset.name, f.value);
    }
    if ("token" in form.dataset) headers.set("Authorization", `Bearer ${await ask("/docs/token", "token")}`);
    const body = form.elements.body?.value || undefined;
    if (body) headers.set("Content-Type", form.dataset.media);
    await send(form, form.dataset.method, path + (query.size ? `?${query}` : ""), headers, body);
  });
}

// lines reads headers that stand one in a line.
function lines(text) {
  const headers = {};
  for (const line of text.split("\n")) {
    const [name, ...value] = line.split(":");
    if (name.trim()) headers[name.trim()] = value.join(":").trim();
  }
  return headers;
}

// renew makes another order of one: its id, the ids of its delivery, and the name of a new tenant, without which it would be held as a possible duplicate.
function renew(body, headers) {
  const id = String(crypto.getRandomValues(new Uint32Array(1))[0]);
  body = body.replace(/[A-Za-z0-9]+(?=\.onmicrosoft\.com)/g, `shop${id}`);
  for (const name of Object.keys(headers)) {
    if (/^(Webhook-Id|X-Shopify-Event-Id|X-Shopify-Webhook-Id|X-Wc-Webhook-Delivery-Id)$/i.test(name)) headers[name] = `msg_${id}`;
  }
  const read = body.match(/"data"\s*:\s*\{\s*"id"\s*:\s*"?([^",]+)/) ?? body.match(/"id"\s*:\s*"?([^",}]+)/);
  if (!read) return body;
  const old = read[1].trim();
  const next = /^\d+$/.test(old) ? (1 + id).padEnd(Math.min(old.length, 15), "0").slice(0, Math.max(old.length, 3)) : old.slice(0, 8) + id;
  const whole = new RegExp(`(?<![0-9.])${old.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![0-9.])`, "g");
  return body.replace(whole, next);
}

// calculator signs what stands in the form whenever it changes.
function calculator(form) {
  const { sample, connection, secret, time, header, body, fresh } = form.elements;
  const out = document.getElementById("signed");
  let ready = { headers: {}, path: "" };
  const update = async () => {
    const s = chosen(form);
    const headers = lines(header.value);
    const id = Object.entries(headers).find(([name]) => name.toLowerCase() === "webhook-id")?.[1];
    ready = { headers, path: s.path.replace("{connection_id}", encodeURIComponent(connection.value)) };
    try {
      const signed = await sign(s.scheme, { secret: secret.value, body: body.value, time: time.value || seconds(), id });
      ready.headers = { ...headers, ...signed };
      out.textContent = [`POST ${ready.path}`, ...Object.entries(ready.headers).map(([n, v]) => `${n}: ${v}`)].join("\n");
    } catch (failure) {
      out.textContent = String(failure.message ?? failure);
    }
  };
  const fill = async () => {
    const s = chosen(form);
    connection.value = s.connection;
    header.value = Object.entries(s.header).map(([n, v]) => `${n}: ${v}`).join("\n");
    body.value = s.body;
    secret.value = await ask(`/docs/secret/${encodeURIComponent(s.connection)}`, "secret").catch(() => "");
    await update();
  };
  sample.addEventListener("change", fill);
  form.addEventListener("input", update);
  fresh.addEventListener("click", async () => {
    const headers = lines(header.value);
    body.value = renew(body.value, headers);
    header.value = Object.entries(headers).map(([n, v]) => `${n}: ${v}`).join("\n");
    await update();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await update();
    await send(form, "POST", ready.path, ready.headers, body.value);
  });
  fill();
}

// follow shows deliveries that come while the page is open, unless somebody reads one.
function follow(table) {
  setInterval(async () => {
    if (document.hidden || table.querySelector("details[open]")) return;
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.getElementById("deliveries");
    if (fresh && fresh.innerHTML !== table.innerHTML && !table.querySelector("details[open]")) table.innerHTML = fresh.innerHTML;
  }, 2000);
}

document.querySelectorAll("form[data-try]").forEach(trial);
const form = document.getElementById("sign");
if (form) calculator(form);
const table = document.getElementById("deliveries");
if (table) follow(table);
