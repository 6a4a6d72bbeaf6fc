// Every reading is logged: what a reviewer sees of it, what each member of staff sees of herself, and what the person is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, LANGUAGES, fill, nameOf, openUntil, report, signQuickly } from "./havre.mjs";

const GIVEN = "Hildegonde";
let demo, officer, eva, prosecutor, reviewer, path, family;
before(async () => {
  demo = await Demo.begin({ reports: 60 });
  officer = await demo.asUser("officer.5344");
  eva = await demo.asUser("eva.1030", { javaScriptEnabled: false });
  prosecutor = await demo.asUser("prosecutor.brussels", { javaScriptEnabled: false });
  reviewer = await demo.asUser("reviewer.brussels", { javaScriptEnabled: false });
  family = (await nameOf(officer)).split(" ").slice(1).join(" ");
  path = await signQuickly(officer, report({ "p0.family_name": family, "p0.given_names": GIVEN }));
});
after(() => demo?.end());

const text = (page) => page.locator("main").innerText();
/** By which services speak of the case: five letters from the end of its id. */
const reference = () => {
  const end = parseInt(path.slice(-7), 16);
  return `R-${[4, 3, 2, 1, 0].map((place) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(end >> (5 * place)) & 31]).join("")}`;
};

test("Whoever opens a case with her own name is seen by the reviewer, who sees no name of the case", async () => {
  await officer.goto(demo.base + path);
  const row = (page) => page.locator("tr", { hasText: "Own name" }).filter({ hasText: reference() });
  await openUntil(reviewer, `${demo.base}/readings`, row);
  assert.match(await row(reviewer).innerText(), /Own name/);
  assert.ok((await row(reviewer).innerText()).includes(await nameOf(officer)));
  await row(reviewer).locator("a").first().click();
  const said = await text(reviewer);
  assert.match(said, /same family name/);
  assert.match(said, /This is no proof/);
  assert.ok(!said.includes(GIVEN) && !said.includes("Éprouvette"), said);
});

test("A reviewer closes it with an outcome and a note; what was typed is kept when something is missing", async () => {
  await reviewer.fill("#note", "Asked him: he took the report himself.");
  await reviewer.click("main form button");
  assert.match(await reviewer.innerText(".govuk-error-summary"), /Choose an answer/);
  assert.equal(await reviewer.inputValue("#note"), "Asked him: he took the report himself.");
  await reviewer.check("[name=outcome][value=explained]");
  await reviewer.click("main form button");
  assert.match(await text(reviewer), /There was a reason of work/);
  assert.equal(await reviewer.locator("main form").count(), 0, "closed once");
  await reviewer.goto(`${demo.base}/readings?show=closed`);
  assert.ok((await text(reviewer)).includes(reference()));
});

test("What the reviewer looks at is logged too", async () => {
  await reviewer.goto(`${demo.base}/readings/log`);
  const said = await text(reviewer);
  assert.match(said, /Log of readings looked at/);
  assert.match(said, /Review closed/);
  assert.ok(!said.includes(GIVEN));
});

test("A reviewer finds the readings of a case by the reference that she was told on the phone", async () => {
  await reviewer.goto(`${demo.base}/readings/log`);
  await reviewer.fill("#case", reference().toLowerCase().replace("-", " "));
  await reviewer.click("main form button");
  assert.match(await reviewer.innerText("main h2"), new RegExp(reference()));
  const lines = await reviewer.locator("main tbody tr").allInnerTexts();
  assert.ok(lines.length > 0 && lines.every((line) => line.includes(reference())), lines.join("\n"));
  await reviewer.fill("#case", "R-7Q4A");
  await reviewer.click("main form button");
  assert.match(await text(reviewer), /This is not a reference/);
  assert.equal(await reviewer.inputValue("#case"), "R-7Q4A");
});

test("A refused attempt is a line of the log, and the page that refuses says nothing", async () => {
  for (const where of ["/queue", "/readings", "/cases/00000000-0000-4000-8000-000000000000"]) {
    const answer = await officer.goto(demo.base + where);
    assert.equal(answer.status(), 404, where);
  }
  await reviewer.goto(`${demo.base}/readings/log`);
  const refused = reviewer.locator("tr", { hasText: await nameOf(officer) }).filter({ hasText: "Refused" });
  assert.ok((await refused.count()) >= 3, await text(reviewer));
});

