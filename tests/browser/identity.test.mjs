// Signing in by others: an organisation (a real OpenID provider on this machine), and passkeys (a virtual device).
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Demo, PATIENCE, act, freePort, isoDay, report, signIn, signQuickly } from "./havre.mjs";
import { Organisation } from "./provider.mjs";

const SECRETS = mkdtempSync(join(tmpdir(), "havre-secret-"));
function demoSecret() {
  const file = join(SECRETS, "client");
  writeFileSync(file, "a secret of these tests only\n", { mode: 0o600 });
  return file;
}

let demo, organisation, admin, keysAsked, left;
before(async () => {
  const port = await freePort();
  // Passkeys belong to a name: localhost, not 127.0.0.1.
  demo = await Demo.begin({
    host: "localhost",
    config: ({ base }) => `address = "${base}"
[organisation]
issuer = "http://127.0.0.1:${port}"
client_id = "havre"
name = "Police de test"
client_secret_file = "${demoSecret()}"
`,
  });
  organisation = new Organisation(port, demo.base);
  await organisation.start();
  admin = await demo.asUser("admin");
  await expect(admin, "eva.1030", "Lina@police.example");
  await expect(admin, "eva.1140", "bram@police.example");
});
after(async () => {
  await organisation?.stop();
  await demo?.end();
  rmSync(SECRETS, { recursive: true, force: true });
});

const path = (page) => new URL(page.url()).pathname;
const heading = (page) => page.locator("h1").innerText();

/** The page of an account, for the administrator. */
async function person(page, username) {
  await page.goto(`${demo.base}/account/people`);
  await page.locator("table").first().locator("tr", { hasText: username }).locator("a").click();
}

/** Writes under which name the organisation knows somebody. */
async function expect(page, username, name) {
  await person(page, username);
  await page.fill("#expected", name);
  await page.click("form[action$='/expect'] button");
  await page.waitForURL(/said=expected$/);
}

/** At the provider: says who one is, and agrees. */
async function vouch(page, subject) {
  await page.waitForURL(`${organisation.issuer}/**`);
  await page.fill("[name=login]", subject);
  await page.fill("[name=password]", "any");
  await page.click("button[type=submit]");
  if (page.url().startsWith(organisation.issuer)) {
    const agree = page.locator("form button[type=submit]");
    if (await agree.count()) await agree.click();
  }
}

async function byOrganisation(subject) {
  const page = await demo.asUser(undefined);
  await page.goto(`${demo.base}/sign-in`);
  await page.click("text=Sign in with Police de test");
  await vouch(page, subject);
  await page.waitForURL(`${demo.base}/**`);
  return page;
}

test("Somebody who is expected signs in with her organisation, with the function of our register", async () => {
  const page = await byOrganisation("s-eva");
  keysAsked = Date.now();
  assert.equal(path(page), "/today");
  assert.match(await page.locator(".bar__role").innerText(), /Local EVA/);
  await person(admin, "eva.1030");
  await assert.doesNotReject(admin.locator("text=Tied since").waitFor());
  await page.context().close();
});

test("Somebody whom the organisation knows, but not we, stays outside and is told whom to ask", async () => {
  const page = await byOrganisation("s-stranger");
  assert.equal(await heading(page), "No account here");
  await page.goto(`${demo.base}/queue`);
  assert.equal(path(page), "/sign-in");
  assert.match(demo.log, /somebody whom the organisation knows has no account here/);
  assert.doesNotMatch(demo.log, /somebody@police/, "the log names nobody");
  await page.context().close();
});

/** Goes to the provider, lets a test change what is sent there, and gives the address to which it sends back. Without
 * pages: a browser would follow the last redirect before a test could look at it. */
async function answerOf(subject, change = (url) => url) {
  const page = await demo.asUser(undefined);
  const ask = (url, form) => page.request.fetch(url, { method: form ? "POST" : "GET", form, maxRedirects: 0 });
  const begun = await ask(`${demo.base}/sign-in/organisation`);
  let [url, form] = [change(new URL(begun.headers().location)).href];
  for (let steps = 0; steps < 12; steps++) {
    const answer = await ask(url, form);
    form = undefined;
    const next = answer.headers().location;
    if (next) url = new URL(next, url).href;
    else form = { prompt: (await answer.text()).includes('value="login"') ? "login" : "consent", login: subject, password: "any" };
    if (url.startsWith(demo.base)) return { page, back: new URL(url) };
  }
  throw new Error(`The provider did not send back: ${url}`);
}

