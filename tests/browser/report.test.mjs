// The main job, as people do it: from the counter to victim support, to the prosecution, and back to the counter.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, act, answersOf, day, decideProposal, fill, importReport, isoDay, nameOf, newDraft, offers, openUntil, proposal, report, saved, sign, signQuickly, visit, wholeCase } from "./havre.mjs";

const FACTS = "Les voisins ont appelé à 21 h 30.\nMadame a ouvert la porte, l’enfant pleurait.";
const NOTE = "Elle loge chez sa tante jusqu’à lundi";
const SISTER = "Sa sœur avait décroché";
let demo, answers, pv, officer, eva, evere, prosecutor, draft, path, older;
before(async () => {
  demo = await Demo.begin({ serve: false });
  importReport(demo, { victim_family_name: "Avanthier" });
  await demo.serve();
  // Not before: its days are those of the demo's clock.
  answers = report({
    facts: FACTS,
    words: "« Je vais te retrouver »",
    children_impact: "Il a tout entendu.",
    risk_note: "Des cris.",
  });
  pv = answers.pv_number;
  officer = await demo.asUser("officer.5344");
});
after(() => demo?.end());

/** The addresses of the cases that a list shows. */
const listed = (page) => page.locator("main table a[href^='/cases/']").evaluateAll((links) => links.map((link) => link.pathname));
const under = async (page, name, title) => {
  await visit(page, name);
  return page.locator(`xpath=//h3[normalize-space()="${title}"]/following-sibling::ul[1]`).innerText();
};

/** A clock on the page of victim support. */
const clock = async (name) => {
  await visit(eva, "follow-up");
  return eva.innerText(`.clocks li:has-text('${name}')`);
};

/** Everything that was typed stands in the form, the list of people included. */
async function holdsEverything(page) {
  const { people, ...held } = await answersOf(page);
  assert.equal(people, "2");
  for (const [name, value] of Object.entries(answers)) assert.equal(held[name]?.replaceAll("\r\n", "\n"), value, name);
}

test("An officer types a report, and it is saved while she types", async () => {
  await newDraft(officer);
  draft = new URL(officer.url()).pathname;
  await fill(officer, answers);
  await saved(officer);
  assert.match(await officer.innerText("[data-autosave-state]"), /^Saved at \d\d:\d\d$/);
});

test("Wherever she types in the long form, she sees whether it is saved", async () => {
  await officer.locator("#risk_note").scrollIntoViewIfNeeded();
  const line = await officer.locator("[data-autosave-state]").boundingBox();
  assert.ok(line.y >= 0 && line.y + line.height <= officer.viewportSize().height, `the line is ${Math.round(line.y)} px below the top`);
});

test("After the browser was closed, all that she typed is there again", async () => {
  await officer.context().close();
  officer = await demo.asUser("officer.5344");
  await officer.click(`a[href="${draft}"]`);
  await holdsEverything(officer);
});

test("After the server was killed and started again, all that she typed is there", async () => {
  await demo.kill("SIGKILL");
  await demo.serve();
  await officer.reload();
  await holdsEverything(officer);
});

test("What she typed in the very last moment before closing is not lost", async () => {
  await officer.fill("#measures", "Éloignement pour la nuit.");
  await officer.goto(`${demo.base}/reports`);
  await officer.goto(demo.base + draft);
  assert.equal(await officer.inputValue("#measures"), "Éloignement pour la nuit.");
  await saved(officer);
});

test("When she signs, the report is in the queue of the neighbourhood at once, and in no other", async (t) => {
  [eva, evere] = await Promise.all([demo.asUser("eva.1030"), demo.asUser("eva.1140")]);
  await Promise.all([eva, evere].map((page) => page.goto(`${demo.base}/queue`)));
  const before = await listed(eva);
  path = draft.replace("/drafts/", "/cases/");
  const start = Date.now();
  const seen = eva.waitForSelector(`#queue a[href="${path}"]`, { timeout: 5000 + 15_000 }).then(() => Date.now());
  await sign(officer);
  await officer.waitForURL(`**${path}?done=sign`);
  assert.match(await officer.innerText("[role=status]"), /Signed\. EVA .* Hand over the flyer/);
  assert.match(await officer.locator("main a[href^='/flyer/']").getAttribute("href"), /^\/flyer\/5344\/\w\w\.pdf$/, "with the way to it");
  const written = Date.now();
  const waited = (await seen) - start;
  t.diagnostic(`in the queue ${waited} ms after the click on "Sign", ${written - start} ms of them until the case page`);
  assert.ok(waited < 5000, `it took ${waited} ms`);
  assert.ok(!before.includes(path));
  await evere.waitForTimeout(500);
  assert.ok(!(await listed(evere)).includes(path), "the list that is open in Evere");
  await evere.reload();
  assert.ok(!(await listed(evere)).includes(path), "the list of Evere, read again");
});

