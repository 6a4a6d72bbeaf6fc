// A hostile hour, on loopback only: HAVRE_BIN=… node soak.mjs 60 (minutes). Not part of the tests: run by hand, written down.
//
// Strangers flood the door, leave requests unfinished, send what nobody can read and guess at addresses, while an officer and
// a representative work. It fails when a colleague is kept out or waits for long, when anything answers with a failure of the
// program's own, when the memory grows without end, or when the chains do not hold at the end.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Demo, PASSWORD, TABLE, report, signQuickly } from "./havre.mjs";

const MINUTES = Number(process.argv[2] ?? 60);
/** Longest that a colleague may wait for a page, in ms: the machine is shared with the attack. */
const LONGEST = 10_000;
/** Most memory that the program may have in the end beyond what it had after warming up, in MiB. */
const GROWTH = 250;

const demo = await Demo.begin();
const end = Date.now() + MINUTES * 60_000;
const seen = { requests: 0, statuses: {}, colleagues: 0, slowest: 0, signed: 0, faults: [] };
const on = () => Date.now() < end && seen.faults.length < 20;
const fault = (text) => void seen.faults.push(text);
const memory = () => Number(readFileSync(`/proc/${demo.process.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const noise = (length) => randomBytes(length).toString("latin1");

/** What a stranger types where something is expected. */
const ODD = ["", "0", "-1", "1e999", "../../etc/passwd", "%00", "'; DROP TABLE entry; --", "<script>alert(1)</script>", "{{7*7}}", "\u202e112", "＝1+1", "é".repeat(5000), noise(300)];
const ROUTES = TABLE.filter(([method, route]) => (method === "GET" || method === "POST") && route);

function address(route) {
  return route.replace(/\{[^}]+\}/g, () => encodeURIComponent(pick([randomUUID(), ...ODD.slice(0, 8)])).slice(0, 400) || "x");
}

async function ask(method, path, { cookie = "", body, headers = {} } = {}) {
  seen.requests += 1;
  const options = { method, redirect: "manual", headers: { cookie, ...headers }, signal: AbortSignal.timeout(30_000) };
  if (body !== undefined) options.body = body;
  const answer = await fetch(demo.base + path, options).catch((error) => ({ status: error.name, text: async () => "" }));
  seen.statuses[answer.status] = (seen.statuses[answer.status] ?? 0) + 1;
  const text = await answer.text().catch(() => "");
  // Busy and away are said; a failure of its own is not.
  if (answer.status === 500 || answer.status === 502) fault(`${method} ${path.slice(0, 120)}: ${answer.status}`);
  if (/panicked|RUST_BACKTRACE|stack backtrace|sqlx::/.test(text)) fault(`${method} ${path.slice(0, 120)} says too much`);
  return answer;
}

/** Guesses at every address with every kind of nonsense, signed in as nobody or somebody of little power. */
async function guess(cookie) {
  while (on()) {
    const [method, route] = pick(ROUTES);
    const form = new URLSearchParams(Array.from({ length: 1 + Math.floor(Math.random() * 6) }, () => [pick(["q", "version", "p0.birth", "facts", "kind", "do", "zone", "reason", "back", noise(4)]), pick(ODD)]));
    const headers = pick([{}, { "x-background": "1" }, { accept: "text/event-stream" }, { "x-request-id": randomUUID() }, { "accept-language": noise(20).replace(/[^\x20-\x7e]/g, "") }, { origin: "https://example.org" }]);
    await ask(method, `${address(route)}?${pick(["", "on=2026-13-40", "after=%FF", "sort=%27", "open=x", "new=%00"])}`, method === "POST" ? { cookie, headers: { ...headers, "content-type": "application/x-www-form-urlencoded" }, body: form.toString() } : { cookie, headers });
  }
}

/** Tries passwords, known names and unknown ones. */
async function knock() {
  while (on()) {
    const body = new URLSearchParams({ username: pick(["eva.1030", "admin", "nobody", noise(8)]), password: noise(12) }).toString();
    await ask("POST", "/sign-in", { body, headers: { "content-type": "application/x-www-form-urlencoded" } });
    await sleep(20);
  }
}

/** Requests that never finish, bodies without end, words that are no request. */
async function dangle() {
  const beginnings = ["GET / HTTP/1.1\r\nHost: x\r\n", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", noise(500), "GET /\0 HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""];
  while (on()) {
    const socket = connect(demo.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(pick(beginnings));
    for (let drops = 0; drops < 5 && on(); drops += 1) {
      await sleep(200);
      if (!socket.destroyed) socket.write(pick(["X-A: b\r\n", noise(3)]));
    }
    setTimeout(() => socket.destroy(), 15_000);
    await sleep(50);
  }
}

/** Somebody who works: every page must come, and in time. */
async function work(user, pages) {
  const page = await demo.asUser(user);
  page.setDefaultTimeout(30_000);
  while (on()) {
    for (const path of pages) {
      const start = Date.now();
      const answer = await page.goto(demo.base + path).catch((error) => ({ status: () => String(error).slice(0, 80) }));
      const took = Date.now() - start;
      seen.colleagues += 1;
      seen.slowest = Math.max(seen.slowest, took);
      if (answer.status() !== 200) fault(`${user} at ${path}: ${answer.status()}`);
      if (took > LONGEST) fault(`${user} waited ${took} ms for ${path}`);
      await sleep(500);
    }
    if (user.startsWith("officer")) {
      try {
        await signQuickly(page, report());
        seen.signed += 1;
      } catch (error) {
        fault(`${user} could not sign: ${String(error).slice(0, 200)}`);
      }
    }
  }
}

async function cookieOf(user) {
  const body = new URLSearchParams({ username: user, password: PASSWORD }).toString();
  const answer = await fetch(`${demo.base}/sign-in`, { method: "POST", redirect: "manual", body, headers: { "content-type": "application/x-www-form-urlencoded" } });
  return answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
}

const cookies = await Promise.all(["officer.5339", "patrol.5344", "coordinator.brussels", "shelter.brussels"].map(cookieOf));
let warm;
const watch = (async () => {
  await sleep(Math.min(120_000, MINUTES * 20_000));
  warm = memory();
  while (on()) {
    await sleep(Math.min(60_000, MINUTES * 10_000));
    console.log(JSON.stringify({ left: Math.round((end - Date.now()) / 1000), mib: Math.round(memory()), ...seen, faults: seen.faults.length }));
  }
})();
await Promise.all([
  watch,
  work("officer.5344", ["/today", "/reports", "/table"]),
  work("eva.1030", ["/today", "/queue", "/agenda", "/search"]),
  guess(""),
  ...cookies.map(guess),
  knock(),
  knock(),
  ...Array.from({ length: 10 }, dangle),
]);
const last = memory();
if (last > warm + GROWTH) fault(`memory grew from ${Math.round(warm)} to ${Math.round(last)} MiB`);
if (/panicked at/.test(demo.log)) fault("a panic in the log");
await demo.kill("SIGTERM");
const verified = demo.run("verify");
if (verified !== 0) fault(`verify: ${verified}`);
console.log(JSON.stringify({ minutes: MINUTES, mib: [Math.round(warm), Math.round(last)], ...seen }, null, 1));
await demo.end();
assert.deepEqual(seen.faults, []);
process.exit(0);
