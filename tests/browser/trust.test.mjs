// Consent that is taken back, emergencies under review, wrong roles put right, and colleagues who must not see: without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, day, report, signQuickly, wholeCase } from "./havre.mjs";

const couple = {
  "p0.family_name": "Vandersmissen",
  "p0.given_names": "Liesbeth",
  "p0.birth": "14/02/1987",
  "p0.phone0": "0477 00 11 22",
  "p1.family_name": "El Khattabi",
  "p1.given_names": "Youssef",
  "p1.birth": "03/11/1982",
  facts: "Le voisin a appelé.",
};
const plain = { javaScriptEnabled: false };

let demo, officer, eva, shelter, reviewer, path;
before(async () => {
  demo = await Demo.begin({ reports: 40 });
  officer = await demo.asUser("officer.5344");
  eva = await demo.asUser("eva.1030", plain);
  shelter = await demo.asUser("shelter.brussels", plain);
  reviewer = await demo.asUser("reviewer.brussels", plain);
  path = await signQuickly(officer, report(couple));
});
after(() => demo?.end());

const openForm = (page, action) =>
  page.locator(`details:has(form[action$='/trust/${action}'])`).evaluate((details) => (details.open = true));
const send = (page, action) => page.locator(`form[action$='${action}'] button`).first().click();
/** How many wait, as the menu says it. */
const count = async (page, entry) =>
  Number((await page.innerText(".bar__nav")).match(new RegExp(`${entry} \\((\\d+)\\)`))?.[1] ?? 0);
const status = async (page, address) => (await page.goto(demo.base + address)).status();

/** The service of that name in the list of those that can be chosen. */
const labelled = async (page, name) =>
  (await page.locator("[name='consent.to'] option").allInnerTexts()).find((text) => text.includes(name));

async function consent(page, classes, office = "Refuge L’Hirondelle") {
  await page.goto(`${demo.base}${path}/trust`);
  await openForm(page, "consent");
  await page.locator("[name='consent.person']").selectOption({ index: 1 });
  await page.selectOption("[name='consent.to']", { label: await labelled(page, office) });
  await page.selectOption("[name='consent.zone']", "5344");
  for (const one of classes) await page.check(`[name='consent.class-${one}']`);
  await page.selectOption("[name='consent.language']", "nl");
  await send(page, "/trust/consent");
}

test("Without consent a partner finds nothing, and no sign that there is something", async () => {
  assert.equal(await status(shelter, path), 404);
  await shelter.goto(`${demo.base}/shared`);
  assert.equal(await shelter.locator(`a[href='${path}']`).count(), 0);
});

test("A consent that is not complete is refused at its fields, with what was typed", async () => {
  await eva.goto(`${demo.base}${path}/trust`);
  await openForm(eva, "consent");
  await eva.selectOption("[name='consent.language']", "nl");
  await eva.fill("[name='consent.until']", "31/12/1999");
  await send(eva, "/trust/consent");
  for (const field of ["person", "to", "zone", "class"])
    assert.equal(await eva.locator(`#consent-${field}-error`).count(), 1, field);
  assert.equal(await eva.inputValue("[name='consent.language']"), "nl");
  assert.equal(await eva.inputValue("[name='consent.until']"), "31/12/1999");
});

test("With her consent the shelter reads what she named, and nothing else", async () => {
  await consent(eva, ["facts"]);
  assert.match(await eva.innerText("section[aria-labelledby=h-grants]"), /Refuge L’Hirondelle/);
  await shelter.goto(`${demo.base}/shared`);
  await shelter.locator(`a[href='${path}']`).click();
  const text = await wholeCase(shelter);
  assert.ok(text.includes("Le voisin a appelé."), text);
  for (const hidden of ["Vandersmissen", "Khattabi", "0477"]) assert.ok(!text.includes(hidden), hidden);
  assert.match(text, /Shared with your service\s+Consent\s+What happened\s+Until \d/, "on which ground, what and until when");
  const next = await demo.asUser("shelter2.brussels", plain);
  assert.equal(await status(next, path), 404, "what is opened to one shelter is not for the one next door");
  await next.goto(`${demo.base}/shared`);
  assert.equal(await next.locator("main table").count(), 0);
  await next.context().close();
});