test("The case page shows what she signed", async () => {
  const text = await wholeCase(officer);
  const people = ["Zoé Éprouvette", "07/03/1985", "Tom Essai", "± 1980", answers.safe_contact];
  for (const shown of [pv, ...people, day(-1), "21:30", "1030 Schaerbeek"]) assert.ok(text.includes(shown), shown);
  assert.ok(text.includes(FACTS), "the narrative, with its line breaks");
  assert.match(text.replace(/\s/g, ""), /0400001234/);
});

test("A signed report cannot be edited: the draft leads to the case, also when an old window sends it again", async () => {
  await officer.goto(demo.base + draft);
  assert.equal(new URL(officer.url()).pathname, path);
  const form = { ...answers, kind: "family-dispute", facts: "Autre chose", version: "99", do: "sign" };
  const again = await officer.request.post(demo.base + draft, { form, maxRedirects: 0 });
  assert.equal(again.headers().location, path);
  await officer.reload();
  const text = await wholeCase(officer);
  assert.ok(text.includes("Madame a ouvert la porte") && !text.includes("Autre chose"));
});

test("What she learns later is added, with date and name", async () => {
  await act(officer, "amend", { text: "Le voisin du deuxième a tout entendu." });
  const added = await officer.innerText("article .notice:has-text('Added')");
  assert.ok(added.includes("Le voisin du deuxième a tout entendu.") && added.includes(await nameOf(officer)), added);
  assert.ok(added.includes(day(0)), added);
});

test("Who only compares people, looks who reads a case, or looks after another place leaves no receipt: the report stays new", async () => {
  for (const page of ["people", "access"]) assert.equal((await eva.goto(`${demo.base}${path}/${page}`)).status(), 200);
  assert.equal((await evere.goto(demo.base + path)).status(), 200, "a colleague of the zone, who looks after Evere");
  await officer.reload();
  const known = await wholeCase(officer);
  for (const page of [eva, evere]) assert.ok(!known.includes(await nameOf(page)));
  await eva.goto(`${demo.base}/queue?show=unread`);
  assert.ok((await listed(eva)).includes(path));
});

test("Victim support opens the case, and a receipt with name and hour stays", async () => {
  await eva.click(`#queue a[href="${path}"]`);
  await eva.waitForURL(`**${path}`);
  assert.match(await under(eva, "facts", "Read by"), new RegExp(`${day(0)} \\d\\d:\\d\\d, ${await nameOf(eva)} \\(Local EVA\\)`));
  await eva.reload();
  assert.equal((await under(eva, "facts", "Read by")).split(await nameOf(eva)).length - 1, 1, "one receipt, however often she opens it");
  await officer.reload();
  assert.ok((await under(officer, "facts", "Read by")).includes(await nameOf(eva)), "the officer sees that it was read");
});

test("Victim support sees the other report on the same people, and follows the two together", async () => {
  const couple = { "p1.birth": "09/09/1980" };
  const first = await signQuickly(officer, report(couple));
  const second = await signQuickly(officer, report(couple));
  await openUntil(eva, `${demo.base}${second}/people`, (page) => proposal(page, first));
  await decideProposal(eva, first, "accept", { reason: "Le même couple, deux fois en une semaine." });
  assert.ok(await eva.locator(`section[aria-labelledby=h-together] a[href^="${first}"]`).isVisible());
  await eva.goto(demo.base + path);
});

test("Victim support logs that nobody answered and when she tries again, then that she spoke with her", async () => {
  await act(eva, "contact", { outcome: "no-answer", next_try: `${isoDay(1)}T10:00` });
  assert.match(await under(eva, "follow-up", "Contact attempts"), new RegExp(`No answer · next try ${day(1)} 10:00`));
  await act(eva, "contact", { outcome: "reached", note: NOTE });
  assert.match(await under(eva, "follow-up", "Contact attempts"), /Spoke with/);
  assert.ok((await eva.innerText("main")).includes(NOTE));
  assert.match(await clock("First contact"), /Done/);
  await eva.goto(`${demo.base}${path}/timeline`);
  const told = await eva.innerText("main");
  for (const outcome of ["No answer", "Spoke with the victim"]) assert.ok(told.includes(`Contact attempt: ${outcome}`), told);
});

test("Victim support books an appointment, and is not asked about day 2 on the day of the report", async () => {
  await act(eva, "appointment", { at: `${isoDay(2)}T14:30`, place: "Commissariat, bureau 12" });
  assert.ok((await eva.innerText("main")).includes(`Appointment ${day(2)} 14:30`));
  assert.ok(!(await offers(eva, "day-two")));
});

