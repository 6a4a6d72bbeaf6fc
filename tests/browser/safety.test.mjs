// What must not happen: strangers, guesses, other people's windows, spreadsheets that run, a disk that is full.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Demo, PASSWORD, fill, newDraft, report, saved, sign, signIn, signQuickly } from "./havre.mjs";

let demo, officer;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  officer = await demo.asUser("officer.5344");
});
after(() => demo?.end());

const at = (path) => demo.base + path;
/** The text of a page without what differs from request to request. */
const words = (html) => html.replace(/<code>.*?<\/code>/g, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

test("Every answer forbids scripts of others, guessing of types, frames and copies in the cache", async () => {
  const { request } = officer;
  for (const path of ["/reports", "/sign-in", "/nowhere", "/flyer/5344/fr.pdf", "/"]) {
    const answer = await request.get(at(path));
    const headers = answer.headers();
    const policy = headers["content-security-policy"];
    const none = ["default-src", "frame-ancestors", "base-uri"].map((rule) => `${rule} 'none'`);
    const own = ["script-src", "style-src", "form-action", "connect-src"].map((rule) => `${rule} 'self'`);
    for (const rule of [...none, ...own]) assert.ok(policy.includes(rule), `${answer.url()}: ${rule}`);
    assert.ok(!/unsafe|\*|https?:/.test(policy), policy);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["referrer-policy"], "same-origin");
    assert.ok(headers["x-request-id"]);
  }
});

test("No page holds a script or a style of its own", async () => {
  const eva = await demo.asUser("eva.1030");
  await eva.goto(at(await signQuickly(officer)));
  for (const path of ["/queue", "/indicators", "/search", "/account", new URL(eva.url()).pathname]) {
    await eva.goto(at(path));
    const own = await eva.evaluate(() => {
      const on = (element) => [...element.attributes].some(({ name }) => name.startsWith("on") || name === "style");
      const inside = (element) => /^(script|style)$/i.test(element.tagName) && !element.src;
      return [...document.querySelectorAll("*")].filter((e) => on(e) || inside(e)).map((e) => e.outerHTML);
    });
    assert.deepEqual(own, [], path);
  }
  await eva.context().close();
});

test("The cookie of a session is out of reach of scripts and of other sites", async () => {
  const cookie = (await officer.context().cookies()).find(({ name }) => name === "havre");
  assert.ok(cookie.httpOnly);
  assert.equal(cookie.sameSite, "Lax");
  assert.equal(cookie.expires, -1, "it ends with the browser");
  assert.ok(!(await officer.evaluate(() => document.cookie)).includes("havre"));
});

test("A form that another site sends in her name is refused", async () => {
  const [site, origin] = [{ "sec-fetch-site": "cross-site" }, { origin: "https://example.org" }];
  for (const headers of [{ ...site, ...origin }, site, origin, { origin: "null" }]) {
    const answer = await officer.request.post(at("/reports/new"), { headers, maxRedirects: 0 });
    assert.equal(answer.status(), 403, JSON.stringify(headers));
    assert.match(await answer.text(), /<h1/, "a page that says so");
    assert.match(answer.headers()["content-security-policy"] ?? "no policy", /default-src 'none'/);
  }
});

test("A real page of another site cannot start a report in her name", async (t) => {
  // localhost and the address of the demo are two sites to a browser.
  const trap = `<form method="post" action="${at("/reports/new")}"></form><script>document.forms[0].submit()</script>`;
  const site = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(trap));
  t.after(() => (site.close(), site.closeAllConnections()));
  await new Promise((done) => site.listen(0, "localhost", done));
  const drafts = async () => (await (await officer.request.get(at("/reports"))).text()).match(/\/drafts\//g)?.length ?? 0;
  const before = await drafts();
  const page = await officer.context().newPage();
  const answer = page.waitForResponse((response) => response.url() === at("/reports/new"));
  await page.goto(`http://localhost:${site.address().port}/`).catch(() => "the form was sent before the page was there");
  assert.equal((await answer).status(), 403);
  assert.equal(await drafts(), before);
  await page.close();
});

