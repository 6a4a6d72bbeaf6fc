// A case that begins without a police report: only the unit that began it knows that it is there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, act, beginCase, openUntil, proposal, report, signQuickly, visit, wholeCase } from "./havre.mjs";

const SHE = { "p0.given_names": "Ondine", "p0.family_name": "Terlinckx", "p0.birth": "07/03/1985" };
const HE = { "p1.given_names": "Gauthier", "p1.family_name": "Vanacker", "p1.birth": "05/11/1979" };

let demo, shelter, eva, officer, path;
before(async () => {
  demo = await Demo.begin({ reports: 0 });
  [shelter, eva, officer] = await Promise.all(["shelter.brussels", "eva.1030", "officer.5344"].map((user) => demo.asUser(user)));
});
after(() => demo?.end());

const main = (page) => page.innerText("main");
const status = async (page, address) => (await page.request.get(demo.base + address)).status();

async function search(page, words) {
  await page.goto(`${demo.base}/search`);
  await page.fill("form.search [name=q]", words);
  await page.locator("form.search").evaluate((form) => form.requestSubmit());
  await page.waitForSelector("[role=status], .govuk-error-summary");
  return main(page);
}

test("What is missing is said at its field, and what was typed stays", async () => {
  await shelter.goto(`${demo.base}/openings/new`);
  await shelter.fill("[name='p0.family_name']", "Terlinckx");
  await shelter.click("form[action='/openings/new'] button");
  for (const field of ["origin", "told", "zone"]) assert.equal(await shelter.locator(`#${field}-error`).count(), 1, field);
  assert.equal(await shelter.inputValue("[name='p0.family_name']"), "Terlinckx");
});

test("A service begins a case; it stands in its list and shows what was told", async () => {
  path = await beginCase(shelter, { ...SHE, ...HE, told: "She sleeps at a friend's.", "p0.phone0": "0400 00 77 88", "p0.phone0_readers": "nobody" });
  const text = await wholeCase(shelter);
  for (const word of ["Only your unit sees this case", "She sleeps at a friend's.", "Ondine Terlinckx", "Gauthier Vanacker", "The person called"])
    assert.ok(text.includes(word), `${word} in\n${text}`);
  await act(shelter, "note-signal", { text: "Comes on Thursday." });
  assert.match(await main(shelter), /Comes on Thursday/);
  await shelter.goto(`${demo.base}/openings`);
  assert.match(await main(shelter), /Ondine Terlinckx/);
  assert.equal(await shelter.locator(`a[href="${path}"]`).count(), 1);
});

test("Sent twice, the form begins one case", async () => {
  await shelter.goto(`${demo.base}/openings/new`);
  const number = await shelter.inputValue("[name=case]");
  const form = { case: number, origin: "signal", zone: "5344", told: "A neighbour wrote." };
  for (let times = 0; times < 2; times += 1) {
    const answer = await shelter.request.post(`${demo.base}/openings/new`, { form, headers: { origin: demo.base }, maxRedirects: 0 });
    assert.equal(answer.headers().location, `/cases/${number}`);
  }
  await shelter.goto(`${demo.base}/openings`);
  assert.equal(await shelter.locator("main a[href^='/cases/']").count(), 2);
});

test("Nobody else opens, finds or counts it", async () => {
  for (const user of ["officer.5344", "eva.1030", "evahead.5344", "prosecutor.brussels", "prosecutorhead.brussels", "shelter2.brussels", "hospital.brussels", "coordinator.brussels", "reviewer.brussels"]) {
    const page = await demo.asUser(user);
    assert.equal(await status(page, path), 404, user);
    assert.equal(await status(page, `${path}/trust`), 404, user);
    for (const list of ["/search", "/queue", "/table?state=all", "/indicators", "/openings", "/retention", "/shared"]) {
      const answer = await page.request.get(demo.base + list);
      const text = answer.ok() ? await answer.text() : "";
      assert.ok(!text.includes("Terlinckx") && !text.includes(path), `${user} ${list}`);
    }
    await page.context().close();
  }
  for (const page of [officer, eva]) assert.doesNotMatch(await search(page, "Terlinckx"), /Ondine/);
  assert.match(await search(shelter, "Terlinckx"), /Ondine Terlinckx/, "its own unit finds it");
});