test("The title of a conference opens the case to the services that were ticked, and to no other of their kind", async () => {
  const magistrate = await demo.asUser("prosecutor.brussels", plain);
  const second = await signQuickly(officer, report({ facts: "Un cri, puis plus rien." }));
  await magistrate.goto(`${demo.base}${second}/trust`);
  await openForm(magistrate, "title");
  await send(magistrate, "/trust/title");
  for (const field of ["reference", "purpose", "with", "zone", "class"])
    assert.equal(await magistrate.locator(`#title-${field}-error`).count(), 1, field);
  assert.equal(await magistrate.getByLabel("De Zwaluw", { exact: false }).count(), 0, "no shelter of another district is named");
  await magistrate.fill("[name='title.reference']", "Autorisation motivée du 20 novembre 2026");
  await magistrate.fill("[name='title.purpose']", "Sa sécurité");
  await magistrate.getByLabel("Refuge L’Hirondelle", { exact: false }).check();
  await magistrate.check("[name='title.class-facts']");
  await magistrate.selectOption("[name='title.zone']", "5345");
  await send(magistrate, "/trust/title");
  assert.match(await magistrate.innerText("#title-with-error"), /does not work in this zone/);
  await magistrate.selectOption("[name='title.zone']", "all");
  await send(magistrate, "/trust/title");
  assert.match(await magistrate.innerText("section[aria-labelledby=h-grants]"), /Refuge L’Hirondelle/);
  assert.equal(await status(shelter, second), 200);
  assert.ok((await wholeCase(shelter)).includes("Un cri, puis plus rien."));
  for (const other of ["shelter2.brussels", "hospital.brussels"]) {
    const page = await demo.asUser(other, plain);
    assert.equal(await status(page, second), 404, other);
    await page.context().close();
  }
  await magistrate.context().close();
});

test("The paper says it in her language, without a name", async () => {
  await eva.goto(`${demo.base}${path}/trust`);
  await eva.locator("a[href*='/consent/']").first().click();
  const text = await eva.innerText("main");
  assert.match(text, /U gaat ermee akkoord/);
  assert.ok(text.includes("Refuge L’Hirondelle") && text.includes("wat er gebeurd is"), text);
  assert.ok(!(await eva.title()).includes("Vandersmissen") && !text.includes("Vandersmissen"));
});

test("Taken back, it ends at once; the shelter is told, and who has not confirmed is seen", async () => {
  await shelter.goto(demo.base + path);
  const reference = (await shelter.innerText(".couple__lines")).match(/R-[0-9A-Z]{5}/)[0];
  await eva.goto(`${demo.base}${path}/trust`);
  await send(eva, "/trust/withdraw");
  assert.equal(await status(shelter, path), 404);
  const told = () => eva.innerText("section[aria-labelledby=h-told]");
  assert.match(await told(), /Not confirmed/);
  await shelter.goto(`${demo.base}/shared`);
  assert.equal(await shelter.locator(`a[href='${path}']`).count(), 0);
  const waiting = await count(shelter, "To confirm");
  await shelter.goto(`${demo.base}/notices`);
  const notices = await shelter.innerText("main");
  assert.ok(!notices.includes("Vandersmissen"));
  assert.ok(notices.includes(reference), "whose copies to destroy, by the reference that the case bore");
  assert.equal(await shelter.locator("main form").count(), waiting);
  // The newest stands first or last, so each of them is confirmed.
  for (let left = waiting; left > 0; left--) await send(shelter, "/notices");
  assert.equal(await shelter.locator("main form").count(), 0);
  await eva.goto(`${demo.base}${path}/trust`);
  assert.ok(!(await told()).includes("Not confirmed"));
});