test("Whoever guesses the address of a case of another zone finds nothing, the same as where nothing is", async () => {
  const path = await signQuickly(officer);
  const other = await demo.asUser("officer.5345");
  const refused = await other.request.get(at(path));
  const nothing = await other.request.get(at(`/cases/${randomUUID()}`));
  assert.deepEqual([refused.status(), nothing.status()], [404, 404]);
  assert.equal(words(await refused.text()), words(await nothing.text()));
  const id = path.slice(7);
  const posted = await other.request.post(at(`${path}/${id}/amend`), { form: { "amend.text": "de passage" } });
  assert.equal(posted.status(), 404);
  assert.ok(!(await (await officer.request.get(at(path))).text()).includes("de passage"));
  const odd = ["/cases/1", "/cases/%00", "/cases/..%2f..", "/drafts/1", `/drafts/${randomUUID()}`, "/flyer/9999/fr.pdf"];
  const ofOthers = ["/queue", "/table/export", "/indicators", "/account/people"];
  for (const guess of [...odd, ...ofOthers]) assert.equal((await other.request.get(at(guess))).status(), 404, guess);
});

test("Nobody opens the draft of a colleague", async () => {
  await newDraft(officer);
  const draft = new URL(officer.url()).pathname;
  const colleague = await demo.asUser("officer.5345");
  assert.equal((await colleague.request.get(at(draft))).status(), 404);
  for (const [path, wish] of [["", "save"], ["", "sign"], ["/autosave", ""]]) {
    const answer = await colleague.request.post(at(draft + path), { form: { version: "1", do: wish, facts: "x" } });
    assert.equal(answer.status(), 404, path + wish);
  }
  await colleague.request.post(at(draft), { form: { version: "1", do: "discard" } });
  const kept = await officer.request.get(at(draft));
  assert.equal(kept.status(), 200, "it is still there");
  assert.match(await kept.text(), /name="version" value="1"/);
});

test("A function does only what is its own: an officer cannot decide, the prosecution cannot note a contact", async () => {
  const path = await signQuickly(officer);
  const id = path.slice(7);
  const decided = await officer.request.post(at(`${path}/${id}/decide`), { form: { "decide.decision": "closed", "decide.reason": "x" } });
  assert.equal(decided.status(), 404);
  const prosecutor = await demo.asUser("prosecutor.brussels");
  const noted = await prosecutor.request.post(at(`${path}/${id}/contact`), { form: { "contact.outcome": "reached", "contact.note": "x" } });
  assert.equal(noted.status(), 404);
  const page = await prosecutor.request.get(at(path));
  assert.ok(!/event-contact|Contact attempt|Decision ·/.test(await page.text()));
});

test("What is far too large is refused with a page that says so", async () => {
  const form = { version: "1", do: "save", facts: "x".repeat(1_200_000) };
  const draft = new URL(officer.url()).pathname;
  const answer = await officer.request.post(at(draft), { form });
  assert.equal(answer.status(), 413);
  const html = await answer.text();
  assert.match(html, /too large\. Nothing was saved/);
  assert.match(html, /<html lang="en"/);
  assert.match(answer.headers()["content-security-policy"] ?? "no policy", /default-src 'none'/);
});

test("A program that asks for JSON gets its errors as problem+json", async () => {
  const answer = await officer.request.get(at(`/cases/${randomUUID()}`), { headers: { accept: "application/json" } });
  assert.equal(answer.status(), 404);
  assert.equal(answer.headers()["content-type"], "application/problem+json");
  const problem = await answer.json();
  assert.equal(problem.status, 404);
  assert.match(problem.title, /does not exist/);
});

