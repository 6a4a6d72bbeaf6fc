// "May I share?": the guide through professional secrecy, with and without scripts, alone and from a case.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, LANGUAGES, day, fill, report, signQuickly } from "./havre.mjs";

const DANGER = { who: "support", to: "prosecutor", what: "facts", about: "partner", why: "protect", danger: "this-person" };
const address = (answers) => `/sharing?${new URLSearchParams(answers)}`;
let demo, path;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  const officer = await demo.asUser("officer.5344");
  path = await signQuickly(officer, report());
});
after(() => demo?.end());

const verdict = (page) => page.innerText("#h-answer");
const main = (page) => page.innerText("main");

test("Everybody who signs in finds it in the menu, with answers that fit the function, and never a danger", async () => {
  const expected = {
    "officer.5344": "police", "eva.1030": "support", "evahead.5344": "support", "prosecutor.brussels": "prosecutor",
    "prosecutorhead.brussels": "prosecutor", "coordinator.brussels": "municipality", admin: undefined,
  };
  for (const [user, who] of Object.entries(expected)) {
    const page = await demo.asUser(user);
    await page.click(".bar__nav a[href='/tools']");
    await page.click("main a[href='/sharing']");
    const chosen = await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("main form"))));
    assert.equal(chosen.who, who, user);
    assert.equal(chosen.danger, undefined, user);
    await page.context().close();
  }
});

test("Whoever is not signed in is asked to", async () => {
  const page = await demo.asUser();
  await page.goto(`${demo.base}/sharing`);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
});

test("An EVA worker who fears for somebody: a right towards the prosecutor, a duty to help, and what to write down", async () => {
  const page = await demo.asUser("eva.1030");
  await page.goto(`${demo.base}/sharing`);
  await fill(page, DANGER);
  await page.click("main button[type=submit]");
  assert.match(await verdict(page), /depends/);
  await page.check("[name='c.listed-offence'][value=yes]");
  await page.check("[name='c.able'][value=no]");
  await page.click("#h-open ~ form button[type=submit]");
  assert.match(await verdict(page), /You may tell it/);
  const text = await main(page);
  assert.match(text, /Whatever you decide, you have a duty:\s*Helping somebody in great danger/);
  assert.match(text, /Criminal Code of 1867, article 458bis \(until 07\/04\/2026\)/);
  assert.match(text, /New Criminal Code: number in the new Code not known to us yet \(since 08\/04\/2026\)/);
  assert.match(text, /Not yet confirmed by a lawyer/);
  assert.match(text, /Not settled for your profession\s*Officials tell the prosecutor/);
  assert.match(text, /What to write down/);
  assert.match(text, /Write nothing that shows where the person is/);
});

test("An officer must tell the prosecutor; a GP must not tell the police, and learns whom she may tell", async () => {
  const page = await demo.asUser("officer.5344");
  await page.goto(demo.base + address({ ...DANGER, who: "police", danger: "none", why: "report", "c.in-office": "yes" }));
  assert.match(await verdict(page), /You must tell it/);
  const doctor = { ...DANGER, who: "doctor", to: "police", what: "medical", "c.other-way": "yes" };
  await page.goto(demo.base + address(doctor));
  assert.match(await verdict(page), /^No/);
  assert.match(await main(page), /Ask for advice without naming anybody/);
  await page.click("main a[href*='to=prosecutor']");
  assert.match(await verdict(page), /depends/);
});

test("One question a page, with the keyboard, without scripts", async () => {
  const page = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  await page.goto(`${demo.base}/sharing`);
  await page.click("a[href='/sharing?step=1']");
  const answers = { ...DANGER, "c.listed-offence": "yes", "c.able": "no" };
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`main [name="${name}"][value="${value}"]:not([type=hidden])`);
    assert.equal(await page.locator("main fieldset").count(), 1, `${name} stands alone`);
    await field.focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get(name) === value);
  }
  assert.match(await verdict(page), /You may tell it/);
});

