// Finding people before writing, and "the same couple as …": decided by people, without scripts; across areas nothing shows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, day, decideProposal, fill, openUntil, proposal, report, signQuickly } from "./havre.mjs";

const couple = {
  "p0.family_name": "Vandersmissen",
  "p0.given_names": "Liesbeth",
  "p0.birth": "14/02/1987",
  "p0.phone0": "0477 00 11 22",
  "p1.family_name": "El Khattabi",
  "p1.given_names": "Youssef",
  "p1.birth": "03/11/1982",
  "p1.phone0": "0488 00 33 44",
};
/** The home of both; and where she fled. */
const at = (n, street, postcode, town) => ({ [`p${n}.street`]: street, [`p${n}.address_postcode`]: postcode, [`p${n}.town`]: town });
const home = { ...at(0, "Rue Haute 1", "1030", "Schaerbeek"), ...at(1, "Rue Haute 1", "1030", "Schaerbeek") };
const refuge = at(0, "Rue Cachée 7", "1080", "Molenbeek");
/** The same two, written in haste: a letter is missing, and the names stand in each other's place. */
const again = { ...couple, "p0.family_name": "Vandersmisen", "p1.family_name": "Youssef", "p1.given_names": "El Khattabi" };
const strangers = {
  "p0.family_name": "Wuyts",
  "p0.given_names": "Griet",
  "p0.birth": "30/06/1971",
  "p1.family_name": "Ozturk",
  "p1.given_names": "Kemal",
  "p1.birth": "21/09/1969",
};
const NAMES = ["Vandersm", "Liesbeth", "Khattabi", "Youssef"];

let demo, officer, eva, neighbour, first, second, third, fourth, far;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  officer = await demo.asUser("officer.5344");
  neighbour = await demo.asUser("officer.5340");
  eva = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  first = await signQuickly(officer, report({ ...couple, ...home }));
  second = await signQuickly(officer, report({ ...again, ...home }));
  third = await signQuickly(officer, report(strangers));
  fourth = await signQuickly(officer, report(strangers));
  far = await signQuickly(neighbour, report({ ...couple, ...refuge, postcode: "1080", facts: "Ailleurs, autre chose." }));
});
after(() => demo?.end());

const section = (page) => page.locator("section[aria-labelledby=h-proposals]");
const idOf = (path) => path.slice("/cases/".length);
const open = (page, path, shown) => openUntil(page, `${demo.base}${path}/people`, shown);
const decide = decideProposal;

test("A couple written twice in haste is proposed, with its reasons field by field", async () => {
  await open(eva, second, (page) => proposal(page, first));
  const one = proposal(eva, first);
  assert.match(await one.innerText(), /Same couple\? Likely/);
  await one.locator("details").first().evaluate((details) => (details.open = true));
  const why = await one.locator("details").first().innerText();
  for (const text of ["Given and family name exchanged", "Same birth date", "Same phone", "Vandersmissen", "Vandersmisen", "14/02/1987", "Strongly for"])
    assert.ok(why.includes(text), `${text} is missing: ${why}`);
  assert.ok(!why.includes("0477"), "no number is shown where nobody says whether it may be used");
});

test("The queue and the tracking table carry the sign", async () => {
  const magistrate = await demo.asUser("prosecutor.brussels");
  for (const [page, list] of [[eva, "/queue?show=all"], [magistrate, "/table?state=open"]]) {
    await page.goto(demo.base + list);
    const row = page.locator(`tr:has(a[href="${second}"])`);
    for (const more = page.locator("a[rel=next]"); !(await row.count()) && (await more.count()); ) await more.click();
    assert.match(await row.innerText(), /Same couple\?/, list);
  }
  await magistrate.context().close();
});

test("An officer reads why, and decides nothing", async () => {
  await open(officer, second, (page) => proposal(page, first));
  assert.equal(await section(officer).locator("form").count(), 0);
  const sent = await officer.request.post(`${demo.base}${second}/proposals/refuse`, {
    form: { with: idOf(first), [`refuse-${idOf(first)}.reason`]: "Non." },
    maxRedirects: 0,
  });
  assert.equal(sent.status(), 404);
});

test("A magistrate learns nothing of the victim’s phone by comparison", async () => {
  const page = await demo.asUser("prosecutor.brussels");
  await open(page, second, (page) => proposal(page, first));
  await proposal(page, first).locator("details").first().evaluate((details) => (details.open = true));
  const [victim, other] = await proposal(page, first).locator("table.compared").allInnerTexts();
  assert.ok(victim.includes("Same birth date") && !victim.includes("phone"), victim);
  assert.ok(other.includes("Same phone"), other);
  assert.ok((await proposal(page, first).innerText()).includes("which you may not see"));
  await page.context().close();
});

