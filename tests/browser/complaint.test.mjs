// A complaint is classified: domestic violence or not, partners or not, which forms of violence (A2).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, LANGUAGES, act, offers, openAct, report, signQuickly } from "./havre.mjs";

let demo, officer, path;
before(async () => {
  demo = await Demo.begin({ reports: 0 });
  officer = await demo.asUser("officer.5344");
  path = await signQuickly(officer, report({ kind: "complaint" }));
  await officer.goto(demo.base + path);
});
after(() => demo?.end());

const main = (page) => page.innerText("main");

test("What a complaint should mention stands beside the question", async () => {
  await openAct(officer, "classify");
  const form = officer.locator("form[action$='/classify']");
  assert.match(await form.innerText(), /What was said, in quotes/);
});

test("Without a form of violence it is refused at the field, and what was chosen stays", async () => {
  await act(officer, "classify", { relation: "former-partner" });
  assert.equal(await officer.locator("#classify-form-error").count(), 1);
  assert.ok(await officer.isChecked("[name='classify.relation'][value=former-partner]"));
});

test("Classified, the case says what it is; for a former partner it is partner violence", async () => {
  await act(officer, "classify", { "form-physical": "yes", "form-economic": "yes", relation: "former-partner" });
  assert.match(await main(officer), /Partner violence: physical, economic/);
  assert.match(await main(officer), /Former partner/);
});

test("Classified again, the last word holds: a brother is domestic violence, no partner", async () => {
  await act(officer, "classify", { "form-physical": "yes", relation: "sibling" });
  assert.match(await main(officer), /Domestic violence: physical/);
});

test("The prosecution sees the classification in the tracking table, in each language", async () => {
  const words = { fr: "Violence", nl: "geweld", de: "Gewalt", en: "Domestic violence" };
  for (const language of LANGUAGES) {
    const prosecutor = await demo.asUser("prosecutor.brussels", { language });
    await prosecutor.goto(`${demo.base}/table?state=all`);
    const row = prosecutor.locator(`tr:has(a[href="${path}"])`);
    assert.ok((await row.innerText()).includes(words[language]), `${language}: ${await row.innerText()}`);
    await prosecutor.context().close();
  }
});

test("A family dispute asks for no classification", async () => {
  await officer.goto(demo.base + (await signQuickly(officer)));
  assert.ok(!(await offers(officer, "classify")));
});

test("Nothing went wrong in the browser or in the log", () => demo.quiet());
