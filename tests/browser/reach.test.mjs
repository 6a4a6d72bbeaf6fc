// How somebody is reached is said anew: a new number and an old one that is none any more, by victim support, and what the police
// then see. A wrong number that stays on the page is a call that he may answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, report, signQuickly } from "./havre.mjs";

const OLD = "0400 00 52 11";
const NEW = "0400 00 68 93";
const plain = (text) => text.replace(/\s/g, "");
const phones = (page) => page.locator(".card--person").first().locator("[data-channel=phone]");

let demo, officer, eva, path;
before(async () => {
  demo = await Demo.begin();
  [officer, eva] = await Promise.all([demo.asUser("officer.5344"), demo.asUser("eva.1030")]);
  path = await signQuickly(officer, report({
    safe_contact: "", "p0.family_name": "Quatremare", "p0.given_names": "Odile", "p0.birth": "04/09/1979", "p0.phone0": OLD,
    "p0.phone0_readers": "nobody", "p1.family_name": "Zandstra", "p1.given_names": "Wout", "p1.birth": "1975",
  }));
});
after(() => demo?.end());

/** The page of the act, as the page about people leads there. */
async function open(page) {
  await page.goto(`${demo.base}${path}/people`);
  await page.locator('.acts a[href$="/reach"]').first().click();
  await page.waitForURL(/\/reach$/);
}

test("An empty form says what is missing, at its fields, and keeps what was typed", async () => {
  await open(eva);
  await eva.locator('[name="reach.phone0_word"]').evaluate((field) => { field.closest("details").open = true; });
  await eva.fill('[name="reach.phone0_word"]', "the dentist");
  await eva.locator("main form button").last().click();
  for (const field of ["person", "reason"]) await eva.locator(`#reach-${field}-error`).waitFor();
  assert.equal(await eva.inputValue('[name="reach.phone0_word"]'), "the dentist");
});

test("A new number is a way to her from now on, and the old one is none any more", async () => {
  await open(eva);
  await eva.selectOption('[name="reach.person"]', { label: "Odile Quatremare · Victim" });
  await eva.fill('[name="reach.phone0"]', NEW);
  await eva.selectOption('[name="reach.phone0_readers"]', "nobody");
  await eva.locator("summary", { hasText: "phone 1" }).click();
  for (const day of ["mon", "tue", "wed", "thu", "fri"]) await eva.check(`[name="reach.phone0_day.${day}"]`);
  await eva.fill('[name="reach.phone0_from"]', "8:00");
  await eva.fill('[name="reach.phone0_to"]', "12:00");
  const old = await eva.locator('[name="reach.ended"] option', { hasText: "11" }).first().getAttribute("value");
  await eva.selectOption('[name="reach.ended"]', old);
  await eva.fill('[name="reach.reason"]', "She said so herself at the counter: the old phone is with him.");
  await eva.locator("main form button").last().click();
  await eva.waitForURL(/\/people/);
  const said = await phones(eva).allInnerTexts();
  const of = (number) => said.find((one) => plain(one).includes(plain(number)));
  assert.match(of(NEW), /Safe|This first|Not at this hour/);
  assert.match(of(NEW), /the old phone is with him/, "how it is known stands beside it");
  assert.equal(of(OLD), undefined, "the old one is not shown");
  assert.match(said.find((one) => one.includes("•••• 11")) ?? "", /not, or no longer, a way to reach her/);
  await eva.goto(`${demo.base}${path}/timeline`);
  const timeline = await eva.locator("main").innerText();
  assert.match(timeline, /Way of contact recorded or corrected/);
  assert.match(timeline, /Way of contact that holds no more/);
});

test("The police see at once that the old number is none any more", async () => {
  await officer.goto(`${demo.base}${path}/people`);
  const said = await phones(officer).allInnerTexts();
  assert.match(said.find((one) => one.includes("•••• 11")) ?? "", /not, or no longer, a way to reach her/);
  assert.ok(said.every((one) => !plain(one).includes(plain(OLD))), said.join("\n"));
});

test("A mistake is put right by saying it again", async () => {
  await open(eva);
  await eva.selectOption('[name="reach.person"]', { label: "Odile Quatremare · Victim" });
  await eva.fill('[name="reach.phone0"]', OLD);
  await eva.selectOption('[name="reach.phone0_readers"]', "nobody");
  await eva.fill('[name="reach.reason"]', "She has it back.");
  await eva.locator("main form button").last().click();
  await eva.waitForURL(/\/people/);
  const said = await phones(eva).allInnerTexts();
  assert.ok(said.some((one) => plain(one).includes(plain(OLD)) && one.includes("She has it back.")), said.join("\n"));
});
