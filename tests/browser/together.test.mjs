// Two reports on one couple: brought together and taken apart again, without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, act, day, decideProposal, openAct, openUntil, proposal, report, signQuickly, visit } from "./havre.mjs";

const couple = { "p1.birth": "09/09/1980", "p0.street": "Rue Inventée 7", "p0.address_postcode": "1030", "p0.town": "Schaerbeek" };
const REASON = "Même carte d’identité.";
let demo, officer, eva, first, second;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  officer = await demo.asUser("officer.5344");
  eva = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  first = await signQuickly(officer, report({ ...couple, breach: "yes", measures: "Monsieur part chez son frère." }));
  second = await signQuickly(officer, report(couple));
});
after(() => demo?.end());

const section = (name) => eva.locator(`section[aria-labelledby=h-${name}]`);
/** The value of the choice whose words hold all of these. */
const option = (field, ...words) =>
  eva.locator(`[name="${field}"] option`).evaluateAll(
    (options, words) => options.find((option) => words.every((word) => option.textContent.includes(word)))?.value, words);
const lines = () => eva.locator(".graph-picture svg text.ink-name").allTextContents();
const link = async (here, there) => {
  await openAct(eva, "link");
  await act(eva, "link", { here: await option("link.here", here), there: await option("link.there", there), reason: REASON });
};

test("Two reports on the same people are followed together, each with its day, kind and zone", async () => {
  await openUntil(eva, `${demo.base}${second}/people`, (page) => proposal(page, first));
  assert.equal(await eva.getByText("Monsieur part chez son frère.").count(), 0, "nothing is known from before as long as they are apart");
  await decideProposal(eva, first, "accept", { reason: "Le même couple, deux fois en une semaine." }, { link: false });
  const line = section("together").locator(`li:has(a[href^="${first}"])`);
  assert.match(await line.innerText(), new RegExp(`${day(0)}, Family-dispute report, 5344`));
  assert.match(await section("together").innerText(), /this case/);
  assert.equal(await proposal(eva, first).count(), 0);
});

test("What is known from before says from which report", async () => {
  await visit(eva);
  const known = await section("history").innerText();
  for (const text of ["2 reports in 12 months", "On the same day as the previous report", "Monsieur part chez son frère."])
    assert.ok(known.includes(text), `${text} is missing: ${known}`);
  const breach = section("history").locator("div:has(> dt:text('breached')) a");
  assert.ok((await breach.getAttribute("href")).startsWith(`${first}/facts#r-`));
  assert.equal(await section("history").locator("svg title").count(), 1, "the small picture has a name");
});

test("A person recognised in the other report is one line of the picture, and says where else she is", async () => {
  await visit(eva, "people");
  const names = (all) => all.filter((name) => name === "Zoé Éprouvette").length;
  assert.equal(names(await lines()), 2);
  await link("Zoé", "Zoé");
  await visit(eva, "people");
  assert.equal(names(await lines()), 1);
  assert.equal((await lines()).filter((name) => name === "•••• 1030").length, 1, "one address for both reports, too little of it to be used");
  assert.equal((await lines()).filter((name) => name.includes("Rue Inventée 7")).length, 0);
  const card = eva.locator(".card:has-text('Zoé Éprouvette')");
  assert.match(await card.innerText(), new RegExp(`Also in: ${day(0)}`));
  assert.ok((await card.locator(`a[href^="${first}"]`).count()) === 1);
});

test("Two people of one report cannot become one, and what was typed is kept at its message", async () => {
  await link("Tom", "Zoé");
  assert.match(await eva.innerText("#link-there-error"), /they are two people/);
  assert.equal(await eva.inputValue("[name='link.reason']"), REASON);
  assert.equal(await eva.inputValue("[name='link.here']"), await option("link.here", "Tom"));
  assert.equal(await eva.locator(".govuk-error-summary a[href='#link-there']").count(), 1);
  await act(eva, "separate", {});
  assert.match(await eva.innerText("#separate-with-error"), /Choose/);
  assert.match(await eva.innerText("#separate-reason-error"), /reason/);
});

test("The other case hears of it", async () => {
  const page = await demo.asUser("evahead.5344", { javaScriptEnabled: false });
  await openUntil(page, `${demo.base}${first}/facts`, (page) => page.locator(`section[aria-labelledby=h-together] a[href^="${second}"]`));
  await openUntil(page, `${demo.base}${first}/people`, (page) => page.getByText("Also in:"));
  await page.context().close();
});

test("A magistrate sees neither the victim’s address nor her phone in the picture", async () => {
  const page = await demo.asUser("prosecutor.brussels");
  await page.goto(`${demo.base}${second}/people`);
  const picture = await page.locator("section[aria-labelledby=h-together]").innerHTML();
  assert.ok(picture.includes("Zoé Éprouvette") && !picture.includes("Rue Inventée 7") && !picture.includes("0400 00 12 34"));
  await page.context().close();
});

test("Links and groupings are undone with a reason, and everything stays on record", async () => {
  await eva.goto(demo.base + second);
  await openAct(eva, "unlink");
  await act(eva, "unlink", { which: await eva.inputValue("[name='unlink.which']"), reason: "Sa sœur." });
  await visit(eva, "people");
  assert.equal(await eva.getByText("Also in:").count(), 0);
  await act(eva, "separate", { with: first.slice("/cases/".length), reason: "Un autre couple." });
  await visit(eva, "people");
  assert.equal(await section("together").count(), 0);
  assert.match(await proposal(eva, first).innerText(), /Followed separately/);
  await visit(eva, "timeline");
  const events = await section("events").innerText();
  for (const text of ["Followed together with another case", "Followed separately again", "No longer held to be the same person"])
    assert.ok(events.includes(text), text);
  await visit(eva, "people");
  await decideProposal(eva, first, "accept", { reason: "Le même couple après tout." });
  assert.equal(await section("together").count(), 1, "and may be brought together again");
});

test("Today opens a case that is followed together before anybody calls: only its page knows who else reads her phone", async () => {
  await eva.goto(`${demo.base}/today`);
  const line = eva.locator(`.today__line:has(a[href="${second}"])`);
  assert.equal(await line.locator(".govuk-button").innerText(), "Open");
});

test("Followed together for him alone, what was done for another woman stays out of her case", async () => {
  const measure = "Madame est hébergée chez sa tante.";
  const hers = { "p0.family_name": "Autredame", "p0.given_names": "Noor", "p0.birth": "02/03/1991", "p0.phone0": "0400 00 98 76", measures: measure };
  const third = await signQuickly(officer, report({ ...hers, "p1.birth": "09/09/1980", postcode: "1030" }));
  await openUntil(eva, `${demo.base}${third}/people`, (page) => proposal(page, second));
  assert.match(await proposal(eva, second).textContent(), /Only this person is the same/);
  await decideProposal(eva, second, "accept", { reason: "Le même homme." });
  await openUntil(eva, `${demo.base}${second}/people`, (page) => page.getByText("Noor Autredame"));
  await eva.goto(demo.base + second);
  const shown = await eva.innerText("main");
  assert.ok(!shown.includes(measure), "where another woman is");
  assert.ok(!shown.includes("newer report about this couple"));
  assert.match(await section("history").innerText(), /3 reports in 12 months/);
  await eva.goto(demo.base + third);
  assert.ok(!(await eva.innerText("main")).includes("Monsieur part chez son frère."));
});