async function staysOutside(page, address) {
  const answer = await page.goto(address.href ?? address);
  assert.equal(answer.status(), 403);
  assert.equal(await heading(page), "Sign-in not completed");
  await page.goto(`${demo.base}/queue`);
  assert.equal(path(page), "/sign-in");
}

test("A changed state, nonce or proof, a used answer and another browser stay outside", async () => {
  const changed = await answerOf("s-eva");
  changed.back.searchParams.set("state", "made-up");
  await staysOutside(changed.page, changed.back);

  const set = (name, value) => (url) => (url.searchParams.set(name, value), url);
  const nonce = await answerOf("s-eva", set("nonce", "made-up"));
  await staysOutside(nonce.page, nonce.back);
  const proof = await answerOf("s-eva", set("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
  await staysOutside(proof.page, proof.back);

  const used = await answerOf("s-eva");
  const thief = await demo.asUser(undefined);
  await staysOutside(thief, used.back);
  await used.page.goto(used.back.href);
  assert.equal(path(used.page), "/today", "the one who began it comes in");
  await used.page.context().clearCookies({ name: "havre" });
  await staysOutside(used.page, used.back);
});

test("A token that is too old, for somebody else or from the future is not believed", async () => {
  const at = Math.floor(Date.now() / 1000);
  organisation.change = {};
  const unchanged = await answerOf("s-eva");
  await unchanged.page.goto(unchanged.back.href);
  assert.equal(path(unchanged.page), "/today", "signed again without a change, it is believed");
  for (const change of [{ exp: at - 120 }, { iat: at + 600, exp: at + 900 }, { aud: "another" }, { iss: "http://127.0.0.1:1" }]) {
    organisation.change = change;
    const { page, back } = await answerOf("s-eva");
    await staysOutside(page, back).finally(() => (organisation.change = undefined));
    await page.context().close();
  }
});

test("Who left cannot come in by the organisation either", async () => {
  const page = await byOrganisation("s-leaver");
  assert.equal(path(page), "/today");
  const inHand = async () => {
    await person(admin, "eva.1140");
    await admin.click("text=This person leaves");
    return Number((await admin.locator("main").innerText()).match(/(\d+) pieces? of work in hand/)[1]);
  };
  const before = await inHand();
  // Something to hand over: a try that she promised, an appointment, and the call of day 2.
  const officer = await demo.asUser("officer.5344");
  const opened = await signQuickly(officer, (left = report({ postcode: "1140" })));
  await page.goto(demo.base + opened);
  await act(page, "contact", { outcome: "no-answer", next_try: `${isoDay(1)}T10:00` });
  await act(page, "appointment", { at: `${isoDay(2)}T14:30`, place: "Commissariat" });
  assert.equal(await inHand(), before + 3);
  assert.ok(!(await admin.content()).includes(left.pv_number), "an administrator sees no case");
  await admin.locator("[name=heir]").first().check();
  await admin.click("text=Switch off and hand over");
  await admin.waitForURL(/said=off$/);
  await page.goto(`${demo.base}/queue`);
  assert.equal(path(page), "/sign-in", "her session ended");
  const again = await byOrganisation("s-leaver");
  assert.equal(await heading(again), "No account here", "the same words as for a stranger");
});

test("The heir finds what was in hand, to print, without a name of anybody it is about", async () => {
  await admin.goto(`${demo.base}/account/people`);
  const heir = (await admin.locator("table").last().locator("tr", { hasText: "account switched off" }).first().innerText()).match(/→ (.*)/)[1];
  const username = await admin.locator("table").first().locator("tr", { hasText: heir }).locator("td").first().innerText();
  const page = await demo.asUser(username.trim());
  await page.goto(`${demo.base}/account`);
  await page.click("text=Work taken over from");
  assert.equal(await heading(page), "Handover sheet");
  const sheet = await page.locator("main").innerText();
  assert.equal(sheet.split(left.pv_number).length - 1, 3, sheet);
  assert.match(sheet, /Appointment/);
  assert.ok(!sheet.includes(left["p0.family_name"]) && !sheet.includes(left.place), "no personal data");
  assert.equal((await page.request.get(page.url().replace(/[^/]+$/, "00000000-0000-7000-8000-000000000000"))).status(), 404);
  await page.context().close();
});

test("Signing out here signs out there; signing out there signs out here", async () => {
  const page = await byOrganisation("s-eva");
  await page.click("text=Sign out");
  await page.waitForURL(`${organisation.issuer}/**`);
  assert.ok(!page.url().includes("hint"), "the address names nobody");
  await page.click("button[value=yes], button[autofocus]");
  await page.waitForURL(`${demo.base}/sign-in`);
  await page.click("text=Sign in with Police de test");
  await page.waitForURL(`${organisation.issuer}/**`);
  assert.ok(await page.locator("[name=login]").count(), "the provider asks again");

  const other = await byOrganisation("s-eva");
  const elsewhere = await demo.asUser("eva.1030");
  const there = await other.context().newPage();
  await there.goto(`${organisation.issuer}/session/end`);
  await there.click("button[value=yes], button[autofocus]");
  for (let tries = 0; tries < 50 && !organisation.logged.includes("told"); tries++) await sleep(100);
  assert.ok(organisation.logged.includes("told"), organisation.logged.join("\n"));
  await other.goto(`${demo.base}/queue`);
  assert.equal(path(other), "/sign-in");
  await elsewhere.goto(`${demo.base}/queue`);
  assert.equal(path(elsewhere), "/queue", "a session that the organisation did not vouch for goes on");
  const forged = await elsewhere.request.post(`${demo.base}/sign-in/organisation/out`, { form: { logout_token: "a.b.c" } });
  assert.equal(forged.status(), 400);
});

/** A browser whose device makes passkeys. */
async function withDevice(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, automaticPresenceSimulation: true },
  });
  return { session, authenticatorId };
}

