// What is past its period is proposed by one and confirmed by another; a hold stops it; then nothing finds her any more.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, fill, openUntil, report, signQuickly } from "./havre.mjs";

const couple = {
  "p0.family_name": "Quillebeuvre",
  "p0.given_names": "Ysaline",
  "p0.birth": "14/02/1987",
  "p0.phone0": "0477 00 11 99",
  "p1.family_name": "Tournepierre",
  "p1.given_names": "Gauthier",
  facts: "Il a crié dans la cuisine.",
};
const NAMES = ["Quillebeuvre", "Ysaline", "Tournepierre", "Gauthier", "0477"];

let demo, officer, eva, first, second, head, path, id;
before(async () => {
  demo = await Demo.begin({ reports: 150 });
  officer = await demo.asUser("officer.5344");
  eva = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  [first, second, head] = await Promise.all(
    ["reviewer.brussels", "reviewer2.brussels", "prosecutorhead.brussels"].map((user) =>
      demo.asUser(user, { javaScriptEnabled: false }),
    ),
  );
  path = await signQuickly(officer, report(couple));
  id = path.slice("/cases/".length);
});
after(() => demo?.end());

const open = (page) => page.goto(`${demo.base}/retention`);
const section = (page, name) => page.locator(`section[aria-labelledby=h-${name}]`);
const row = (page, name, number = id) => section(page, name).locator("tbody tr", { hasText: number });

async function ask(page) {
  await open(page);
  await page.fill("[name=case]:not([type=hidden])", id);
  await page.selectOption("[name=ground]", "asked");
  await page.click("button[value=ask]");
}

test("The list names no person, and the rules say what nobody knows", async () => {
  await open(first);
  const text = await first.locator("main").innerText();
  for (const name of NAMES) assert.ok(!text.includes(name), `${name} is on the page`);
  assert.ok((await section(first, "due").locator("tbody tr").count()) > 0, "the demo has something to show");
  assert.match(await section(first, "rules").innerText(), /Nobody has set a period/);
  for (const user of ["officer.5344", "eva.1030", "coordinator.brussels", "admin"]) {
    const page = await demo.asUser(user);
    assert.equal((await page.goto(`${demo.base}/retention`)).status(), 404, user);
    await page.context().close();
  }
  const reader = await demo.asUser("evahead.5344");
  await open(reader);
  assert.equal(await reader.locator("main button").count(), 0, "the head of EVA only reads");
  await reader.context().close();
});

test("What is ticked is proposed; nothing ticked is said at the list", async () => {
  await open(first);
  await first.click("button[value=propose]");
  assert.match(await first.locator(".govuk-error-summary").innerText(), /Tick at least one case/);
  const box = section(first, "due").locator("input[type=checkbox]").first();
  const number = (await box.getAttribute("name")).slice("case.".length);
  await box.check();
  await first.click("button[value=propose]");
  assert.equal(await row(first, "plans", number).count(), 1);
  assert.equal(await row(first, "due", number).count(), 0);
  await row(first, "plans", number).locator("button[value=withdraw]").click();
  assert.equal(await row(first, "plans", number).count(), 0);
});

/** The number of somebody, as the page of copies offers it. */
const personOf = async (page, name) => {
  await page.goto(`${demo.base}${path}/copy`);
  const label = page.locator("label.govuk-radios__label", { hasText: name }).first();
  return page.locator(`[id="${await label.getAttribute("for")}"]`).getAttribute("value");
};

test("She gets a copy of what is recorded about her, and he does not get what she said", async () => {
  await eva.goto(demo.base + path);
  const her = await personOf(eva, "Quillebeuvre");
  await eva.goto(`${demo.base}${path}/copy?person=${her}&language=nl`);
  await eva.click("button[value=paper]");
  assert.match(await eva.locator(".govuk-error-summary").innerText(), /tick that you did/);
  await eva.check("[name=read]");
  await eva.click("button[value=paper]");
  const hers = await eva.locator("main").innerText();
  assert.match(hers, /Kopie van wat genoteerd is/);
  assert.ok(hers.includes("Quillebeuvre") && hers.includes("Il a crié"), hers);
  for (const hidden of ["0477", "Tournepierre"]) assert.ok(!hers.includes(hidden), `${hidden} is on a paper that she carries home`);
  const file = await eva.request.post(`${demo.base}${path}/copy`, {
    form: { person: her, language: "fr", read: "yes", as: "file" },
    headers: { origin: demo.base },
  });
  assert.equal(file.headers()["content-type"], "application/zip");
  assert.equal((await file.body()).subarray(0, 2).toString(), "PK");
  const him = await personOf(head, "Tournepierre");
  assert.equal((await eva.goto(`${demo.base}${path}/copy?person=${him}`)).status(), 404);
  await head.goto(`${demo.base}${path}/copy?person=${him}&language=fr`);
  const his = await head.locator("main").innerText();
  for (const hidden of ["Quillebeuvre", "Ysaline", "0477", "Il a crié"]) assert.ok(!his.includes(hidden), `${hidden} is for him`);
});

test("A hold takes the case off the list; whoever proposed may not confirm", async () => {
  await ask(first);
  assert.equal(await row(first, "plans").locator("button[value=confirm]").count(), 0);
  const alone = await first.request.post(`${demo.base}/retention`, {
    form: { action: "confirm", case: id },
    headers: { origin: demo.base },
  });
  assert.equal(alone.status(), 422);
  await open(head);
  await head.fill("[name=hold_case]", id);
  await head.click("button[value=hold]");
  assert.match(await head.locator(".govuk-error-summary").innerText(), /Give the reason/);
  assert.equal(await head.inputValue("[name=hold_case]"), id, "what was typed is kept");
  await head.fill("[name=hold_reason]", "Procès en cours.");
  await head.click("button[value=hold]");
  assert.equal(await row(head, "held").count(), 1);
  await open(second);
  assert.equal(await row(second, "plans").count(), 0);
  await ask(first);
  assert.match(await first.locator(".govuk-error-summary").innerText(), /held/);
  await row(head, "held").locator("summary").click();
  await row(head, "held").locator("[name=lift_reason]").fill("Jugé.");
  await row(head, "held").locator("button[value=lift]").click();
  assert.equal(await row(head, "held").count(), 0);
});

test("Confirmed by somebody else it is gone, with a certificate", async () => {
  await ask(first);
  await open(second);
  await row(second, "plans").locator("button[value=confirm]").click();
  await openUntil(second, `${demo.base}/retention`, (page) => row(page, "erased"));
  await row(second, "erased").locator("a").click();
  const text = await second.locator("main").innerText();
  assert.match(text, /Certificate of erasure/);
  for (const name of NAMES) assert.ok(!text.includes(name), name);
  const file = await second.request.get(`${demo.base}/retention/${id}/certificate.txt`);
  assert.match(await file.text(), /key_secret: \d/);
  assert.equal((await officer.goto(demo.base + path)).status(), 404);
  await officer.goto(`${demo.base}/search?q=Quillebeuvre`);
  assert.ok(!(await officer.locator("main").innerText()).includes("Ysaline"));
  assert.equal(demo.run("verify"), 0);
  demo.quiet();
});