test("A refusal needs a reason, keeps what was typed, and stays", async () => {
  await open(eva, fourth, (page) => proposal(page, third));
  await decide(eva, third, "refuse");
  assert.match(await eva.innerText(`#refuse-${idOf(third)}-reason-error`), /reason/);
  await decide(eva, third, "refuse", { reason: "Deux couples du même immeuble." });
  assert.match(await proposal(eva, third).innerText(), /Refused: another couple/);
  assert.equal(await proposal(eva, third).locator("form[action$='/refuse'], form[action$='/later']").count(), 0);
  await open(eva, third, (page) => proposal(page, fourth).getByText("Refused: another couple"));
});

test("Whoever says later sees it put off, and may still decide", async () => {
  const pair = { ...strangers, "p0.family_name": "Clerckx", "p1.family_name": "Demirtas", "p1.birth": "02/05/1968", "p0.birth": "17/12/1970" };
  const before = await signQuickly(officer, report(pair));
  const after = await signQuickly(officer, report(pair));
  await open(eva, after, (page) => proposal(page, before));
  await decide(eva, before, "later");
  assert.match(await proposal(eva, before).innerText(), new RegExp(`Put off until ${day(7)}`));
  assert.equal(await proposal(eva, before).locator("form[action$='/accept']").count(), 1);
  await eva.goto(`${demo.base}/queue?show=all`);
  const row = eva.locator(`tr:has(a[href="${after}"])`);
  for (const more = eva.locator("a[rel=next]"); !(await row.count()) && (await more.count()); ) await more.click();
  assert.ok(!(await row.innerText()).includes("Same couple?"));
});

test("Accepted, both cases are followed together and the people are one", async () => {
  await open(eva, second, (page) => proposal(page, first));
  const reason = proposal(eva, first).locator("[name$='.reason']").first();
  assert.equal(await reason.inputValue(), "", "nobody signs a reason that was written for her");
  await decide(eva, first, "accept");
  assert.match(await eva.innerText(".govuk-error-summary"), /reason/i);
  await decide(eva, first, "accept", { reason: "Same birth dates, same address." });
  const together = eva.locator("section[aria-labelledby=h-together]");
  assert.equal(await together.locator(`a[href^="${first}"]`).count(), 1);
  assert.equal(await eva.getByText("Also in:").count(), 2, "victim and other party");
  assert.equal(await proposal(eva, first).count(), 0);
  await open(eva, first, (page) => page.locator(`section[aria-labelledby=h-together] a[href^="${second}"]`));
});

test("Across areas, where she fled is told whom to call, and his area only that it will be called", async () => {
  const other = await demo.asUser("eva.1080", { javaScriptEnabled: false });
  const notice = (page) => section(page).locator("strong:has-text('probably holds something on this couple')");
  for (const [page, path, area, theirs] of [[eva, first, "Another area", [far]], [other, far, "Zone 5344", [first, second]]]) {
    await open(page, path, notice);
    const text = await section(page).innerText();
    assert.ok(text.includes(area), text);
    assert.equal(await notice(page).count(), 1, "however many there are");
    const html = await section(page).innerHTML();
    for (const hidden of [...NAMES, "14/02/1987", day(0), "Family-dispute", "TE.43", "Ailleurs", "<a "])
      assert.ok(!html.includes(hidden), `${hidden} shows: ${html}`);
    const whole = await page.content();
    for (const path of theirs) assert.ok(!whole.includes(idOf(path)), "an id tells a day");
    if (page === eva) assert.ok(!whole.includes("5340"), "where she fled");
  }
  await neighbour.goto(`${demo.base}${far}/people`);
  assert.equal(await notice(neighbour).count(), 0, "a false report must not tell an officer where somebody fled");
  assert.match(await section(other).innerText(), /0471.94.38.72/, "the EVA unit of Brussels North is in the directory");
  assert.match(await section(eva).innerText(), /If nobody calls, ask your access review/);
  assert.equal(await section(neighbour).locator("form").count(), 0);
  for (const [page, here, there] of [[eva, first, far], [other, far, first]]) {
    for (const action of ["accept", "refuse", "later"]) {
      const form = { with: idOf(there), [`${action}-${idOf(there)}.reason`]: "Oui." };
      const sent = await page.request.post(`${demo.base}${here}/proposals/${action}`, { form, maxRedirects: 0 });
      assert.equal(sent.status(), 404, `${action} from ${here}`);
    }
  }
  await section(other).locator("form[action$='/later'] button").click();
  await other.waitForLoadState();
  assert.equal(await section(other).count(), 0, "put off");
  await other.context().close();
});