test("What was logged by mistake is taken back with a reason: the clock runs again, and the mistake stays readable", async () => {
  await eva.goto(`${demo.base}/queue`);
  older = await eva.locator("#queue a", { hasText: "Avanthier" }).getAttribute("href");
  await eva.goto(demo.base + older);
  await act(eva, "contact", { outcome: "reached" });
  assert.match(await clock("First contact"), /Done/);
  await act(eva, "take-back", { what: "contact" });
  assert.match(await eva.innerText("#take-back-reason-error"), /Give a reason/);
  await act(eva, "take-back", { reason: SISTER });
  assert.doesNotMatch(await clock("First contact"), /Done/);
  const main = await wholeCase(eva);
  assert.match(main, /Recorded by mistake, taken back.*Spoke with the victim/);
  assert.ok(main.includes(SISTER) && main.includes("Follow-up corrected"), "why, and on the timeline");
});

test("Two days after the report each question of day 2 is answered, and what was typed is kept until it is", async () => {
  await act(eva, "contact", { outcome: "reached" });
  const told = { framework: "yes", hearing: "yes", companion: "no", income: "yes" };
  await act(eva, "day-two", { ...told, note: "Elle veut réfléchir" });
  assert.match(await eva.innerText("#day-two-housing-error"), /Choose an answer/);
  assert.equal(await eva.locator("[id^='day-two-'][id$='-error']").count(), 1, "the other questions are answered");
  await act(eva, "day-two", { housing: "unknown" });
  const read = await under(eva, "follow-up", "Day-2 contact");
  assert.match(read, /framework explained\?:? Yes/);
  assert.match(read, /companion at the hearing\?:? No\b/);
  assert.match(read, /housing safe for the coming weeks\?:? Not known/);
  assert.ok((await eva.innerText("main")).includes("Elle veut réfléchir"));
  assert.match(await clock("Day-2"), /Done/);
  assert.ok(!(await offers(eva, "day-two")), "once is enough");
});

test("The prosecution finds the report in the table and sees who read it, but nothing that she told victim support", async () => {
  prosecutor = await demo.asUser("prosecutor.brussels");
  await prosecutor.goto(`${demo.base}/table?state=open`);
  const row = prosecutor.locator("tr", { has: prosecutor.locator(`a[href="${path}"]`) });
  assert.ok((await row.innerText()).includes(pv));
  assert.ok((await row.innerText()).includes(await nameOf(eva)), "who read it");
  await row.locator(`a[href="${path}"]`).click();
  await prosecutor.waitForURL(`**${path}`);
  assert.ok((await under(prosecutor, "facts", "Read by")).includes(await nameOf(eva)));
  const html = await wholeCase(prosecutor, (page) => page.content());
  assert.ok(html.includes("Zoé Éprouvette"), "the pages were read");
  for (const secret of ["tournesol", "mardi matin", NOTE]) assert.ok(!html.includes(secret), secret);
  assert.ok(!html.replace(/<[^>]*>|&[#\w]+;|[\s\u00a0.]/g, "").includes("0400001234"), "the phone of the victim");
});

test("The prosecution decides, and the officer at the counter sees the decision", async () => {
  await act(prosecutor, "decide", { decision: "hearing", reason: "Entendre les deux parties." });
  assert.match(await prosecutor.innerText("main"), /Hearing.*Entendre les deux parties/s);
  await officer.goto(`${demo.base}/reports`);
  assert.match(await officer.innerText(`tr:has(a[href="${path}"])`), /Hearing/);
  await officer.goto(demo.base + path);
  assert.match(await officer.innerText("main"), /Hearing/);
  await prosecutor.goto(`${demo.base}/table?state=decided`);
  assert.ok((await listed(prosecutor)).includes(path), "among the decided ones");
  await prosecutor.goto(`${demo.base}/table?state=open`);
  assert.ok(!(await listed(prosecutor)).includes(path), "no longer among those without decision");
});

test("What she told victim support stays hidden from the police too", async () => {
  assert.ok(!(await wholeCase(officer, (page) => page.content())).includes(NOTE));
  for (const page of [officer, prosecutor]) {
    await page.goto(demo.base + older);
    const html = await wholeCase(page, (page) => page.content());
    assert.ok(html.includes("Avanthier") && html.includes("Recorded by mistake"), "that it was a mistake is no secret");
    for (const secret of [SISTER, "Elle veut réfléchir"]) assert.ok(!html.includes(secret), secret);
  }
});

test("A day before the report, nothing was known; on the day itself, it was", async () => {
  await eva.goto(`${demo.base}${path}?on=${isoDay(-2)}`);
  const before = await eva.innerText("main");
  assert.ok(before.includes("Nothing was known on that day"));
  assert.ok(!before.includes("Éprouvette") && !before.includes(pv) && !(await eva.content()).includes("tournesol"));
  await eva.goto(`${demo.base}${path}?on=${isoDay(0)}`);
  const then = await eva.innerText("main");
  assert.ok(then.includes("Éprouvette"));
  assert.equal(await eva.locator("main a[href$='/contact'], form[action$='/contact']").count(), 0, "nothing can be written into the past");
  assert.ok(then.includes(`what was known on ${day(0)}`), "the day as people write it");
});

test("Nothing went wrong behind the pages", () => demo.quiet());