test("An emergency opens nothing of it: the officer cannot know that it is there", async () => {
  const answer = await officer.request.post(`${demo.base}/break-glass`, {
    form: { "glass.case": path.split("/").at(-1), "glass.reason": "x", "glass.pv": "x", "glass.zone": "5344" },
    headers: { origin: demo.base },
  });
  assert.ok(!(await answer.text()).includes("Terlinckx"));
  assert.equal(await status(officer, path), 404);
});

test("A report on the same two is proposed to nobody but the unit that may read it", async () => {
  const hers = await beginCase(eva, { ...SHE, ...HE, told: "She called." });
  const reported = await signQuickly(officer, report({ ...SHE, ...HE }));
  await openUntil(eva, `${demo.base}${hers}/people`, (page) => proposal(page, reported));
  for (const page of [officer, eva]) {
    await page.goto(demo.base + reported);
    const html = await wholeCase(page, (page) => page.content());
    for (const own of [path, hers]) assert.ok(!html.includes(own), "the report tells that there is another case");
  }
  await visit(eva, "people");
  assert.equal(await eva.locator("form[action*='/proposals/accept']").count(), 0);
  await shelter.goto(demo.base + path);
  assert.ok(!(await wholeCase(shelter, (page) => page.content())).includes(reported), "a shelter reads no reports of the police");
});

test("Her consent opens it to whom it names, and taking it back shuts it", async () => {
  await shelter.goto(`${demo.base}${path}/trust`);
  await shelter.locator("details:has([name='consent.to'])").evaluate((details) => (details.open = true));
  await shelter.locator("[name='consent.person']").selectOption({ index: 1 });
  for (const [field, value] of Object.entries({ to: "victim-support", zone: "5344", language: "fr" }))
    await shelter.locator(`[name='consent.${field}']`).selectOption(value);
  for (const one of ["identity", "psychosocial"]) await shelter.check(`[name='consent.class-${one}']`);
  await shelter.click("form[action$='/trust/consent'] button");
  await shelter.waitForSelector("form[action$='/trust/withdraw']");
  await eva.goto(demo.base + path);
  assert.match(await wholeCase(eva), /She sleeps at a friend's/);
  assert.equal(await status(officer, path), 404, "and to nobody else");
  await shelter.locator("form[action$='/trust/withdraw'] button").first().click();
  await shelter.waitForLoadState();
  assert.equal(await status(eva, path), 404);
});

test("A consent that is taken back before anybody read by it tells nobody that there is a case", async () => {
  await shelter.goto(`${demo.base}${path}/trust`);
  await shelter.locator("details:has([name='consent.to'])").evaluate((details) => (details.open = true));
  await shelter.locator("[name='consent.person']").selectOption({ index: 1 });
  for (const [field, value] of Object.entries({ to: "police", zone: "5344", language: "fr" }))
    await shelter.locator(`[name='consent.${field}']`).selectOption(value);
  await shelter.check("[name='consent.class-identity']");
  await shelter.click("form[action$='/trust/consent'] button");
  await shelter.locator("form[action$='/trust/withdraw'] button").first().click();
  await shelter.waitForLoadState();
  await officer.goto(`${demo.base}/notices`);
  assert.equal(await officer.locator("form[action='/notices']").count(), 0);
  await eva.goto(`${demo.base}/notices`);
  assert.equal(await eva.locator("form[action='/notices']").count(), 1, "who had read by it is told");
});

test("Sent again with other words, the form loses none of them", async () => {
  await shelter.goto(`${demo.base}/openings/new`);
  const form = { case: await shelter.inputValue("[name=case]"), origin: "signal", zone: "5344", told: "First words." };
  const send = (told) =>
    shelter.request.post(`${demo.base}/openings/new`, { form: { ...form, told }, headers: { origin: demo.base }, maxRedirects: 0 });
  assert.equal((await send("First words.")).status(), 303);
  const again = await send("Quite other words.");
  assert.equal(again.status(), 409);
  assert.match(await again.text(), /Quite other words/);
});

test("A phone alone is enough: nobody has to be named", async () => {
  const nameless = await beginCase(shelter, { told: "She gave no name.", "p0.phone0": "0400 00 99 11", "p0.phone0_readers": "nobody" });
  await shelter.goto(demo.base + nameless);
  assert.match((await wholeCase(shelter)).replaceAll("\u00a0", " "), /Name not given[^]*0400 00 99 11/);
});

test("Nothing went wrong in the browser or in the log", () => demo.quiet());