const look = async (page, text) => {
  await page.goto(`${demo.base}/search`);
  await page.fill("#q", text);
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=status], #q-error");
  return page.locator("main").innerText();
};

/** People are found a moment after the signature: their names are indexed in the background. */
async function found(page, text, shown) {
  let said = "";
  for (let tries = 0; tries < 20 && !shown.test(said); tries++) said = await look(page, text);
  assert.match(said, shown, text);
}

test("One line finds people by any of their traits, in any order", async () => {
  const { pv_number } = report();
  await signQuickly(officer, report({ ...strangers, "p0.family_name": "Van der Linden", pv_number }));
  for (const text of ["Vandersmissen Liesbeth", "liesbet vandersmisen", "14/02/1987 Vandersmissen", "el khattabi 1982", "0477/00.11.22", "+32 488 00 33 44", "3.11.1982"]) {
    assert.match(await look(officer, text), /Liesbeth|Khattabi/, text);
  }
  assert.match(await look(officer, pv_number.toLowerCase()), /PV number/);
  await found(officer, "van der linden 1971", /Griet Van der Linden/);
  assert.equal(new URL(officer.url()).search, "", "never in an address");
});

test("A search shows nothing of other zones, not even that there is something", async () => {
  await signQuickly(neighbour, report({ ...strangers, postcode: "1080", "p0.family_name": "Quaghebeur" }));
  await found(neighbour, "Quaghebeur", /Griet Quaghebeur/);
  assert.match(await look(officer, "Quaghebeur"), /Nothing found in your zones/);
});

test("Nobody finds out a victim’s phone by trying it who may not read it", async () => {
  const page = await demo.asUser("prosecutor.brussels");
  assert.ok(!(await look(page, "0477 00 11 22")).includes("Liesbeth"));
  assert.match(await look(page, "0488 00 33 44"), /Khattabi/);
  assert.match(await look(page, "Vandersmissen 0488 00 33 44"), /Liesbeth/);
  await page.context().close();
});

test("A hit opens with a reason only, and works with the keyboard alone, without scripts", async () => {
  await eva.goto(`${demo.base}/search`);
  assert.equal(await eva.evaluate(() => document.activeElement.id), "q");
  const said = await look(eva, "Vandersmissen 14/02/1987");
  assert.ok(!/0477|Avenue|tournesol/.test(said), "nothing of where she is or how to reach her");
  const button = eva.locator("button[name=case]").first();
  await button.click();
  assert.match(await eva.innerText("#why-error"), /Choose/);
  assert.equal(await eva.inputValue("#q"), "Vandersmissen 14/02/1987");
  await eva.check("[name=why] >> nth=0");
  await eva.locator("button[name=case]").first().click();
  await eva.waitForURL(/\/cases\//);
});

test("What cannot be looked for says why, and keeps what was typed", async () => {
  for (const [text, why] of [["", /Fill in/], ["Peeters 1/2/85", /four digits/], ["Peeters 31/02/1985", /not a date/], ["?!", /at least a name/], ["Peeters 1985 Maes 1980", /one person at a time/]]) {
    await look(officer, text);
    assert.match(await officer.innerText("#q-error"), why, text);
    assert.equal(await officer.inputValue("#q"), text);
  }
});

test("Coordination and administration search nothing", async () => {
  for (const user of ["coordinator.brussels", "admin"]) {
    const page = await demo.asUser(user);
    assert.equal((await page.request.get(`${demo.base}/search`)).status(), 404);
    for (const path of ["/search", "/search/open"])
      assert.equal((await page.request.post(`${demo.base}${path}`, { form: { q: "Peeters", why: "decision" } })).status(), 404);
    await page.context().close();
  }
});

test("Before a report is written, the search is at hand", async () => {
  await officer.goto(`${demo.base}/reports`);
  await fill(officer, { q: "Vandersmissen" });
  await officer.keyboard.press("Enter");
  await officer.waitForURL(/\/search$/);
  assert.match(await officer.locator("main").innerText(), /Liesbeth/);
});

test("Nothing went wrong behind the pages", () => demo.quiet());