test("Questions that were left out are named, and nothing is answered before", async () => {
  const page = await demo.asUser("admin", { javaScriptEnabled: false });
  await page.goto(`${demo.base}/sharing?who=doctor&to=police&danger=perhaps`);
  assert.equal(await page.locator("#h-answer").count(), 0);
  assert.deepEqual(await page.locator(".notice a").evaluateAll((links) => links.map((link) => link.hash)), ["#what", "#about", "#why", "#danger"]);
  assert.ok(await page.isChecked("[name=who][value=doctor]"), "what was answered is kept");
});

test("From a case the answers fit, and the address holds words of choices only", async () => {
  const page = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  await page.goto(`${demo.base}${path}/access`);
  await page.click(`main a[href="${path}/sharing"]`);
  await fill(page, { danger: "this-person" });
  await page.click("main button[type=submit]");
  const url = new URL(page.url());
  assert.equal(url.pathname, `${path}/sharing`);
  for (const [name, word] of url.searchParams) assert.match(`${name}=${word}`, /^(c\.)?[a-z-]+=[a-z-]+$/);
  assert.equal(await page.title(), "May I share this? – Havre");
});

test("A case that is not hers has no such page", async () => {
  const page = await demo.asUser("officer.5340");
  const unknown = `/cases/${"0".repeat(8)}-0000-7000-8000-${"0".repeat(12)}/sharing`;
  for (const where of [`${path}/sharing`, unknown, "/cases/x/sharing"])
    assert.equal((await page.request.get(demo.base + where)).status(), 404, where);
});

test("A ground is recorded only when its conditions are met, and by a profession of hers", async () => {
  const page = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  const met = { ...DANGER, "c.listed-offence": "yes", "c.able": "no" };
  const form = { ...met, rule: "danger-to-prosecutor", class: "facts", office: "Magistrat de garde", until: day(10), reason: "Il a une arme." };
  const send = (change) => page.request.post(`${demo.base}${path}/ground`, { form: { ...form, ...change }, maxRedirects: 0 });
  for (const change of [{ who: "doctor" }, { "c.able": "yes" }, { danger: "unknown" }, { to: "police" }, { class: "medical" }, { rule: "secrecy" }])
    assert.equal((await send(change)).status(), 422, JSON.stringify(change));
  await page.goto(`${demo.base}${path}/sharing?${new URLSearchParams(met)}`);
  await fill(page, { office: "Magistrat de garde", until: "yesterday", reason: "Il a une arme.", "note.tried": "Elle est partie chez sa soeur." });
  await page.click("form[action$='/ground'] button");
  assert.match(await page.innerText("#until-error"), /Write the day/);
  assert.equal(await page.inputValue("[name=reason]"), "Il a une arme.", "what was typed is kept");
  await page.fill("#until", day(10));
  await page.click("form[action$='/ground'] button");
  assert.equal(new URL(page.url()).pathname, path);
  assert.match(await main(page), /Ground for sharing recorded/);
});

test("Printed, the answer stands without forms and buttons", async () => {
  const page = await demo.asUser("eva.1030");
  await page.goto(demo.base + address({ ...DANGER, "c.listed-offence": "yes", "c.able": "no" }));
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.isVisible("#h-answer"));
  assert.equal(await page.locator("main form:visible, main button:visible, main .toolbar:visible").count(), 0);
});

test("Every language says the same", async () => {
  const page = await demo.asUser("eva.1030");
  const groups = new Set();
  for (const language of LANGUAGES) {
    await page.goto(`${demo.base}/language/${language}?back=${encodeURIComponent(address({ ...DANGER, "c.listed-offence": "yes", "c.able": "no" }))}`);
    groups.add(await page.locator("main .card").count());
    assert.doesNotMatch(await main(page), /sharing-|\{/);
  }
  assert.equal(groups.size, 1);
});

test("Nothing went wrong behind the pages", () => demo.quiet());
