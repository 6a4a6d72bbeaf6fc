// An old browser, or one whose scripts are switched off: everything must work all the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, LANGUAGES, act, answersOf, day, fill, newDraft, report, sign, visit, wholeCase } from "./havre.mjs";

const form = "form[data-autosave]";
let demo, officer, path, answers;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  answers = report({ postcode: "9999" }); // not before: its days are those of the demo's clock
  officer = await demo.asUser("officer.5344", { javaScriptEnabled: false });
});
after(() => demo?.end());

/** The message that stands at a field, where a screen reader finds it too. */
async function messageAt(page, name) {
  const described = (await page.locator(`[name="${name}"]`).first().getAttribute("aria-describedby")) ?? "";
  const id = described.split(" ").find((word) => word.endsWith("-error"));
  return id ? (await page.innerText(`[id="${id}"]`)).replace(/^Error:\s*/, "") : "";
}

/** Types, presses "Sign", and checks that the message is at the field, the summary leads to it, and all words are kept. */
async function refused(name, text, message) {
  const good = answers[name];
  await fill(officer, { [name]: text });
  await sign(officer);
  assert.match(await messageAt(officer, name), message);
  const id = await officer.locator(`[name="${name}"]`).getAttribute("id");
  assert.equal(await officer.locator(`.govuk-error-summary a[href="#${id}"]`).count(), 1, "the summary leads to the field");
  const held = await answersOf(officer, form);
  for (const [field, typed] of Object.entries({ ...answers, [name]: text })) assert.equal(held[field], typed, `${field} is kept`);
  await fill(officer, { [name]: good });
}

test("An officer starts a report, adds a person and a second phone, and loses nothing by it", async () => {
  await newDraft(officer);
  await fill(officer, answers);
  const at = () => officer.evaluate(() => document.activeElement.name);
  await officer.click("button[value=add-person]");
  assert.equal(await at(), "p2.role", "the cursor stands where she goes on");
  await officer.click(".person__line >> nth=0"); // who is filled in is folded to a line
  await officer.click("button[value=add-phone-0]");
  assert.equal(await at(), "p0.phone1");
  await fill(officer, { "p2.role": "child", "p2.given_names": "Noé", "p2.birth": "2015", "p0.phone1": "0400 00 56 78" });
  Object.assign(answers, { "p2.role": "child", "p2.given_names": "Noé", "p2.birth": "2015", "p0.phone1": "0400 00 56 78" });
  await officer.click("main button[value=save]:visible >> nth=-1");
  const held = await answersOf(officer, form);
  for (const [name, value] of Object.entries(answers)) assert.equal(held[name], value, name);
});

test("An empty report says at each field what is missing", async () => {
  const page = await demo.asUser("officer.5344", { javaScriptEnabled: false });
  await newDraft(page);
  await sign(page);
  for (const name of ["pv_number", "happened_on", "postcode", "facts"]) assert.match(await messageAt(page, name), /Fill in/, name);
  assert.match(await messageAt(page, "p0.family_name"), /as victim/);
  for (const name of ["children_present", "day_two_agreed"]) {
    const group = page.locator("fieldset", { has: page.locator(`[name="${name}"]`) });
    assert.match(await group.innerText(), /Error:/, name);
  }
  const lines = await page.locator(".govuk-error-summary li").allInnerTexts();
  const places = await page.locator(".govuk-error-summary a").evaluateAll((links) => {
    const all = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return links.map((link) => all.indexOf(link.hash.slice(1)));
  });
  assert.deepEqual(places, [...places].sort((one, next) => one - next), `in the order of the page: ${lines.join(" | ")}`);
  assert.ok(places.length > 5 && places[0] >= 0);
  assert.equal(new Set(lines).size, lines.length, `the summary does not say which field it means: ${lines.join(" | ")}`);
  await page.context().close();
});

test("A name of ten thousand letters is refused at its field, and kept", () =>
  refused("p0.family_name", "Á".repeat(10_000), /too long/));

