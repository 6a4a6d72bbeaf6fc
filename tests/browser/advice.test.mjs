// Anonymous advice: noted in a minute, naming nobody, counted; and the way to a report for who wants one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, answersOf, fill } from "./havre.mjs";

const answers = { asker: "relative", theme: "stalking", language: "nl", length: "short", "counsel.emergency": "yes" };

let demo, eva, officer;
before(async () => {
  demo = await Demo.begin();
  [eva, officer] = await Promise.all([demo.asUser("eva.1030"), demo.asUser("officer.5344")]);
});
after(() => demo?.end());

async function note(page, more = {}) {
  await page.goto(`${demo.base}/advice`);
  await fill(page, { ...answers, ...more });
  await page.click("main form[action='/advice'] button[type=submit]");
  await page.waitForLoadState();
}
const kept = (page) => page.locator("input[name=kept]");

test("The form has no field for a name, a phone or an address", async () => {
  await eva.goto(`${demo.base}/advice`);
  const names = Object.keys(await answersOf(eva, "main form[action='/advice']"));
  const all = await eva.locator("main form[action='/advice'] [name]").evaluateAll((fields) => [...new Set(fields.map((one) => one.name.split(".")[0]))]);
  assert.deepEqual(all.sort(), ["asker", "counsel", "language", "length", "note", "theme"], names.join());
});

test("What is missing is said at its field, and what was typed stays", async () => {
  await eva.goto(`${demo.base}/advice`);
  await fill(eva, { theme: "children", note: "Deux enfants de 3 et 7 ans" });
  await eva.click("main form[action='/advice'] button[type=submit]");
  await eva.waitForLoadState();
  assert.ok((await eva.locator(".govuk-error-summary a").count()) >= 3);
  assert.equal(await eva.inputValue("#note"), "Deux enfants de 3 et 7 ans");
  assert.ok(await eva.isChecked("[name=theme][value=children]"));
});

test("A number and a mail address are refused, however often they are sent", async () => {
  for (const text of ["appelle le 0470 12 34 57", "née le 07/03/1985", "amina@example.org"]) {
    await note(eva, { note: text });
    assert.equal(await eva.locator("#note-error").count(), 1, text);
    const again = await eva.request.post(`${demo.base}/advice`, { form: { ...answers, note: text, nobody: "yes" }, maxRedirects: 0 });
    assert.equal(again.status(), 422, text);
  }
});

test("What looks like a name is asked about once, and kept when she says that it names nobody", async () => {
  await note(eva, { note: "Sa sœur parle de Jean Essai" });
  assert.match(await eva.innerText("#note-error"), /looks like a person’s name/);
  await eva.check("[name=nobody]");
  await eva.click("main form[action='/advice'] button[type=submit]");
  await eva.waitForLoadState();
  assert.equal(await kept(eva).count(), 1);
  assert.match(await eva.innerText(".notice--good"), /not your name and not the hour/);
});

test("Victim support notes that she wants a report; nothing is opened", async () => {
  await note(eva);
  await eva.click("form[action='/advice/promote'] button");
  await eva.waitForURL(/\/advice\?promoted/);
  assert.match(await eva.innerText("main, .notice"), /Noted|Anonymous advice/);
});

test("At the counter a draft opens that knows the theme and nothing else, and only once", async () => {
  await note(officer);
  const id = await kept(officer).getAttribute("value");
  await officer.click("form[action='/advice/promote'] button");
  await officer.waitForURL(/\/drafts\//);
  const { people, kind, version, ...held } = await answersOf(officer);
  const typed = Object.entries(held).filter(([name, value]) => value !== "unknown" && !name.endsWith(".role"));
  assert.deepEqual(typed, [["facts", "Stalking, also online"]]);
  const again = await officer.request.post(`${demo.base}/advice/promote`, { form: { kept: id }, maxRedirects: 0 });
  assert.equal(again.status(), 404, "once");
  const other = await eva.request.post(`${demo.base}/advice/promote`, { form: { kept: id }, maxRedirects: 0 });
  assert.equal(other.status(), 404);
});

test("The head sees counts beside the work, small ones not; the indicators show none", async () => {
  for (let i = 0; i < 3; i += 1) await eva.request.post(`${demo.base}/advice`, { form: answers });
  const coordinator = await demo.asUser("coordinator.brussels");
  const page = await coordinator.request.get(`${demo.base}/advice`, { maxRedirects: 0 });
  assert.equal(page.status(), 404);
  await coordinator.goto(`${demo.base}/indicators`);
  assert.equal(await coordinator.locator("main section.indicator").count(), 4);
  const head = await demo.asUser("evahead.5344");
  await head.goto(`${demo.base}/advice`);
  const section = head.locator("section[aria-labelledby=advice]");
  if (await section.count()) assert.match(await section.innerText(), /fewer than 5/);
});

test("A professional describes a situation, and leaves with the guide’s answer and what to do next", async () => {
  await eva.goto(`${demo.base}/advice`);
  await eva.click("main a[href='/advice/situation']");
  await eva.selectOption("#theme", "children");
  await eva.fill("#note", "Élève de douze ans, Jean Dupont");
  for (const [name, value] of [["who", "doctor"], ["to", "prosecutor"], ["about", "minor"], ["why", "protect"], ["danger", "this-person"]]) await eva.check(`[name=${name}][value=${value}]`);
  await eva.check("[name=what][value=facts]");
  const send = () => eva.click("form[action='/advice/situation'] button[type=submit]");
  await send();
  assert.match(await eva.innerText("#note-error"), /looks like a person’s name/);
  await eva.fill("#note", "Élève de douze ans, coups à la maison");
  await send();
  assert.ok(await eva.locator("#h-answer").isVisible(), "the guide answers");
  assert.match(await eva.locator("main ol li").first().innerText(), /call first/, "danger first");
  assert.equal(new URL(eva.url()).search, "", "nothing is in the address");
  await eva.check("form[action='/advice'] [name=length][value=short]");
  await eva.click("form[action='/advice'] button");
  await eva.waitForURL(/\/advice\?kept=/);
  assert.ok(await eva.locator("form[action='/advice/promote']").isVisible(), "it can be promoted");
});

test("Those who decide on cases give no advice", async () => {
  for (const user of ["prosecutor.brussels", "admin"]) {
    const page = await demo.asUser(user);
    assert.equal((await page.request.get(`${demo.base}/advice`)).status(), 404, user);
  }
});

test("Nothing was wrong behind the screen", () => demo.quiet());
