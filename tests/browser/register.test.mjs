// What gives much power in the register: one asks, another confirms, and whoever it is about is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "./havre.mjs";

let demo;
const pages = {};
before(async () => {
  demo = await Demo.begin();
  for (const user of ["admin", "reviewer.brussels", "evahead.5344"]) pages[user] = await demo.asUser(user);
});
after(() => demo?.end());

const main = (page) => page.locator("main").innerText();

async function account(page, username) {
  await page.goto(`${demo.base}/account/people`);
  await page.locator("table").first().locator("tr", { hasText: username }).locator("a").click();
}

test("A new head waits for a second person; whoever asked cannot confirm it", async () => {
  const admin = pages.admin;
  await admin.goto(`${demo.base}/account/people/new`);
  await admin.fill("[name=name]", "Nadia Nouvelle");
  await admin.fill("[name=username]", "nadia.nouvelle");
  await admin.selectOption("[name=function]", "eva-head");
  await admin.fill("[name=zones]", "5344");
  await admin.click("form[action='/account/people/new'] button");
  await admin.waitForURL(/said=proposed/);
  assert.match(await main(admin), /Nothing changes before a second person confirms/);
  const card = admin.locator("section", { hasText: "Nadia Nouvelle (nadia.nouvelle)" });
  assert.equal(await card.locator("form[action$='/confirm']").count(), 0, "not by her");
  assert.equal(await card.locator("text=Take the request back").count(), 1);
  await admin.goto(`${demo.base}/account/people`);
  assert.ok(!(await admin.locator("table").first().innerText()).includes("nadia.nouvelle"), "there is no account yet");
  assert.match(await admin.locator("nav").first().innerText(), /By two \(1\)/);
});

test("A reviewer finds it on Today, confirms it, and hands the link over", async () => {
  const reviewer = pages["reviewer.brussels"];
  await reviewer.goto(`${demo.base}/today`);
  await reviewer.click("text=See the requests");
  await reviewer.locator("section", { hasText: "Nadia Nouvelle" }).locator("button", { hasText: "Confirm" }).click();
  const link = await reviewer.locator(".invitation").innerText();
  const page = await demo.asUser(undefined);
  await page.goto(demo.base + link);
  await page.fill("[name=new]", "quatre mots sans lien");
  await page.fill("[name=repeat]", "quatre mots sans lien");
  await page.click("main form button");
  await page.fill("[name=username]", "nadia.nouvelle");
  await page.fill("[name=password]", "quatre mots sans lien");
  await page.click("main form button");
  await page.waitForURL(`${demo.base}/today`);
  await reviewer.goto(`${demo.base}/register`);
  assert.match(await main(reviewer), /confirmed by a second person/);
  await page.context().close();
});

test("An invitation of a head waits, and she is told on every page until she has read it", async () => {
  const [admin, head, reviewer] = [pages.admin, pages["evahead.5344"], pages["reviewer.brussels"]];
  await account(admin, "evahead.5344");
  await admin.click("form[action$='/invite'] button");
  await admin.waitForURL(/said=proposed/);
  await reviewer.goto(`${demo.base}/register`);
  await reviewer.locator("section", { hasText: "Invitation to choose a password" }).locator("button", { hasText: "Refuse" }).click();
  await reviewer.waitForURL(/said=refused/);
  for (const address of ["/today", "/queue"]) {
    await head.goto(demo.base + address);
    assert.match(await main(head), /Others changed your account/);
  }
  await head.click("text=Read what changed");
  assert.match(await main(head), /asked for, waits for a second person[\s\S]*request refused or taken back/);
  await head.click("text=I have read it");
  await head.goto(`${demo.base}/today`);
  assert.doesNotMatch(await main(head), /Others changed your account/);
});

test("What takes power away, and what gives little, is done at once", async () => {
  const admin = pages.admin;
  await account(admin, "officer.5339");
  await admin.click("form[action$='/invite'] button");
  assert.equal(await admin.locator(".invitation").count(), 1);
});