test("The 31st of February is refused as no day of the calendar", () => refused("happened_on", "31/02/2026", /not a date of the calendar/));

test("Facts of tomorrow are refused", () => refused("happened_on", day(1), /future/));

test("A phone number with letters is refused", () => refused("p0.phone0", "0400 zwei drei", /phone number/));

test("A character that no keyboard types is refused at its field, and the other words are kept", async () => {
  const { version } = await officer.locator(form).evaluate((element) => Object.fromEntries(new FormData(element)));
  const sent = { ...(await answersOf(officer, form)), facts: "Sonné\u0007 deux fois", version, do: "sign" };
  const answer = await officer.request.post(officer.url(), { form: sent });
  assert.equal(answer.status(), 422);
  const html = await answer.text();
  assert.match(html, /id="facts-error"[^>]*>.*cannot be printed/);
  assert.match(html, /Sonné.{1,6} deux fois/);
  assert.ok(html.includes('value="Éprouvette"') && html.includes(answers.safe_contact));
  await officer.goto(officer.url()); // the draft was saved with it
  await fill(officer, { facts: answers.facts });
});

test("The report is signed, and a postcode that nobody knows is taken and said to be unknown", async () => {
  await sign(officer);
  path = new URL(officer.url()).pathname;
  assert.match(path, /^\/cases\//, await officer.innerText("main"));
  const text = await wholeCase(officer);
  assert.ok(text.includes("9999 Unknown postcode"));
  assert.ok(text.includes("Noé"));
  // Nobody asked who reads it: the contact guard holds it back until somebody asks for it and says why.
  assert.ok(!text.replace(/\s/g, "").includes("0400005678"));
  await visit(officer, "people");
  assert.ok((await officer.locator("form[action$='/show']").count()) > 0);
});

test("A report whose postcode nobody knows waits in the queue of every neighbourhood of the zone", async () => {
  for (const user of ["eva.1030", "eva.1140"]) {
    const eva = await demo.asUser(user, { javaScriptEnabled: false });
    await eva.goto(`${demo.base}/queue?show=unread`);
    assert.match(await eva.innerText(`tr:has(a[href="${path}"])`), /Unknown postcode/, user);
    await eva.context().close();
  }
});

test("An officer adds to the report, and the prosecution decides", async () => {
  await visit(officer);
  await officer.click(".acts a:has-text('Add to the report')");
  await officer.fill("#amend-text", "Ajout sans script.");
  await officer.click("form[action$='/amend'] button");
  assert.ok((await officer.innerText("main")).includes("Ajout sans script."));
  const prosecutor = await demo.asUser("prosecutor.brussels", { javaScriptEnabled: false });
  await prosecutor.goto(demo.base + path);
  await act(prosecutor, "decide", { decision: "follow-up" });
  assert.match(await messageAt(prosecutor, "decide.reason"), /reason/i);
  assert.ok(await prosecutor.isVisible("#decide-reason"), "the form with the message is open");
  assert.ok(await prosecutor.isChecked("[name='decide.decision'][value=follow-up]"), "the choice is kept");
  await act(prosecutor, "decide", { reason: "À revoir dans un mois." });
  assert.match(await prosecutor.innerText("main"), /Follow-up.*À revoir dans un mois/s);
});

test("The flyer comes as a PDF in four languages, with the name of no person in its address", async () => {
  await officer.goto(`${demo.base}/flyer`);
  const papers = await officer.locator("main a[href$='.pdf']").evaluateAll((links) => links.map((link) => link.href));
  assert.deepEqual(papers.map((paper) => paper.slice(-6, -4)).sort(), [...LANGUAGES].sort());
  const sizes = new Set();
  for (const paper of papers) {
    const answer = await officer.request.get(paper);
    assert.equal(answer.headers()["content-type"], "application/pdf");
    const body = await answer.body();
    assert.equal(body.subarray(0, 5).toString(), "%PDF-");
    sizes.add(body.length);
  }
  assert.equal(sizes.size, 4, "four different papers");
});

test("Nothing went wrong behind the pages", () => demo.quiet());