test("A name that looks like a formula does not run in the spreadsheet of the prosecution", async () => {
  const name = '=HYPERLINK("x")';
  const path = await signQuickly(officer, report({ "p0.family_name": name, "p0.given_names": "" }));
  assert.ok((await (await officer.request.get(at(path))).text()).includes("=HYPERLINK("), "the name itself is taken as it is");
  const prosecutor = await demo.asUser("prosecutor.brussels");
  const take = (kind) => prosecutor.request.post(at("/table/export"), { form: { "export.reason": "meeting", "export.kind": kind, state: "all" } });
  const csv = await take("csv");
  assert.match(csv.headers()["content-disposition"], /^attachment; filename="table.csv"/);
  const text = await csv.text();
  assert.ok(text.includes(`"'=HYPERLINK(""x"")"`), "quoted");
  for (const cell of text.split(/[,\r\n]+/)) assert.ok(!/^"?[=+@-]/.test(cell), `a cell begins like a formula: ${cell}`);
  const xlsx = await take("xlsx");
  assert.equal((await xlsx.body()).subarray(0, 2).toString(), "PK");
});

test("Names, numbers and searches never stand in an address or a title", async () => {
  const answers = report();
  await signQuickly(officer, answers);
  const asked = [];
  const note = (request) => asked.push(decodeURIComponent(request.url()));
  officer.on("request", note);
  await officer.goto(at("/search"));
  await officer.fill("#q", answers.pv_number);
  await officer.keyboard.press("Enter");
  await officer.check("[name=why] >> nth=0");
  await officer.click("button[name=case]");
  await officer.waitForURL(/\/cases\//);
  officer.off("request", note);
  for (const url of asked) assert.ok(!url.includes(answers.pv_number), url);
  assert.ok(!(await officer.title()).includes(answers.pv_number));
});

const wrong = async (page, user, password) => {
  await page.goto(at("/sign-in"));
  await page.fill("#username", user);
  await page.fill("#password", password);
  await page.click("main button[type=submit]");
  await page.waitForSelector(".govuk-error-summary");
  assert.equal(await page.inputValue("#password"), "", "the password is not sent back");
  return (await page.innerText("main")).replaceAll(user, "…");
};

test("After five wrong passwords the right one is refused too, and nothing tells whether the account exists", async () => {
  const page = await demo.asUser();
  const said = new Set([await wrong(page, "nobody.at.all", "x")]);
  for (let tries = 0; tries < 5; tries += 1) said.add(await wrong(page, "eva.4000", "wrong password"));
  said.add(await wrong(page, "eva.4000", PASSWORD));
  assert.deepEqual([...said].length, 1, [...said].join("\n---\n"));
  await page.goto(at("/"));
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.context().close();
});

test("She sees her sessions, ends the one on the other computer, and that one is signed out", async () => {
  const [here, there] = [await demo.asUser("eva.1050"), await demo.asUser("eva.1050")];
  await here.goto(at("/account"));
  const others = here.locator("tr", { has: here.locator("button") }).filter({ hasNotText: "this one" });
  assert.equal(await others.count(), 1);
  assert.match(await others.innerText(), /Chrome, Linux/);
  await others.locator("button").click();
  await here.waitForURL(/said=session/);
  assert.match(await here.innerText(".notice"), /session is ended/);
  await there.goto(at("/queue")).catch(() => {}); // the list may have gone to the sign-in page by itself meanwhile
  await there.waitForURL(/\/sign-in/);
  await here.goto(at("/queue"));
  assert.equal(new URL(here.url()).pathname, "/queue", "her own session goes on");
  await here.click("header form[action='/sign-out'] button");
  await here.waitForURL(/sign-in/);
  await here.goBack();
  assert.equal(new URL(here.url()).pathname, "/sign-in", "the back button shows no names");
});

/** RFC 6238 with what every app can do: SHA-1, six digits, thirty seconds. */
function code(secret, steps = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

test("She sets up an authenticator app, and from then on the password alone is not enough", async () => {
  const page = await demo.asUser("eva.1060");
  await page.goto(at("/account"));
  await page.click("form[action='/account/totp/start'] button");
  const secret = (await page.innerText("code[translate=no]")).replaceAll(" ", "");
  await page.fill("#code", code(secret) === "000000" ? "111111" : "000000");
  await page.click("main form button");
  assert.match(await page.innerText("#code-error"), /does not match/);
  assert.equal((await page.innerText("code[translate=no]")).replaceAll(" ", ""), secret, "the same key, so that the app need not scan again");
  const first = code(secret);
  await page.fill("#code", first);
  await page.click("main form button");
  await page.waitForURL(/said=totp-on/);

  const again = await demo.asUser("eva.1060");
  assert.equal(new URL(again.url()).pathname, "/sign-in/code");
  await again.goto(at("/queue"));
  assert.equal(new URL(again.url()).pathname, "/sign-in", "no page without the code");
  await signIn(again, "eva.1060");
  const give = async (text) => {
    await again.fill("#code", text);
    await again.click("main form[action='/sign-in/code'] button");
    await again.waitForLoadState();
  };
  await give(first);
  assert.match(await again.innerText("#code-error"), /not accepted/, "each code works once");
  await give(code(secret, 1)); // the clock of a phone may be ahead
  assert.equal(new URL(again.url()).pathname, "/today");
});

test("With the keyboard alone: the first Tab leads to the main content, and she signs in without a mouse", async () => {
  const page = await demo.asUser();
  const focused = () => page.locator(":focus").evaluate((element) => element.id || element.className);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "govuk-skip-link");
  assert.ok(await page.locator(".govuk-skip-link").evaluate((link) => link.getBoundingClientRect().height > 20), "it can be seen");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "main");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "username");
  await page.keyboard.type("eva.1030");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#password-error");
  assert.match(await focused(), /govuk-error-summary/, "after an error the focus is on what is wrong");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "password", "the summary leads to the field");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/today/);
  await page.context().close();
});