async function signOut(page) {
  await page.click("text=Sign out");
  await page.waitForURL(/\/sign-in$/);
}

test("A passkey is added, signs in without password or code, and is removed", async () => {
  const page = await demo.asUser("prosecutor.brussels");
  const { session, authenticatorId } = await withDevice(page);
  await page.goto(`${demo.base}/account`);
  await page.fill("#passkey_name", "Téléphone de service");
  await page.click("text=Add a passkey");
  await page.waitForURL(/said=passkey-on$/);
  assert.ok(await page.locator("strong", { hasText: "Téléphone de service" }).count());

  await signOut(page);
  await page.click("text=Sign in with a passkey");
  await page.waitForURL(`${demo.base}/today`);

  // A device that did not verify its owner is one factor only: not enough.
  await signOut(page);
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.click("text=Sign in with a passkey");
  await page.locator("[data-passkey-failed]:visible").waitFor({ timeout: PATIENCE });
  assert.equal(path(page), "/sign-in");
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });

  // An answer counts once.
  let sent;
  page.on("request", (request) => request.url().endsWith("/sign-in/passkey") && (sent = request.postData()));
  await page.click("text=Sign in with a passkey");
  await page.waitForURL(`${demo.base}/today`);
  const replayed = await page.request.post(`${demo.base}/sign-in/passkey`, {
    data: sent,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  assert.equal(replayed.status(), 422);

  await page.goto(`${demo.base}/account`);
  await page.click("text=Remove");
  await page.waitForURL(/said=passkey-off$/);
  await signOut(page);
  await page.click("text=Sign in with a passkey");
  await page.locator("text=This passkey is not accepted").first().waitFor();
});

test("Without script there is no passkey to press, and the password works", async () => {
  const page = await demo.asUser(undefined, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/sign-in`);
  assert.ok(!(await page.locator("text=Sign in with a passkey").isVisible()));
  await signIn(page, "officer.5344");
  assert.equal(path(page), "/today");
});

test("A function that changes ends the session at once", async () => {
  const page = await demo.asUser("officer.5340");
  await person(admin, "officer.5340");
  await admin.selectOption("#function", "eva");
  await admin.click("form[action$='/move'] button");
  await admin.waitForURL(/said=moved$/);
  await page.goto(`${demo.base}/reports`);
  assert.equal(path(page), "/sign-in");
  await signIn(page, "officer.5340");
  assert.equal(path(page), "/today");
});

test("A provider that changes its key is believed again after a minute", async () => {
  await organisation.rotate();
  await sleep(Math.max(0, keysAsked + 61_000 - Date.now()));
  const page = await byOrganisation("s-eva");
  assert.equal(path(page), "/today");
});

test("A provider that is away is said to be away, and the password works", async () => {
  await organisation.stop();
  organisation.server = undefined;
  const page = await demo.asUser("eva.1030");
  assert.equal(path(page), "/today");
});

test("Nothing was said in console or log", () => {
  // The provider's own pages ask for fonts of somebody else.
  demo.problems = demo.problems.filter((problem) => !problem.startsWith(organisation.issuer));
  demo.quiet();
});