test("Whether somebody looked for a name can be tested, and nothing typed is kept", async () => {
  await eva.goto(`${demo.base}/search`);
  await eva.fill("#q", `${GIVEN} Wuytsebroeck`);
  await eva.click("main form button");
  await reviewer.goto(`${demo.base}/readings/sought`);
  await reviewer.fill("#q", "wuytsebroeck");
  await reviewer.click("main form button");
  assert.match(await text(reviewer), /Looked for once/);
  assert.ok((await text(reviewer)).includes(await nameOf(eva)));
  await reviewer.fill("#q", "Zzyzx");
  await reviewer.click("main form button");
  assert.match(await text(reviewer), /Nobody looked for these words/);
});

test("Everybody sees her own readings", async () => {
  for (const page of [officer, eva, prosecutor]) {
    await page.goto(`${demo.base}/account`);
    await page.click("a[href='/account/readings']");
    assert.match(await text(page), /My readings/);
  }
  await officer.goto(`${demo.base}/account/readings`);
  const said = await text(officer);
  assert.ok(said.includes(reference()) && said.includes("Case opened") && said.includes("Refused"), said);
  assert.ok(!said.includes("Same family name"), "what was noticed is for reviewers");
});

/** Makes the paper. */
async function paper(page, asker, language = "en") {
  await page.goto(`${demo.base}${path}/readers`);
  await fill(page, { asker, language });
  await page.click("main form button");
  return text(page);
}

test("Who read my file: services, days and reasons; no staff, no hour, no name, no word about violence", async () => {
  const staff = [];
  for (const page of [officer, eva, prosecutor]) {
    await page.goto(demo.base + path);
    staff.push((await nameOf(page)).split(" ").pop());
  }
  await eva.goto(`${demo.base}${path}/access`);
  await eva.click("a[href$='/readers']");
  await eva.click("main form button");
  assert.match(await eva.innerText(".govuk-error-summary"), /Choose an answer/);
  const said = await paper(eva, "victim");
  for (const expected of ["Police", "Victim support", "Prosecutor’s office", "To support you", "Keep this paper only where"])
    assert.ok(said.includes(expected), `${expected}: ${said}`);
  for (const name of staff) assert.ok(!said.includes(name), said);
  assert.doesNotMatch(said, /\d\d:\d\d|Hildegonde|Éprouvette|Essai|violen|not shown/i);
  assert.equal(await eva.title(), "Answer to your request – Havre");
  for (const language of LANGUAGES) {
    await paper(eva, "victim", language);
    assert.equal(await eva.getAttribute("html", "lang"), language);
  }
});

test("Somebody else of the case is never told with whom the victim speaks", async () => {
  const said = await paper(eva, "other");
  assert.ok(said.includes("Police") && !said.includes("Victim support"), said);
  assert.match(said, /Other readings are not shown for now/);
});

test("The prosecution holds its readings back with a reason that stands on no paper", async () => {
  await prosecutor.goto(`${demo.base}${path}/readers`);
  await prosecutor.click("main form button");
  assert.match(await prosecutor.innerText(".govuk-error-summary"), /Write something first/);
  await prosecutor.fill("#reason", "Perquisition prévue.");
  await prosecutor.click("main form button");
  assert.match(await text(prosecutor), /are held back/);
  const said = await paper(eva, "victim");
  assert.ok(!said.includes("Prosecutor’s office") && !said.includes("Perquisition"), said);
  assert.match(said, /Other readings are not shown for now/);
  await prosecutor.click("main form button");
  assert.ok((await paper(eva, "victim")).includes("Prosecutor’s office"));
});

test("A reviewer makes the answer without seeing the case, an officer does not", async () => {
  assert.ok((await paper(reviewer, "victim")).includes("Police"));
  assert.equal((await reviewer.goto(demo.base + path)).status(), 404);
  assert.equal((await officer.goto(`${demo.base}${path}/readers`)).status(), 404);
});

test("The log holds, and the checkpoint of the day knows it", async () => {
  const verified = demo.print("audit", "verify");
  assert.match(verified, /The log of readings holds/);
  assert.match(verified, /[1-9]\d* checkpoints compared/);
  const key = demo.print("audit", "key").trim();
  assert.match(demo.print("audit", "verify", "--public-key", key), /The log of readings holds/);
  assert.match(demo.print("audit", "checkpoint"), /^signature: [0-9a-f]{128}$/m);
});

test("Nothing was wrong on the way", () => demo.quiet());
