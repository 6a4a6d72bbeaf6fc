// Two people, or two windows, at the same thing: the second is told, and nobody loses a word.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, act, answersOf, fill, newDraft, report, saved, sign, signQuickly } from "./havre.mjs";

let demo, here, there;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  [here, there] = [await demo.asUser("officer.5344"), await demo.asUser("officer.5344")];
});
after(() => demo?.end());

const state = (page) => page.locator("[data-autosave-state]");
const save = (page) => page.click("main button[value=save]:visible >> nth=-1");
const conflict = (page) => page.waitForSelector("[data-autosave-state][data-state=conflict]");

/** The same draft open in two windows; the first has saved what it typed. */
async function openTwice(text) {
  await newDraft(here);
  await there.goto(here.url());
  await fill(here, { facts: text });
  await saved(here);
}

test("Two windows on one draft: the second hears at once that the first was saved, and keeps its text", async () => {
  await openTwice("Version du guichet");
  await fill(there, { facts: "Version de la patrouille", words: "« Dehors »" });
  await conflict(there);
  assert.match(await state(there).innerText(), /another (tab|window)/);
  await save(there);
  assert.equal(await there.inputValue("#facts"), "Version de la patrouille");
  assert.equal(await there.inputValue("#words"), "« Dehors »");
  assert.ok((await there.innerText("#facts-error")).includes("Version du guichet"), "what the first window wrote stands beside it");
});

test("Once the second has seen both texts, she saves what she made of them", async () => {
  await fill(there, { facts: "Version du guichet. Version de la patrouille." });
  await saved(there);
  await there.goto(there.url()); // a reload would send the refused form again
  assert.equal(await there.inputValue("#facts"), "Version du guichet. Version de la patrouille.");
});

test("The first window, left behind, is told too and can bring back what it typed after a reload", async () => {
  await fill(here, { actions: "Plainte prise" });
  await conflict(here);
  await here.reload();
  assert.equal(await here.inputValue("#facts"), "Version du guichet. Version de la patrouille.", "the latest is shown");
  await here.click("[data-autosave-restore]");
  assert.equal(await here.inputValue("#actions"), "Plainte prise");
  assert.equal(await here.inputValue("#facts"), "Version du guichet");
});

test("Two windows that fill different fields: saving the second does not empty what the first wrote", async () => {
  await openTwice("Écrit dans la première fenêtre");
  await fill(there, { measures: "Écrit dans la deuxième fenêtre" });
  await conflict(there);
  await save(there);
  assert.equal(await there.inputValue("#facts"), "Écrit dans la première fenêtre", "what only the other window wrote is taken over");
  assert.match(await there.innerText("#facts-error"), /other window/);
  assert.equal(await there.inputValue("#measures"), "Écrit dans la deuxième fenêtre");
});

test("Whoever leaves the page that shows both texts, and comes back, can still bring back her own", async () => {
  await there.goto(`${demo.base}/reports`);
  await there.goto(here.url());
  if (await there.isVisible("[data-autosave-restore]")) await there.click("[data-autosave-restore]");
  assert.equal(await there.inputValue("#measures"), "Écrit dans la deuxième fenêtre");
});

test("The answer to an old window says what happened in the language of the reader", async () => {
  await openTwice("Première");
  const late = { form: { version: "1", facts: "Deuxième" }, headers: { accept: "application/json" } };
  const answer = await there.request.post(`${here.url()}/autosave`, late);
  assert.equal(answer.status(), 409);
  assert.match((await answer.json()).message ?? "no message", /saved in another window/);
});

test("A PV number that is known already is shown with the way to its report, and not written twice", async () => {
  const first = report();
  const path = await signQuickly(here, first);
  const second = report({ pv_number: first.pv_number.toLowerCase(), facts: "Une deuxième fois" });
  await newDraft(here);
  await fill(here, second);
  await sign(here);
  assert.match(await here.innerText("#pv_number-error"), /known already/);
  assert.equal(await here.locator(`main a[href="${path}"]`).count(), 1, "a link to the report that has the number");
  const held = await answersOf(here);
  for (const [name, value] of Object.entries(second)) assert.equal(held[name], value, `${name} is kept`);
  await here.goto(`${demo.base}/reports`);
  assert.equal(await here.locator(`main table a:text-is("${first.pv_number}")`).count(), 1, "one report with this number");
  await here.goto(`${demo.base}/search`);
  await here.fill("#pv", first.pv_number);
  await here.click("main button[type=submit]");
  await here.waitForURL(`**${path}`);
});

test("Two windows sign the same report: it is signed once", async () => {
  await newDraft(here);
  await fill(here, report());
  await saved(here);
  await there.goto(here.url());
  await sign(here);
  await here.waitForURL(/\/cases\//);
  await sign(there);
  await there.waitForURL(here.url());
  assert.equal(await there.locator("main article").count(), 1);
});

test("Two prosecutors decide at the same time: the second hears of the first and keeps her words", async () => {
  const path = await signQuickly(here);
  const pages = [await demo.asUser("prosecutor.brussels"), await demo.asUser("prosecutorhead.brussels")];
  for (const page of pages) await page.goto(demo.base + path);
  const [first, second] = pages;
  await act(first, "decide", { decision: "closed", reason: "Faits insuffisants." });
  await act(second, "decide", { decision: "hearing", reason: "Entendre la voisine." });
  assert.match(await second.innerText(".notice--late"), /changed this case meanwhile/);
  assert.ok((await second.innerText("main")).includes("Faits insuffisants."), "the decision of the first is shown");
  assert.equal(await second.inputValue("#decide-reason"), "Entendre la voisine.");
  assert.ok(await second.isVisible("#decide-reason"), "her form is open");
  assert.ok(await second.isChecked("[name='decide.decision'][value=hearing]"));
  await first.reload();
  assert.ok(!(await first.innerText("main")).includes("Entendre la voisine."), "nothing was written over the first");
  await second.click("form[action$='/decide'] button");
  await second.waitForLoadState();
  assert.match(await second.innerText("main"), /Hearing.*Entendre la voisine/s);
});

test("A receipt that a colleague leaves meanwhile does not stop a decision", async () => {
  const path = await signQuickly(here);
  const prosecutor = await demo.asUser("prosecutor.brussels");
  await prosecutor.goto(demo.base + path);
  const eva = await demo.asUser("eva.1030");
  await eva.goto(demo.base + path);
  await act(prosecutor, "decide", { decision: "closed", reason: "Rien de plus." });
  assert.match(await prosecutor.innerText(".notice--good"), /Rien de plus/);
});

test("Nothing went wrong behind the pages", () => demo.quiet());