test("A colleague of another zone opens in an emergency, for a reason, under review", async () => {
  await reviewer.goto(`${demo.base}/reviews`);
  const before = await count(reviewer, "Emergency openings");
  const far = await demo.asUser("officer.5340", plain);
  assert.equal(await status(far, path), 404);
  await far.goto(`${demo.base}/break-glass`);
  const pv = (await officer.goto(demo.base + path), await officer.locator(".section__note").first().innerText());
  const breakGlass = async (answers) => {
    for (const [field, text] of Object.entries(answers)) {
      const named = far.locator(`[name='glass.${field}']`);
      if (field === "zone") await named.selectOption(text);
      else await named.fill(text);
    }
    await send(far, "/break-glass");
  };
  await breakGlass({ zone: "5344", pv, reason: "Urgent" });
  assert.equal(await far.locator("#glass-reason-error").count(), 1, "a reason that explains nothing is refused");
  await breakGlass({ pv: "BN.00.00.999999/2026", reason: "Elle ne répond plus et le voisin entend des cris." });
  assert.equal(await far.locator("#glass-pv-error").count(), 1);
  await breakGlass({ pv, reason: "Elle ne répond plus et le voisin entend des cris." });
  assert.ok(far.url().endsWith(path), far.url());
  assert.ok((await far.innerText("main")).includes("Vandersmissen"));
  const other = await demo.asUser("officer.5339", plain);
  assert.equal(await status(other, path), 404, "it opens for one person alone");

  await reviewer.goto(`${demo.base}/reviews`);
  assert.equal(await count(reviewer, "Emergency openings"), before + 1);
  const text = await reviewer.innerText("main");
  assert.ok(text.includes("le voisin entend des cris") && !text.includes("Vandersmissen"), text);
  await send(reviewer, "/reviews");
  assert.match(await reviewer.innerText("main"), /few words|reason/i);
  const forms = reviewer.locator("form[action='/reviews']");
  for (let left = before + 1; left > 0; left--) {
    assert.equal(await forms.count(), left);
    await reviewer.locator("[name='review.outcome'][value=justified]").first().check();
    await reviewer.locator("[name='review.note']").first().fill("Appel confirmé par la centrale.");
    await send(reviewer, "/reviews");
  }
  assert.equal(await forms.count(), 0);
  assert.equal(await status(reviewer, path), 404, "a reviewer opens no case");
  await Promise.all([far, other].map((page) => page.context().close()));
});

test("A wrong role is put right everywhere, and every office that could read it confirms", async () => {
  const magistrate = await demo.asUser("prosecutor.brussels", plain);
  await magistrate.goto(demo.base + path);
  await eva.goto(`${demo.base}${path}/trust`);
  await openForm(eva, "correct");
  const select = eva.locator("[name='correct.person']");
  await select.selectOption({ label: (await select.locator("option").allInnerTexts()).find((text) => text.includes("Khattabi")) });
  await eva.check("[name='correct.role'][value=victim]");
  await eva.fill("[name='correct.reason']", "Il avait appelé la police, elle a été entendue depuis.");
  await send(eva, "/trust/correct");
  assert.match(await eva.innerText("section[aria-labelledby=h-corrected]"), /El Khattabi/);
  assert.match(await eva.innerText("section[aria-labelledby=h-told]"), /Prosecution/);
  await magistrate.goto(`${demo.base}/notices`);
  assert.ok(!(await magistrate.innerText("main")).includes("Khattabi"));
  await send(magistrate, "/notices");
  assert.equal(await magistrate.locator("main form").count(), 0);
  await magistrate.context().close();
});

test("Whoever declares a relation sees nothing of that person, of yesterday or of today, and no sign of it", async () => {
  const cousin = await demo.asUser("officer.5344", plain);
  await cousin.goto(demo.base + path);
  await cousin.goto(`${demo.base}/account/relations`);
  await send(cousin, "/account/relations");
  assert.equal(await cousin.locator("#relation-family-error").count(), 1);
  await cousin.fill("[name='relation.given']", "Youssef");
  await cousin.fill("[name='relation.family']", "El Khattabi");
  await cousin.fill("[name='relation.birth']", "3/11/1982");
  await cousin.check("[name='relation.nearness'][value=family]");
  await send(cousin, "/account/relations");
  assert.match(await cousin.innerText("main"), /El Khattabi/);

  assert.equal(await status(cousin, path), 404);
  await cousin.goto(`${demo.base}/reports`);
  assert.equal(await cousin.locator(`a[href='${path}']`).count(), 0);
  await cousin.goto(`${demo.base}/search`);
  await cousin.fill("[name=q]", "El Khattabi Youssef");
  await cousin.locator("main form button[type=submit]").first().click();
  assert.equal(await cousin.locator("main table tbody tr").count(), 0, "not even a count");
  assert.equal(await status(cousin, `${path}/trust`), 404);

  await reviewer.goto(`${demo.base}/conflicts`);
  assert.match(await reviewer.innerText("main table"), /El Khattabi/);
  await send(reviewer, "/conflicts/lift");
  assert.equal(await status(cousin, path), 200);
  await cousin.context().close();
});

test("Day and office are as they were said", async () => {
  await consent(eva, ["identity", "coordination"], "Refuge La Passerelle");
  assert.match(await eva.innerText("section[aria-labelledby=h-grants]"), /Refuge La Passerelle/);
  assert.ok(!(await eva.innerText("section[aria-labelledby=h-grants]")).includes(day(400)));
});