test("Signing out saves what she typed last, and leaves nothing in the browser", async () => {
  const page = await demo.asUser("officer.5344");
  await newDraft(page);
  const draft = page.url();
  await page.fill("#facts", "Écrit juste avant de partir");
  await page.click("header form[action='/sign-out'] button");
  await page.waitForURL(/sign-in/);
  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0);
  await signIn(page, "officer.5344");
  await page.goto(draft);
  assert.equal(await page.inputValue("#facts"), "Écrit juste avant de partir");
});

/** What the stream of news does when somebody wrote something. */
const news = (page) => page.evaluate(() => document.dispatchEvent(new CustomEvent("news")));

test("A list that can no longer renew itself says so, and is silent again once it can", async () => {
  const page = await demo.asUser("eva.1070");
  const stale = page.locator("[data-live-stale]");
  assert.ok(await stale.isHidden());
  await demo.kill();
  await news(page);
  await stale.waitFor({ state: "visible" });
  await demo.serve();
  await news(page);
  await stale.waitFor({ state: "hidden" });
  await page.context().close();
});

test("When her session ends elsewhere, the names leave the screen with the next news", async () => {
  const [here, there] = [await demo.asUser("eva.1080"), await demo.asUser("eva.1080")];
  await here.goto(at("/account"));
  await here.locator("tr", { has: here.locator("button") }).filter({ hasNotText: "this one" }).locator("button").click();
  await here.waitForURL(/said=session/);
  await news(there).catch(() => {}); // the stream itself may have told her already
  await there.waitForURL(/\/sign-in/);
});

test("Nothing went wrong behind the pages", () => demo.quiet());

test("When the disk of the server is full, the page says so, and nothing is lost or half written", async (t) => {
  const full = await Demo.begin({ reports: 5, serve: false });
  t.after(() => full.end());
  // What is written goes first to the write-ahead log, which begins empty: so many KiB are enough to begin, to sign in
  // and to save a few times, and too few for it to begin anew.
  await full.serve(2000);
  const page = await full.asUser("officer.5344");
  await newDraft(page);
  const draft = page.url();
  await fill(page, report());
  await saved(page);

  // She goes on typing until there is no room any more.
  const state = page.locator("[data-autosave-state]");
  let text = "";
  for (let tries = 1; tries <= 60 && (await state.getAttribute("data-state")) !== "failed"; tries += 1) {
    text = `Page ${tries}. ${"Les faits continuent. ".repeat(1500)}`;
    await page.fill("#facts", text);
    await page.waitForResponse((response) => response.url().endsWith("/autosave"));
    await page.waitForFunction(() => document.querySelector("[data-autosave-state]").dataset.state !== "saving");
  }
  assert.match(await state.innerText(), /Not saved yet.*kept in this tab/, "the line beside the form");
  await sign(page);
  assert.match(await page.innerText(".notice--late"), /disk of the server is full.*typed is kept/s);
  assert.equal(await page.inputValue("#facts"), text, "her words stand in the form");
  assert.doesNotMatch(await state.innerText(), /^Saved/, "nothing claims the contrary");
  await page.goto(`${full.base}/reports`);
  await page.goto(draft);
  assert.equal(await page.inputValue("#facts"), text, "she leaves the page and finds her words when she comes back");
  assert.equal(await page.inputValue("[name='p0.family_name']"), "Éprouvette");

  // Room again: the page saves by itself.
  await full.kill("SIGTERM");
  assert.equal(full.run("verify"), 0, "every chain is whole");
  await full.serve();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await saved(page);
  await page.goto(draft);
  assert.equal(await page.inputValue("#facts"), text);
  await sign(page);
  await page.waitForURL(/\/cases\//);
  await full.kill("SIGTERM");
  assert.equal(full.run("verify"), 0);
});
